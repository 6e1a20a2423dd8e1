// Role: one `[[notifier]]` → `NotifierDefinition`. Its values are not repeated in messages: one of them might be a secret.

import { NOTIFIER_TYPES, type NotifierDefinition, type SecretSource } from "../domain/rules/definition.ts";
import { readChoice, readTextValue } from "./tables/fields.ts";
import { SECRET_ADVICE, type TableReader } from "./tables/table_reader.ts";

/** Whether a notifier needs something, may have it, or has no use for it. */
type Need = "needed" | "allowed" | "useless";

/** What each type takes, and what its secret is. */
const NEEDS: Readonly<Record<NotifierDefinition["type"], { url: Need; secret: Need; what: string }>> = {
  alertmanager: { url: "needed", secret: "useless", what: "" },
  pagerduty: { url: "allowed", secret: "needed", what: "the routing key" },
  slack: { url: "useless", secret: "needed", what: "the address of the incoming webhook" },
  webhook: { url: "needed", secret: "allowed", what: "the signing key" },
};

/** The program may read no others, and no secret that is written here by mistake begins so. */
const SECRET_NAME = /^HTTPLOG_[A-Za-z0-9_]{1,90}$/;

/** Parts of a query in which an address may hold a secret. */
const SECRET_PARAMETER = /token|secret|key|sig|auth|passw/i;

/**
 * Reads a notifier whose id is known; undefined where something is wrong with it, which `reader` was told.
 *
 * @param path Of the rule file: files of secrets are named from where it is.
 */
export function readNotifier(reader: TableReader, id: string, path: string): NotifierDefinition | undefined {
  const type = readChoice(reader, "type", NOTIFIER_TYPES);
  if (reader.take("type") === undefined) reader.missing("type", `Allowed: ${NOTIFIER_TYPES.join(", ")}.`);
  const url = readUrl(reader, type);
  const secret = readSecret(reader, path);
  if (type !== undefined) checkSecret(reader, type);
  reader.finish();
  return type && { id, type, url, secret };
}

function readUrl(reader: TableReader, type: NotifierDefinition["type"] | undefined): string | null {
  const value = readTextValue(reader, "url", 'an address like "http://127.0.0.1:9093"');
  const need = type === undefined ? "allowed" : NEEDS[type].url;
  if (value === undefined) {
    if (need === "needed" && reader.take("url") === undefined) {
      reader.missing("url", `Type "${type}" needs one, as in "http://127.0.0.1:9093".`);
    }
    return null;
  }
  const { text, line } = value;
  if (type === "slack" || /^https?:\/\/([^/]*\.)?slack\.com/i.test(text)) {
    reader.fault(
      line,
      `url: the address of a Slack webhook is a secret, so it is not written here. ${SECRET_ADVICE}.`,
    );
  } else if (!/^https?:\/\/[^\s\p{C}]+$/iu.test(text) || !URL.canParse(text)) {
    reader.fault(line, 'url is no address. Allowed: http or https, as in "http://127.0.0.1:9093".');
  } else {
    const { username, password, searchParams } = new URL(text);
    const isSecret = username !== "" || password !== "" ||
      [...searchParams.keys()].some((name) => SECRET_PARAMETER.test(name));
    if (isSecret) {
      reader.fault(line, "url holds a password or a key, which is no part of a rule file. Leave it out.");
    }
  }
  return text;
}

function readSecret(reader: TableReader, path: string): SecretSource | null {
  const env = readTextValue(reader, "secret_env", "the name of an environment variable");
  const file = readTextValue(reader, "secret_file", "the path of a file");
  if (env !== undefined && file !== undefined) {
    reader.fault(file.line, "secret_env and secret_file are both given. Keep one of them.");
  }
  if (env !== undefined) {
    if (!SECRET_NAME.test(env.text)) {
      reader.fault(
        env.line,
        "secret_env is no name of an environment variable that httplog may read. Allowed: a name that begins with " +
          'HTTPLOG_, as in "HTTPLOG_PAGERDUTY_KEY"; the secret itself is the value of that variable.',
      );
    }
    return { env: env.text };
  }
  if (file === undefined) return null;
  if (file.text === "" || file.text.startsWith("~") || /\p{Cc}|^whsec_|:\/\//u.test(file.text)) {
    reader.fault(
      file.line,
      'secret_file is no path. Allowed: a path like "/etc/httplog/pagerduty.key", without ~; the secret itself is in ' +
        "that file.",
    );
  }
  return { file: besideRuleFile(file.text, path) };
}

function checkSecret(reader: TableReader, type: NotifierDefinition["type"]): void {
  const given = reader.take("secret_env") ?? reader.take("secret_file");
  const { secret, what } = NEEDS[type];
  if (secret === "needed" && given === undefined) {
    reader.fault(
      reader.line,
      `secret_env or secret_file is missing: it names where ${what} is. ${SECRET_ADVICE}.`,
    );
  }
  if (secret === "useless" && given !== undefined) {
    reader.fault(given.line, `a secret means nothing with the type "${type}". Leave it out.`);
  }
}

/**
 * A path as the rule file at `path` means it: relative ones begin in its directory.
 *
 * @example
 * ```ts
 * import { besideRuleFile } from "./read_notifier.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(besideRuleFile("pagerduty.key", "/etc/httplog/rules.toml"), "/etc/httplog/pagerduty.key");
 * assert.equal(besideRuleFile("/run/key", "rules.toml"), "/run/key");
 * ```
 */
export function besideRuleFile(file: string, path: string): string {
  if (/^([/\\]|[A-Za-z]:)/.test(file)) return file;
  return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1) + file;
}
