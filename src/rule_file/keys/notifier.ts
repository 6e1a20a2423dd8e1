// Role: the keys of `[[notifier]]`, and what must hold between them. Its values are not repeated in messages: one of them might be a secret.

import { NOTIFIER_TYPES, type NotifierDefinition } from "../../domain/rules/definition.ts";
import { idKey } from "../tables/ids.ts";
import { readTable, type TableKeys } from "../tables/key.ts";
import { SECRET_ADVICE, type TableReader } from "../tables/table_reader.ts";
import { choice, text } from "../tables/types.ts";

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

const SLACK_URL =
  `: the address of a Slack webhook is a secret, so it is not written here. ${SECRET_ADVICE}.`;

/** A notifier by its keys. */
interface NotifierRow extends Pick<NotifierDefinition, "id" | "type" | "url"> {
  readonly secretEnv: string | null;
  readonly secretFile: string | null;
}

/** The keys of a notifier. */
export const NOTIFIER_KEYS: TableKeys<NotifierRow> = {
  id: idKey("the name by which `notify` calls it"),
  type: {
    type: choice(NOTIFIER_TYPES),
    about: NOTIFIER_TYPES.map((name) => `\`"${name}"\``).join(", "),
    required: `Allowed: ${NOTIFIER_TYPES.join(", ")}.`,
  },
  url: {
    type: text('an address like "http://127.0.0.1:9093"'),
    about: "the address, http or https; of Slack it is the secret",
    otherwise: null,
    defaultText: "must be given, except with `pagerduty` and `slack`",
  },
  secretEnv: {
    type: text(
      "the name of an environment variable",
      (name) =>
        SECRET_NAME.test(name)
          ? null
          : " is no name of an environment variable that httplog may read. Allowed: a name that begins with " +
            'HTTPLOG_, as in "HTTPLOG_PAGERDUTY_KEY"; the secret itself is the value of that variable.',
    ),
    about: "the environment variable that holds the secret, `HTTPLOG_…`",
    otherwise: null,
    defaultText: "none",
  },
  secretFile: {
    type: text(
      "the path of a file",
      (path) =>
        /^[^~]/.test(path) && !/\p{Cc}|^whsec_|:\/\//u.test(path)
          ? null
          : ' is no path. Allowed: a path like "/etc/httplog/pagerduty.key", without ~; the secret itself is in that file.',
    ),
    about: "the file that holds the secret; a relative path begins where the rule file is",
    otherwise: null,
    defaultText: "none",
  },
};

function urlFault(url: string): string | null {
  if (/^https?:\/\/([^/]*\.)?slack\.com/i.test(url)) return SLACK_URL;
  if (!/^https?:\/\/[^\s\p{C}]+$/iu.test(url) || !URL.canParse(url)) {
    return ' is no address. Allowed: http or https, as in "http://127.0.0.1:9093".';
  }
  const { username, password, searchParams } = new URL(url);
  const isSecret = username + password !== "" ||
    [...searchParams.keys()].some((name) => SECRET_PARAMETER.test(name));
  return isSecret ? " holds a password or a key, which is no part of a rule file. Leave it out." : null;
}

/** A notifier by its keys, as {@link readNotifier} reads it. */
export function notifierRow({ secret, ...notifier }: NotifierDefinition): NotifierRow {
  return {
    ...notifier,
    secretEnv: secret !== null && "env" in secret ? secret.env : null,
    secretFile: secret !== null && "file" in secret ? secret.file : null,
  };
}

/**
 * Reads a notifier; undefined where a fault was reported.
 *
 * @param path Of the rule file: files of secrets are named from where it is.
 */
export function readNotifier(reader: TableReader, path: string): NotifierDefinition | undefined {
  const row: Partial<NotifierRow> = readTable(reader, NOTIFIER_KEYS);
  const { id, type, url = null, secretEnv = null, secretFile = null } = row;
  const [urlValue, env, file] = ["url", "secret_env", "secret_file"].map((key) => reader.take(key));
  if (env !== undefined && file !== undefined) {
    reader.fault(file.line, "secret_env and secret_file are both given. Keep one of them.");
  }
  const urlWrong = url === null ? null : type === "slack" ? SLACK_URL : urlFault(url);
  if (urlWrong !== null) reader.fault(urlValue!.line, `url${urlWrong}`);
  if (type === undefined) return undefined;
  const needs = NEEDS[type];
  if (needs.url === "needed" && urlValue === undefined) {
    reader.missing("url", `Type "${type}" needs one, as in "http://127.0.0.1:9093".`);
  }
  const given = env ?? file;
  if (needs.secret === "needed" && given === undefined) {
    reader.fault(
      reader.line,
      `secret_env or secret_file is missing: it names where ${needs.what} is. ${SECRET_ADVICE}.`,
    );
  }
  if (needs.secret === "useless" && given !== undefined) {
    reader.fault(given.line, `a secret means nothing with the type "${type}". Leave it out.`);
  }
  const inFile = secretFile === null ? null : { file: besideRuleFile(secretFile, path) };
  if (id === undefined) return undefined;
  return { id, type, url, secret: secretEnv === null ? inFile : { env: secretEnv } };
}

/**
 * A path as the rule file at `path` means it: relative ones begin in its directory. "pagerduty.key" in
 * "/etc/httplog/rules.toml" is "/etc/httplog/pagerduty.key".
 */
export function besideRuleFile(file: string, path: string): string {
  if (/^([/\\]|[A-Za-z]:)/.test(file)) return file;
  return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1) + file;
}
