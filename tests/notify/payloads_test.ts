// Role: what PagerDuty, Slack and Alertmanager are sent keeps their documented limits, whatever the names are.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type NotificationBody, notificationBody } from "../../src/domain/alerts/notification_body.ts";
import type { NotifierDefinition } from "../../src/domain/rules/definition.ts";
import { alertmanager } from "../../src/notify/kinds/alertmanager.ts";
import { NOTIFIERS } from "../../src/notify/mod.ts";
import type { NotifierKind } from "../../src/notify/notifier.ts";
import { pagerduty } from "../../src/notify/kinds/pagerduty.ts";
import { slack } from "../../src/notify/kinds/slack.ts";
import { PLAIN_ALERT } from "../contracts/store_material.ts";
import { bodies, definition } from "./material.ts";

const NOW = 2_000_000_000;

const SECRETS: Readonly<Record<NotifierDefinition["type"], string | null>> = {
  alertmanager: null,
  pagerduty: "R0123456789012345678901234567890",
  slack: "https://hooks.slack.com/services/T0/B0/secret",
  webhook: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};

function requestOf(kind: NotifierKind, body: NotificationBody, now = NOW) {
  return kind.request({ body, now }, definition(kind.name), SECRETS[kind.name]);
}

function property(check: (body: NotificationBody) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(bodies(), check));
}

for (const kind of NOTIFIERS) {
  Deno.test(`${kind.name}: every request is JSON, the same for the same notice, and posts to the right place`, () =>
    property(async (body) => {
      const request = await requestOf(kind, body);
      assert.deepEqual(await requestOf(kind, body), request);
      assert.equal(request.headers["content-type"], "application/json");
      assert.doesNotThrow(() => JSON.parse(request.body));
      assert.ok(new TextEncoder().encode(request.body).length < 512_000);
      for (const value of Object.values(request.headers)) assert.match(value, /^[\x20-\x7e]*$/);
      const places = {
        alertmanager: "http://127.0.0.1:1/api/v2/alerts",
        pagerduty: "http://127.0.0.1:1",
        slack: SECRETS.slack,
        webhook: "http://127.0.0.1:1",
      };
      assert.equal(request.url, places[kind.name]);
    }));

  Deno.test(`${kind.name}: answers mean what alerts.md says`, () => {
    for (let status = 200; status < 600; status++) {
      const outcome = kind.outcome({ status, retryAfter: status === 429 ? "7" : null }, NOW);
      if (status < 300) assert.deepEqual(outcome, { kind: "sent" });
      else if (kind.name === "webhook" && status === 410) assert.equal(outcome.kind, "gone");
      else if (status < 400 || status === 408 || status === 429 || status >= 500) {
        assert.equal(outcome.kind, "retry");
        if (outcome.kind === "retry") assert.equal(outcome.after, status === 429 ? 7 : null);
      } else assert.equal(outcome.kind, "failed");
    }
    for (const retryAfter of ["", "-1", "soon", "Wed, 21 Oct 2015 07:28:00 GMT", "1e9", "12345678901"]) {
      assert.deepEqual(
        kind.outcome({ status: 503, retryAfter }, NOW),
        kind.outcome({ status: 503, retryAfter: null }, NOW),
      );
    }
    const patient = kind.outcome({ status: 503, retryAfter: "999999999" }, NOW);
    assert.equal(patient.kind === "retry" && patient.after, 86400);
  });
}

Deno.test("the longest names that a log can hold keep every request below 512 kB", async () => {
  const name = "\u0001".repeat(64 * 1024);
  const times = { firedAt: 0, peakAt: 0, resolvedAt: null, resolvedValue: null };
  const alert = { ...PLAIN_ALERT, ...times, value: 1, peakValue: 1, rule: name };
  const cause = { status: null, section: null, host: name, amount: 1, share: 0.5, before: 0, lift: null };
  const causes = Array.from({ length: 3 }, () => ({ ...cause, of: "all" as const }));
  const explanation = { measure: "hits" as const, from: 0, to: 10, causes };
  const body = notificationBody({ kind: "fired", alert }, name, "0".repeat(64), explanation);
  for (const kind of NOTIFIERS) {
    const { body: text } = await requestOf(kind, body);
    assert.ok(new TextEncoder().encode(text).length < 512_000, kind.name);
  }
});

Deno.test("pagerduty: the limits of the Events API v2", () =>
  property(async (body) => {
    const event = JSON.parse((await requestOf(pagerduty, body)).body);
    assert.equal(event.routing_key, SECRETS.pagerduty);
    assert.equal(event.event_action, body.transition === "fired" ? "trigger" : "resolve");
    assert.equal(event.dedup_key, body.key);
    assert.ok(event.dedup_key.length <= 255);
    const { summary, source, severity, timestamp } = event.payload;
    assert.ok(summary.length > 0 && summary.length <= 1024);
    assert.ok(summary.isWellFormed() || !body.summary.isWellFormed());
    assert.ok(source.length <= 1024);
    assert.ok(["critical", "error", "warning", "info"].includes(severity));
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }));

Deno.test("pagerduty: a routing key is told from what is none, which is not repeated", () => {
  assert.equal(pagerduty.refusal(SECRETS.pagerduty!), null);
  for (
    const secret of [
      "x",
      "R".repeat(31),
      "R".repeat(33),
      `${"R".repeat(31)}\n`,
      "https://events.pagerduty.com",
    ]
  ) {
    const refusal = pagerduty.refusal(secret);
    assert.ok(refusal !== null && !refusal.includes(secret) || secret === "x");
  }
});

Deno.test("slack: a text of at most 4,000 characters in which nothing is a link, a mention or a cut escape", () =>
  property(async (body) => {
    const { text, ...rest } = JSON.parse((await requestOf(slack, body)).body);
    assert.deepEqual(rest, {});
    assert.ok(text.length > 0 && text.length <= 4000);
    assert.ok(!/[<>]/.test(text));
    assert.deepEqual(text.match(/&(?!amp;|lt;|gt;)/g), null);
    if (body.summary.isWellFormed()) assert.ok(text.isWellFormed());
    const shown = text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(
      /^:\w+: /,
      "",
    );
    const whole = shown === body.summary;
    assert.ok(whole || (text.length >= 3990 && body.summary.startsWith(shown.replace(/…$/, ""))));
  }));

Deno.test("alertmanager: one alert a request, labels that are names, never the future, the same labels at both ends", () =>
  property(async (body) => {
    for (const now of [body.fired_at - 500, body.fired_at, body.fired_at + 1e7]) {
      const alerts = JSON.parse((await requestOf(alertmanager, body, now)).body);
      assert.equal(alerts.length, 1);
      const [{ labels, annotations, startsAt, endsAt }] = alerts;
      for (const name of [...Object.keys(labels), ...Object.keys(annotations)]) {
        assert.match(name, /^[a-zA-Z_]\w*$/);
      }
      for (const value of Object.values<string>(labels)) assert.ok(value.length <= 1024);
      assert.equal(labels.httplog_alert, body.key);
      assert.ok(Date.parse(startsAt) / 1000 <= now);
      assert.equal(endsAt === undefined, body.transition === "fired");
      if (endsAt !== undefined) assert.ok(Date.parse(endsAt) / 1000 <= now && startsAt <= endsAt);
      const other = {
        ...body,
        transition: body.transition === "fired" ? "resolved" : "fired",
        resolved_at: now,
      } as const;
      assert.deepEqual(JSON.parse((await requestOf(alertmanager, other, now)).body)[0].labels, labels);
    }
  }));
