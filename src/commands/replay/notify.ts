// Role: `replay --notify`: sends messages while the walk commits them. Loaded only where it is asked for.

import { Problem } from "../../domain/problem.ts";
import type { RuleDefinition, RuleSet } from "../../domain/rules/definition.ts";
import type { Host } from "../../host/host.ts";
import type { Recipient } from "../../notify/sending/recipient.ts";
import { Sender } from "../../notify/sending/sender.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { OutboxStore } from "../../stores/outbox.ts";
import { printable } from "../../render/text/printable.ts";
import type { StoreLock } from "../../stores/sqlite/file/lock.ts";
import type { Invocation } from "../command.ts";
import { deliveryWarning, isSkippedAlert, skippedText } from "../notify/delivery_text.ts";
import { maxAgeOf } from "../notify/max_age_option.ts";
import { recipientsOf } from "../notify/recipients.ts";
import { publicUrl } from "../shared/public_url_option.ts";
import { warn } from "../shared/messages.ts";

/** Seconds that sending may take once all has been read: one request that times out, and a retry. */
const DRAIN = 20;

/** What a replay needs to send. Made before the store is touched. */
export class ReplayNotify {
  readonly #invocation: Invocation;
  readonly #host: Host;
  readonly #recipients: ReadonlyMap<string, Recipient>;
  readonly #maxAge: number;
  /** Ids of rules that wait for silence, in a run that does not look at the clock. */
  readonly #deaf: readonly string[];
  /** See `ReplayLogs.onWarning`. */
  onWarning: (text: string) => void;
  #warned = "";
  /** Beginnings of alerts that were not sent because they are too old, or their notifier is switched off. */
  #skipped = 0;

  private constructor(
    invocation: Invocation,
    recipients: ReadonlyMap<string, Recipient>,
    { rules }: RuleSet,
    host: Host,
  ) {
    this.#invocation = invocation;
    const { values, flags } = invocation, seesClock = values["advance-to"] !== undefined || flags.follow;
    const isDeaf = ({ metric, notify }: RuleDefinition) => metric === "absence" && notify.length > 0;
    this.#deaf = seesClock ? [] : rules.filter(isDeaf).map(({ id }) => id);
    this.#recipients = recipients;
    this.#maxAge = maxAgeOf(invocation);
    this.#host = host;
    this.onWarning = (text) => warn(host, text);
  }

  /**
   * Finds the notifiers.
   *
   * Errors: `Problem` "usage" without a rule file or notifiers in it; those of `recipientsOf`.
   */
  static async prepare(invocation: Invocation, rules: RuleSet | null, host: Host): Promise<ReplayNotify> {
    if (rules === null) {
      throw new Problem("usage", "--notify needs --rules: the rule file names the notifiers.");
    }
    const page = publicUrl(invocation.values["public-url"]);
    return new ReplayNotify(invocation, await recipientsOf(rules, page, host), rules, host);
  }

  /**
   * A sender of these messages of the store at this path, to be disposed of before the store. They are those of the run's own source: of
   * another, whose rule file may be another, a notifier with the same id may be another receiver.
   */
  sender(database: string, outbox: OutboxStore): Sender {
    const host = this.#host;
    const lock = (): StoreLock | null => {
      try {
        return sqlite.lock(database, {
          now: host.now(),
          allowNetwork: this.#invocation.flags["allow-network-fs"] ?? false,
          purpose: "sending",
        });
      } catch (error) {
        if (error instanceof Problem && error.kind === "busy") return null;
        throw error;
      }
    };
    const sending = { outbox, lock, recipients: this.#recipients, maxAge: this.#maxAge };
    return new Sender({
      ...sending,
      onDelivery: (row, delivery) => {
        if (isSkippedAlert(row, delivery)) this.#skipped++;
        const warning = deliveryWarning(row, delivery);
        if (warning !== null) this.#warn(warning);
      },
      onProblem: ({ message }) => this.#warn(`alerts cannot be sent at the moment: ${message}`),
    }, host);
  }

  /** Sends those that are left, for a limited time. Failures become warnings: the replay itself has succeeded. */
  async drain(sender: Sender): Promise<void> {
    try {
      await sender.drain(DRAIN);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#warn(`not all alerts could be sent: ${error.message}`);
    }
    if (this.#skipped > 0) this.#warn(skippedText(this.#skipped));
    if (this.#deaf.length > 0) {
      const names = this.#deaf.map((id) => `"${printable(id)}"`).join(", ");
      this.#warn(
        `${names} cannot tell of a log that is silent now: this run looks at no clock. Add --advance-to now.`,
      );
    }
  }

  /** Does not repeat the same warning, though sending is tried every second. */
  #warn(text: string): void {
    if (text === this.#warned) return;
    this.#warned = text;
    this.onWarning(text);
  }
}
