// The words for the transitions of every kind of rule.

import assert from "node:assert/strict";
import type { Alert } from "../../../../src/domain/alerts/alert.ts";
import { alertWords } from "../../../../src/commands/replay/announce/alert_text.ts";
import { statusText } from "../../../../src/commands/replay/announce/status_text.ts";
import { FIRED, progress, START } from "../../announce_samples.ts";

const AT = "2019-02-07T21:12:59Z", END = "2019-02-07T21:14:29Z";

/** What is said when it fires, when it ends, and when it is superseded. */
function said(change: Partial<Alert>, resolvedValue: number | null = 0): string[] {
  const alert: Alert = { ...FIRED.alert, ...change };
  const ended = { ...alert, resolvedAt: START + 99, resolvedValue };
  return [
    alertWords({ kind: "fired", alert }),
    alertWords({ kind: "resolved", alert: ended }),
    alertWords({ kind: "resolved", alert: { ...ended, resolvedValue: null, superseded: true } }),
  ];
}

Deno.test("a rule of any metric is told with its severity, value, threshold and window", () => {
  const ratio = {
    rule: "api-5xx",
    metric: "error_ratio",
    value: 0.1239,
    thresholdText: "> 5%",
    window: 300,
  } as const;
  assert.deepEqual(said(ratio, 0.01), [
    `[page] api-5xx fired: error ratio 12.39 % > 5% over 5m at ${AT}`,
    `[page] api-5xx resolved: error ratio 1.00 % over 5m at ${END}`,
    `[page] api-5xx superseded: its rule has changed, at ${END}`,
  ]);
  const bytes = {
    rule: "b",
    metric: "bytes_rate",
    value: 1234.5,
    thresholdText: "> 1 kB/s",
    severity: "info",
  } as const;
  assert.equal(said(bytes)[0], `[info] b fired: bytes rate 1.23 kB/s > 1 kB/s over 2m at ${AT}`);
  const rate = { rule: "busy", metric: "rate", thresholdText: "> 10", window: 90 } as const;
  assert.equal(said(rate)[0], `[page] busy fired: rate 13.49/s > 10 over 1m30s at ${AT}`);
  assert.equal(said(ratio, null)[1], `[page] api-5xx resolved: no value over 5m at ${END}`);
});

Deno.test("absence says that nothing comes, and that something comes again", () => {
  assert.deepEqual(said({ rule: "silent", metric: "absence", value: 0, window: 180 }, 3).slice(0, 2), [
    `[page] silent fired: no hits over 3m at ${AT}`,
    `[page] silent resolved: hits again over 3m at ${END}`,
  ]);
});

Deno.test("an objective tells its burn, and a ticket that became a page says so", () => {
  const burn = { rule: "slo", metric: "burn", value: 36, thresholdText: "> 14.4", window: 3600 } as const;
  const [fired, resolved] = said(burn, 2);
  assert.equal(fired, `[page] slo fired: burn 36.00 > 14.4 over 1h at ${AT}`);
  assert.equal(resolved, `[page] slo resolved: burn 2.00 over 1h at ${END}`);
  const alert = {
    ...FIRED.alert,
    ...burn,
    severity: "ticket",
    resolvedAt: START + 99,
    superseded: true,
  } as const;
  assert.equal(
    alertWords({ kind: "resolved", alert: { ...alert, resolvedValue: 20 } }),
    `[ticket] slo superseded: a more severe tier fires, at ${END}`,
  );
});

Deno.test("with a rule file the status line tells how many alerts fire", () => {
  assert.match(statusText(progress({ firing: 0 }), 130, false), / 13\.49 of 10 hits\/s {2}0 alerts /);
  assert.match(statusText(progress({ firing: 1, threshold: null }), 130, false), /records\/s {2}1 alert /);
  assert.ok(statusText(progress({ firing: 2 }), 130, true).includes("\x1b[31m2 alerts\x1b[0m"));
});
