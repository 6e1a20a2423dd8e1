// Role: the contract of a kind of notifier: how a message of the outbox becomes an HTTP request, and what an answer means.
// One file per kind implements it and `mod.ts` lists them. Pure: `notify/sending/sender.ts` has the clock and the network. To
// add a kind, read this file only.

import type { NotificationBody } from "../domain/alerts/notification_body.ts";
import type { NOTIFIER_TYPES, NotifierDefinition } from "../domain/rules/definition.ts";
import type { HttpAnswer, HttpRequest } from "../host/host.ts";

/** A message at the moment of an attempt. */
export interface Notice {
  /** Its texts are printable. */
  readonly body: NotificationBody;
  /** Wall clock at this attempt, epoch seconds. */
  readonly now: number;
  /** An http or https address that shows the alert; absent where none is known. */
  readonly link?: string;
}

/** The result of an attempt. `why` is part of a sentence and holds nothing secret. */
export type SendOutcome =
  | { readonly kind: "sent" }
  /** To be retried after at least `after` seconds; null where the receiver asked for no wait. */
  | { readonly kind: "retry"; readonly after: number | null; readonly why: string }
  /** Final: the receiver would refuse it again. */
  | { readonly kind: "failed"; readonly why: string }
  /** The notifier is switched off: the receiver wants no more messages. */
  | { readonly kind: "gone"; readonly why: string };

/** What `mod.ts` lists. */
export interface NotifierKind {
  /** As in the rule file. */
  readonly name: typeof NOTIFIER_TYPES[number];
  /** Whether the message of an open alert is sent again, about every minute. */
  readonly repeats: boolean;
  /**
   * What is wrong with a secret, as a part of a sentence that does not repeat it; null where nothing is. Called once, before
   * anything is sent.
   */
  refusal(secret: string): string | null;
  /**
   * The request for a notice, a pure function of its arguments. An error makes the message "failed".
   *
   * @param definition As a rule file may have it: with the `url` and the secret that the kind needs.
   * @param secret As it was checked by {@link NotifierKind.refusal}; null where the definition has none.
   */
  request(notice: Notice, definition: NotifierDefinition, secret: string | null): Promise<HttpRequest>;
  /**
   * What an answer means. Does not see the request, so its words cannot hold any of it.
   *
   * @param now Wall clock when the answer came, epoch seconds: `Retry-After` may be a date.
   */
  outcome(answer: HttpAnswer, now: number): SendOutcome;
}
