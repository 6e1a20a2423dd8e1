// Role: the link in a message: to the page that `httplog serve` serves, with the time of the alert in sight.

import type { NotificationBody } from "../domain/alerts/notification_body.ts";
import { isoTime } from "../domain/time_text.ts";

/** Seconds that are shown before the alert's window, and after its end. */
const AROUND = 1800;

/** A name that is longer in an address is left out: receivers bound the length of a link. */
const LONGEST_NAME = 300;

/** The last second of the year 9999. */
const LAST_SECOND = 253402300799;

/** Of a message what its link depends on. */
type Linked = Pick<NotificationBody, "source" | "fired_at" | "resolved_at" | "window">;

/**
 * The address with the state of the page behind `#`, which no proxy's log gets to see.
 *
 * @param id Number of the alert, which opens it; null where it is not known.
 *
 * @example
 * ```ts
 * import { alertLink } from "./alert_link.ts";
 * import assert from "node:assert/strict";
 *
 * const alert = { source: "shop", fired_at: 86400, resolved_at: null, window: 120 };
 * assert.equal(
 *   alertLink("https://stats.example/", alert, 3),
 *   "https://stats.example/#source=shop&since=1970-01-01T23:28:00Z&until=1970-01-02T00:30:00Z&alert=3",
 * );
 * ```
 */
export function alertLink(
  page: string,
  { source, fired_at, resolved_at, window }: Linked,
  id: number | null,
): string {
  const state = new URLSearchParams({ source });
  if (state.toString().length > LONGEST_NAME) state.delete("source");
  state.set("since", isoTime(Math.max(0, fired_at - window - AROUND)));
  state.set("until", isoTime(Math.min(LAST_SECOND, (resolved_at ?? fired_at) + AROUND)));
  if (id !== null) state.set("alert", String(id));
  return `${page}#${state.toString().replaceAll("%3A", ":")}`;
}
