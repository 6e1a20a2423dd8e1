// Role: `Retry-After` (RFC 9110, 10.2.3), as seconds and as each of the three forms of a date, by our clock.

import fc from "fast-check";
import assert from "node:assert/strict";
import { httpDate, usualOutcome } from "../../src/notify/kinds/http_outcome.ts";
import { webhook } from "../../src/notify/kinds/webhook.ts";
import { NOTIFIERS } from "../../src/notify/mod.ts";
import { deliver } from "../../src/notify/sending/recipient.ts";
import type { OutboxRow } from "../../src/stores/outbox.ts";
import { fakeHost } from "../fake_host.ts";
import { definition } from "./material.ts";

/** The example of RFC 9110, 5.6.7, in its three forms. */
const EXAMPLE = 784_111_777;
const FORMS = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];

/** Seconds that an answer at `now` makes us wait. */
function waitOf(retryAfter: string | null, now: number): number | null {
  const outcome = usualOutcome({ status: 503, retryAfter }, now, "");
  assert.equal(outcome.kind, "retry");
  return outcome.kind === "retry" ? outcome.after : null;
}

Deno.test("a date is waited for by our clock, a day at most; in the past the ordinary schedule holds", () => {
  for (const form of FORMS) {
    assert.equal(waitOf(form, EXAMPLE - 120), 120, form);
    assert.equal(waitOf(form, EXAMPLE - 0.5), 0.5, form);
    assert.equal(waitOf(form, EXAMPLE - 86401), 86400, form);
    assert.equal(waitOf(form, EXAMPLE), null, form);
    assert.equal(waitOf(form, EXAMPLE + 1e8), null, form);
  }
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
    ...["", "-1", "soon", "1.5", "0x10", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37", "06 Nov 1994"],
    ...["Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT"],
    ...["Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT"],
    ...["Son, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT, 5", "sun, 06 nov 1994 08:49:37 gmt"],
  ];
  for (const text of texts) {
    assert.equal(httpDate(text, 0), null, text);
    assert.equal(waitOf(text, 0), null, text);
  }
});

Deno.test("every date is read as it is written, with a leap second as well", () =>
  fc.assert(fc.property(fc.integer({ min: 0, max: 250_000_000_000 }), (time) => {
    assert.equal(httpDate(new Date(time * 1000).toUTCString(), 0), time);
  })));

Deno.test("a leap second is the next one; two digits of a year are never over 50 years ahead", () => {
  assert.equal(httpDate("Sat, 31 Dec 2016 23:59:60 GMT", 0), Date.UTC(2017, 0) / 1000);
  const now = Date.UTC(2026, 5) / 1000;
  assert.equal(httpDate("Friday, 06-Nov-26 08:49:37 GMT", now), Date.UTC(2026, 10, 6, 8, 49, 37) / 1000);
  assert.equal(httpDate("Sunday, 06-Nov-94 08:49:37 GMT", now), EXAMPLE);
  const soon = Date.UTC(2099, 11, 31) / 1000;
  assert.equal(httpDate("Friday, 01-Jan-00 00:00:05 GMT", soon), Date.UTC(2100, 0, 1, 0, 0, 5) / 1000);
});

Deno.test("every kind of notifier waits for a date, from when the answer came", async () => {
  for (const kind of NOTIFIERS) {
    const outcome = kind.outcome({ status: 429, retryAfter: FORMS[0] }, EXAMPLE - 60);
    assert.equal(outcome.kind === "retry" && outcome.after, 60, kind.name);
  }
  // The request takes ten seconds.
  const host = fakeHost({
    now: EXAMPLE - 70,
    post: () => {
      host.advance(10);
      return Promise.resolve({ status: 503, retryAfter: FORMS[0] });
    },
  });
  const recipient = {
    definition: { ...definition("webhook"), secret: null },
    ...{ kind: webhook, secret: null, printable: (text: string) => text },
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
  const outcome = await deliver(recipient, { body: JSON.stringify(body) } as OutboxRow, host);
  assert.equal(outcome.kind === "retry" && outcome.after, 60);
});
