// Role: `Retry-After` (RFC 9110, 10.2.3), as seconds and as a date, by our clock.

import fc from "fast-check";
import assert from "node:assert/strict";
import { usualOutcome } from "../../src/notify/kinds/http_outcome.ts";
import { webhook } from "../../src/notify/kinds/webhook.ts";
import { NOTIFIERS } from "../../src/notify/mod.ts";
import { deliver } from "../../src/notify/sending/recipient.ts";
import { fakeHost } from "../fake_host.ts";
import { definition } from "./material.ts";

/** The example of RFC 9110, 5.6.7: the form that is sent, and the two obsolete ones. */
const EXAMPLE = 784_111_777;
const DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
const OBSOLETE = ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];

/** Seconds that an answer at `now` makes us wait. */
function waitOf(retryAfter: string | null, now: number): number | null {
  const outcome = usualOutcome({ status: 503, retryAfter }, now, "");
  assert.equal(outcome.kind, "retry");
  return outcome.kind === "retry" ? outcome.after : null;
}

Deno.test("a date is waited for by our clock, a day at most; in the past the ordinary schedule holds", () => {
  assert.equal(waitOf(DATE, EXAMPLE - 120), 120);
  assert.equal(waitOf(DATE, EXAMPLE - 0.5), 0.5);
  assert.equal(waitOf(DATE, EXAMPLE - 86401), 86400);
  assert.equal(waitOf(DATE, EXAMPLE), null);
  assert.equal(waitOf(DATE, EXAMPLE + 1e8), null);
});

Deno.test("seconds are what they are, whatever the time", () => {
  for (const now of [0, EXAMPLE, 2e9]) {
    assert.equal(waitOf("0", now), 0);
    assert.equal(waitOf("120", now), 120);
    assert.equal(waitOf("86401", now), 86400);
    assert.equal(waitOf(null, now), null);
  }
});

Deno.test("what is neither is as if it were not there", () => {
  const texts = [
    ...[
      ...OBSOLETE,
      "Invalid Date",
      "",
      "-1",
      "soon",
      "1.5",
      "0x10",
      "1994-11-06T08:49:37Z",
      "Sun, 06 Nov 1994 08:49:37",
      "06 Nov 1994",
    ],
    ...["Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT"],
    ...["Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT"],
    ...["Son, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT, 5", "sun, 06 nov 1994 08:49:37 gmt"],
  ];
  for (const text of texts) {
    assert.equal(waitOf(text, 0), null, text);
  }
});

Deno.test("every date is read as it is written", () =>
  fc.assert(fc.property(fc.integer({ min: 1, max: 250_000_000_000 }), (time) => {
    assert.equal(waitOf(new Date(time * 1000).toUTCString(), time - 1), 1);
  })));

Deno.test("every kind of notifier waits for a date, from when the answer came", async () => {
  for (const kind of NOTIFIERS) {
    const outcome = kind.outcome({ status: 429, retryAfter: DATE }, EXAMPLE - 60);
    assert.equal(outcome.kind === "retry" && outcome.after, 60, kind.name);
  }
  // The request takes ten seconds.
  const host = fakeHost({
    now: EXAMPLE - 70,
    post: () => {
      host.advance(10);
      return Promise.resolve({ status: 503, retryAfter: DATE });
    },
  });
  const recipient = {
    definition: { ...definition("webhook"), secret: null },
    ...{ kind: webhook, secret: null, printable: (text: string) => text, page: null },
  };
  const body = {
    transition: "fired",
    key: "k",
    source: "s",
    rule: "r",
    causes: [],
    summary: "",
    fired_iso: "",
  };
  const outcome = await deliver(recipient, { body: JSON.stringify(body), alert: null }, host);
  assert.equal(outcome.kind === "retry" && outcome.after, 60);
});
