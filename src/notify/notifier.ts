// Role: the contract of a kind of notifier: how a message of the outbox becomes an HTTP request, and what an answer means.
// One file a kind implements it, `mod.ts` lists them, `notify/sending/sender.ts` sends. Pure: the clock and the network are
// the sender's. The only file that someone adding a kind has to read.

import type { NotificationBody } from "../domain/alerts/notification_body.ts";
import type { NOTIFIER_TYPES, NotifierDefinition } from "../domain/rules/definition.ts";
import type { HttpAnswer, HttpRequest } from "../host/host.ts";

/** What is to be told, and when. */
export interface Notice {
  /** What happened. Its texts are printable. */
  readonly body: NotificationBody;
  /** Wall clock at this attempt, epoch seconds. */
  readonly now: number;
}

/** What came of an attempt. The words say why, as a part of a sentence, and hold nothing secret. */
export type SendOutcome =
  | { readonly kind: "sent" }
  /** To be tried again, not before so many seconds (null where the other side did not say). */
  | { readonly kind: "retry"; readonly after: number | null; readonly why: string }
  /** Not to be tried again: it would be refused again. */
  | { readonly kind: "failed"; readonly why: string }
  /** Nothing more is to be sent to this notifier. */
  | { readonly kind: "gone"; readonly why: string };

/** One kind of notifier. */
export interface NotifierKind {
  /** As in the rule file. */
  readonly name: typeof NOTIFIER_TYPES[number];
  /** Whether it wants to be told again and again while an alert fires. */
  readonly repeats: boolean;
  /**
   * What is wrong with a secret, as a part of a sentence that does not repeat it; null where nothing is. Asked once, before
   * anything is sent.
   */
  refusal(secret: string): string | null;
  /**
   * The request for a notice. Of the same notice at the same time always the same.
   *
   * @param definition As a rule file may have it: with the `url` and the secret that the kind needs.
   * @param secret As it was checked by {@link NotifierKind.refusal}; null where the definition has none.
   */
  request(notice: Notice, definition: NotifierDefinition, secret: string | null): Promise<HttpRequest>;
  /**
   * What an answer means. Sees no request, so that its words can hold nothing of one.
   *
   * @param now Wall clock when the answer came, epoch seconds: it may ask us to wait until a date.
   */
  outcome(answer: HttpAnswer, now: number): SendOutcome;
}
