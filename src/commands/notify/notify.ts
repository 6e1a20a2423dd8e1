// Role: the command `notify`: sends due messages to the notifiers of a rule file, and ends.

import { EXIT_CODES, Problem } from "../../domain/problem.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import { type Host, stopCode } from "../../host/host.ts";
import { Sender } from "../../notify/sending/sender.ts";
import { printable } from "../../render/text/printable.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { OutboxStore } from "../../stores/outbox.ts";
import type { Command, Invocation } from "../command.ts";
import { DATABASE_OPTION, databasePath } from "../shared/database_path.ts";
import {
  deliveryWarning,
  isSkippedAlert,
  messageText,
  skippedText,
  strandedTexts,
  waitingText,
} from "./delivery_text.ts";
import { refuseArguments } from "../shared/number_options.ts";
import { MAX_AGE_OPTION, maxAgeOf } from "./max_age_option.ts";
import { preview } from "./dry_run.ts";
import { recipientsOf } from "./recipients.ts";
import { PUBLIC_URL_OPTION, publicUrl } from "../shared/public_url_option.ts";
import { RULES_OPTION, rulesIn } from "../shared/rules_option.ts";
import { ALLOW_NETWORK, IF_BUSY, takeLock } from "../shared/database_lock.ts";
import { warn, writeLines } from "../shared/messages.ts";

/** Longest time for sending, seconds, waits for retries included. */
const TIME = 20;

async function run(invocation: Invocation, host: Host): Promise<number> {
  refuseArguments(invocation, "notify");
  const { values, flags } = invocation;
  const database = databasePath(values.db, host);
  const maxAge = maxAgeOf(invocation);
  const rules = await rulesOf(invocation, host);
  // Opening a database for writing would create a missing one.
  if (flags["dry-run"]) {
    using reader = sqlite.read(database);
    const lines = preview(reader, rules, { now: host.now(), maxAge });
    if (!flags.quiet) writeLines(host.stdout, lines);
    return 0;
  }
  sqlite.read(database)[Symbol.dispose]();
  const recipients = await recipientsOf(rules, publicUrl(values["public-url"]), host);
  using lock = await takeLock(database, invocation, host, "sending");
  if (lock === null) return stopCode(host.stopSignal());
  using store = sqlite.open(database, () => host.now());
  if (values["switch-on"] !== undefined) switchOn(values["switch-on"], store.outbox, rules);
  let isComplete = true, skipped = 0;
  await using sender = new Sender({
    outbox: store.outbox,
    recipients,
    maxAge,
    lock: () => NO_LOCK,
    onProblem: NEVER,
    onDelivery: (row, delivery) => {
      if (isSkippedAlert(row, delivery)) skipped++;
      const warning = deliveryWarning(row, delivery);
      if (warning !== null) {
        isComplete = false;
        warn(host, warning);
      } else if (!flags.quiet) {
        const why = delivery.lastError === null ? "" : ` (${delivery.lastError})`;
        writeLines(host.stdout, [`${delivery.state} ${row.notifier}: ${messageText(row)}${why}`]);
      }
    },
  }, host);
  await sender.drain(TIME);
  if (skipped > 0) warn(host, skippedText(skipped));
  const now = host.now();
  const next = store.outbox.nextAt(now), waiting = next !== null && next > now ? [waitingText(next)] : [];
  // They may be those of another rule file: a replay with its own warns.
  const texts = [...strandedTexts(store.outbox.due(now), recipients, { now, maxAge }), ...waiting];
  if (texts.length > 0 && !flags.quiet) writeLines(host.stdout, texts);
  return host.stopSignal().aborted ? stopCode(host.stopSignal()) : isComplete ? 0 : EXIT_CODES.io;
}

/** Only kicks report problems. */
const NEVER = (): void => {};

/** The command holds the lock all the time. */
const NO_LOCK: Disposable = Object.freeze({ [Symbol.dispose]: () => {} });

function rulesOf({ values }: Invocation, host: Host): Promise<RuleSet> {
  if (values.rules !== undefined) return rulesIn(values.rules, host);
  throw new Problem("usage", "notify needs --rules: the rule file has the notifiers.");
}

/** Switches a notifier on again. The messages that it refused stay refused. */
function switchOn(notifier: string, outbox: OutboxStore, { notifiers }: RuleSet): void {
  const refused = outbox.gone().filter((row) => row.notifier === notifier);
  if (refused.length === 0) {
    const known = notifiers.some(({ id }) => id === notifier)
      ? "is not switched off"
      : "is not in the rule file";
    throw new Problem("usage", `--switch-on "${printable(notifier)}": this notifier ${known}.`);
  }
  outbox.noteAll(refused.map((row) => [row.id, { ...row, state: "failed" }]));
}

/** Sends what is due. */
export const notify: Command = {
  name: "notify",
  summary: "send the messages about alerts to the notifiers of a rule file",
  usage: ["notify --rules FILE [OPTIONS]"],
  details:
    "Sends the messages that replays have stored and that are due, then ends. Run it every minute from a cron line of " +
    "its own; replay --notify does the same for its source while it reads. It may run beside a replay.\n\n" +
    "Each message is sent at least once and in order: the end of an alert after its beginning. After no answer within " +
    "15 s, 408, 429, 5xx or a redirect it is retried with backoff: after 5 s, 5 min, 30 min, 2 h and so on, for three " +
    "days, by this run or a later one, and not before Retry-After. Any other 4xx is final. A webhook that answers 410 " +
    "is switched off.\n\n" +
    "An unsent alert that began longer ago than --notify-max-age is skipped, and so is its end. If the beginning was " +
    "sent, the end is always sent. Open alerts are repeated to Alertmanager about every minute.\n\n" +
    "Secrets come from the environment (variables whose names begin with HTTPLOG_) or from files, as the rule file says. " +
    "--dry-run needs none of them, sends nothing, and writes nothing.\n\n" +
    `Exit code 0: all due messages are sent or skipped; ${EXIT_CODES.io}: a message could not be sent, standard error ` +
    `says which and whether it is retried; ${EXIT_CODES.config}: a secret is missing or wrong; ` +
    `${EXIT_CODES.busy}: another run is sending.`,
  options: [
    { ...RULES_OPTION, help: "the rule file with the notifiers" },
    { name: "dry-run", help: "print what would be sent, and to which notifier; send nothing" },
    MAX_AGE_OPTION,
    PUBLIC_URL_OPTION,
    { name: "switch-on", value: "ID", help: "send to this notifier again, although it answered 410" },
    DATABASE_OPTION,
    {
      ...IF_BUSY,
      help: "if another run is sending: wait for it, skip this run (exit 0), or fail (exit 75)",
    },
    ALLOW_NETWORK,
    { name: "quiet", short: "q", help: "print only problems" },
  ],
  examples: [
    ["httplog notify --rules rules.toml --dry-run", "see which messages would be sent"],
    ["httplog notify --rules rules.toml --quiet", "send what is due; for cron"],
  ],
  run,
};
