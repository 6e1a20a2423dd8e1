// Role: the notifiers of a rule file, each with its kind and its secret. The only place where secrets are read; they go to
// the requests and nowhere else.

import { Problem } from "../../domain/problem.ts";
import type { NotifierDefinition, RuleSet, SecretSource } from "../../domain/rules/definition.ts";
import type { Host } from "../../host/host.ts";
import { NOTIFIERS } from "../../notify/mod.ts";
import type { Recipient } from "../../notify/sending/recipient.ts";
import { printable } from "../../render/text/printable.ts";

/** Prefix of the variables that the program may read: the compiled permission allows no others. */
const PREFIX = "HTTPLOG_";

/**
 * The recipients by the ids of their notifiers.
 *
 * @param page Where messages link to; null for nowhere.
 * Errors: `Problem` "config" for a secret that is missing or malformed, "usage" for a rule file without notifiers;
 * nothing of a secret is in them.
 */
export async function recipientsOf(
  { notifiers }: RuleSet,
  page: URL | null,
  host: Host,
): Promise<ReadonlyMap<string, Recipient>> {
  if (notifiers.length === 0) {
    throw new Problem("usage", "The rule file has no notifier. Add a [[notifier]], and notify to its rules.");
  }
  const recipients = new Map<string, Recipient>();
  for (const definition of notifiers) {
    const kind = NOTIFIERS.find(({ name }) => name === definition.type)!;
    const secret = definition.secret === null ? null : await secretOf(definition, definition.secret, host);
    const refusal = secret === null ? null : kind.refusal(secret);
    if (refusal !== null) throw wrong(definition, definition.secret!, refusal);
    recipients.set(definition.id, { definition, kind, secret, printable, page: page?.href ?? null });
  }
  return recipients;
}

async function secretOf(definition: NotifierDefinition, source: SecretSource, host: Host): Promise<string> {
  const secret = "env" in source ? host.env(source.env) : await textOf(definition, source, host);
  if (secret === undefined) {
    const mayBeRead = "env" in source && source.env.startsWith(PREFIX);
    const advice = mayBeRead ? "is not set" : `cannot be read: its name must begin with ${PREFIX}`;
    throw wrong(definition, source, advice);
  }
  // The last line of a file has a line end.
  const trimmed = secret.trim();
  if (trimmed === "") throw wrong(definition, source, "is empty");
  return trimmed;
}

async function textOf(definition: NotifierDefinition, source: { file: string }, host: Host): Promise<string> {
  try {
    return await host.readText(source.file);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem("config", `${nameOf(definition)} cannot be notified. ${error.message}`, {
      cause: error,
    });
  }
}

function wrong(definition: NotifierDefinition, source: SecretSource, what: string): Problem {
  const place = "env" in source ? `The environment variable ${source.env}` : `"${source.file}"`;
  return new Problem("config", `${place}, the secret of ${nameOf(definition)}, ${what}.`);
}

function nameOf({ id }: NotifierDefinition): string {
  return `notifier "${id}"`;
}
