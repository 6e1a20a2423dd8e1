// Role: bodies and definitions for the tests of notifiers, as hostile as names in logs and rule files can be.

import fc from "fast-check";
import type { Transition } from "../../src/domain/alerts/alert.ts";
import { type NotificationBody, notificationBody } from "../../src/domain/alerts/notification_body.ts";
import type { NotifierDefinition } from "../../src/domain/rules/definition.ts";
import { PLAIN_ALERT } from "../contracts/store_material.ts";

/** Parts of texts that mean something to somebody. */
const MEANINGFUL = [
  "<!channel>",
  "<script>",
  "&amp;",
  '"',
  "\\",
  "\u001b[31m",
  "\n",
  "\u202e",
  "🙂",
  "\ud83d",
  "=cmd()",
  "{{ .Labels }}",
];

/** Texts of any length up to some thousand characters. */
export function hostileTexts(): fc.Arbitrary<string> {
  const part = fc.oneof(
    fc.constantFrom(...MEANINGFUL),
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
  );
  const short = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
  return fc.tuple(short, fc.constantFrom(1, 1, 1, 40, 900)).map(([text, times]) => text.repeat(times));
}

/** Bodies of the domain with hostile names in them. */
export function bodies(): fc.Arbitrary<NotificationBody> {
  return fc.record({
    rule: hostileTexts(),
    source: hostileTexts(),
    kind: fc.constantFrom("fired" as const, "resolved" as const),
    severity: fc.constantFrom("page" as const, "ticket" as const, "info" as const),
    firedAt: fc.integer({ min: 0, max: 4_000_000_000 }),
    lasted: fc.integer({ min: 1, max: 1_000_000 }),
    value: fc.double({ min: 0, max: 1e9, noNaN: true }),
    key: fc.stringMatching(/^[0-9a-f]{64}$/),
    names: fc.array(hostileTexts(), { maxLength: 3 }),
    superseded: fc.boolean(),
  }).map(({ rule, source, kind, severity, firedAt, lasted, value, key, names, superseded }) => {
    const resolvedAt = kind === "fired" ? null : firedAt + lasted;
    const times = { firedAt, peakAt: firedAt, resolvedAt, resolvedValue: kind === "fired" ? null : 1 };
    const alert = { ...PLAIN_ALERT, rule, severity, value, peakValue: value, superseded, ...times };
    const causes = names.map((host) => ({
      status: null,
      section: null,
      host,
      amount: 1,
      share: 0.5,
      before: 0,
      lift: null,
      of: "all" as const,
    }));
    const explanation = { measure: "hits" as const, from: 0, to: 10, causes };
    const transition: Transition = { kind, alert };
    return JSON.parse(JSON.stringify(notificationBody(transition, source, key, explanation)));
  });
}

/** A notifier of this type, as a rule file has it. */
export function definition(type: NotifierDefinition["type"], url = "http://127.0.0.1:1"): NotifierDefinition {
  return { id: "ops", type, url: type === "slack" ? null : url, secret: { env: "HTTPLOG_SECRET" } };
}
