// Role: the identity of an alert as one short text that is the same everywhere: the key by which whoever is told of it
// knows it again. Used by `outbox_entry.ts`; which texts go with it is in `notification_body.ts`.

/**
 * The SHA-256 of the alert's source, rule and first second, as 64 lower-case hexadecimal digits: the same for the same
 * alert in every run, database and place.
 *
 * @example
 * ```ts
 * import { alertKey } from "./alert_key.ts";
 * import assert from "node:assert/strict";
 *
 * assert.match(await alertKey("shop", "high-traffic", 1549574359), /^[0-9a-f]{64}$/);
 * assert.notEqual(await alertKey("a", "b", 1), await alertKey("a", "b", 2));
 * ```
 */
export async function alertKey(source: string, rule: string, firedAt: number): Promise<string> {
  // JSON keeps ["a,b"] and ["a", "b"] apart. The runtime's own SHA-256 costs a start nothing until it is asked.
  const identity = new TextEncoder().encode(JSON.stringify([source, rule, firedAt]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", identity));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
