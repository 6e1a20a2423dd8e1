// Role: a backtest gives exactly the alerts that a replay stores, and stored seconds give the same again, for random rule
// files over random logs and over real requests.

import assert from "node:assert/strict";
import { testUnless } from "../outside_program.ts";
import fc from "fast-check";
import { Problem } from "../../src/domain/problem.ts";
import { lawCases, NOW } from "../law/log_arbitrary.ts";
import { Laboratory, type Settings } from "./laboratory.ts";
import { ruleSets, storedRuleSets } from "./rule_sets.ts";

const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

const sliceBytes = fc.oneof(fc.integer({ min: 20, max: 5000 }), fc.constant(undefined));

const SHARED = new URL("../../../shared/data/access_2015_may_10k.csv", import.meta.url);

/** Whether an error says that the log holds no record. */
function isEmptiness(error: unknown): boolean {
  return error instanceof Problem && error.kind === "data" && /no record/.test(error.message);
}

Deno.test("a backtest gives the alerts that a replay stores", async () => {
  let alerts = 0;
  await fc.assert(
    fc.asyncProperty(
      lawCases,
      ruleSets,
      sliceBytes,
      sliceBytes,
      async ({ inputs, options }, set, one, other) => {
        using laboratory = new Laboratory();
        const logs = laboratory.logs(inputs),
          values = { rules: laboratory.rules(set), lateness: `${options.lateness}` };
        const settings: Settings = { values, flags: options.complete ? ["complete"] : [], now: NOW };
        const stored = await laboratory.replayed(logs, { ...settings, sliceBytes: one });
        try {
          const found = await laboratory.backtested(logs, { ...settings, sliceBytes: other });
          assert.deepEqual(found.alerts, stored);
          alerts += stored.length;
        } catch (error) {
          assert.ok(isEmptiness(error) && stored.length === 0, `${error}`);
        }
      },
    ),
    { numRuns: 100, ...REPORT },
  );
  assert.ok(alerts > 100, `${alerts} alerts prove little`);
});

/** Settings of a source; the texts are those of its sections, hosts and methods. */
const filter = fc.constantFrom("section=/a", "section=/*", "host=10.0.0.*", "status=5xx", "method=GET");
const screenings = fc.record({
  exclude: fc.uniqueArray(filter, { maxLength: 2 }),
  only: fc.uniqueArray(filter, { maxLength: 1 }),
  anonymize: fc.constantFrom(undefined, "network", "all"),
});

Deno.test("with filters, given or those of the source, a backtest gives the alerts that a replay stores", async () => {
  let alerts = 0, changed = 0;
  await fc.assert(
    fc.asyncProperty(lawCases, ruleSets, screenings, async ({ inputs, options }, set, screening) => {
      using laboratory = new Laboratory();
      const logs = laboratory.logs(inputs);
      const { anonymize, exclude, only } = screening;
      const values = { rules: laboratory.rules(set), lateness: `${options.lateness}` };
      const plain: Settings = { values, flags: options.complete ? ["complete"] : [], now: NOW };
      const filtered: Settings = {
        ...plain,
        values: { ...values, ...anonymize && { anonymize } },
        lists: { exclude, only },
      };
      const stored = await laboratory.replayed(logs, filtered), db = laboratory.path("stored.db");
      const ofSource = { ...plain, values: { ...values, source: "log", db } };
      const found = [filtered, ofSource, plain].map(async (settings) => {
        try {
          return (await laboratory.backtested(logs, settings)).alerts;
        } catch (error) {
          assert.ok(isEmptiness(error), `${error}`);
          return [];
        }
      });
      const [given, remembered, without] = await Promise.all(found);
      assert.deepEqual(given, stored);
      assert.deepEqual(remembered, stored);
      alerts += stored.length;
      if (JSON.stringify(without) !== JSON.stringify(stored)) changed++;
    }),
    { numRuns: 120, ...REPORT },
  );
  assert.ok(alerts > 60 && changed > 20, `${alerts} alerts, ${changed} changed by filters, prove little`);
});

Deno.test("stored seconds give the same alerts as the log, for rules that they can answer", async () => {
  let alerts = 0, refused = 0;
  await fc.assert(
    fc.asyncProperty(lawCases, storedRuleSets, async ({ inputs, options }, set) => {
      using laboratory = new Laboratory();
      const logs = laboratory.logs(inputs), rules = laboratory.rules(set);
      const values = { rules, lateness: `${options.lateness}` }, db = laboratory.path("stored.db");
      const flags = options.complete ? ["complete"] : [];
      const stored = await laboratory.replayed(logs, { values, flags, now: NOW });
      try {
        const found = await laboratory.backtested([], {
          values: { rules, db },
          flags: ["from-store"],
          now: NOW,
        });
        const left = stored.filter(({ rule }) => !found.warnings.includes(`"${rule}" cannot be answered`));
        assert.deepEqual(found.alerts, left);
        alerts += left.length;
        if (left.length < stored.length) refused++;
      } catch (error) {
        if (error instanceof Problem && /No rule can be answered/.test(error.message)) refused++;
        else assert.ok(isEmptiness(error) && stored.length === 0, `${error}`);
      }
    }),
    { numRuns: 100, ...REPORT },
  );
  assert.ok(alerts > 100, `${alerts} alerts prove little`);
  assert.ok(refused > 0, "late records, and with them the refusal, must come up");
});

/** Six rules that real requests, heavily out of order, set off. */
const SIX = `schema = 1
[[rule]]
id = "busy"
metric = "rate"
window = "2m"
fire = "> 0.2"
recover = "<= 0.1"
for = "10s"
keep_firing_for = "1m"
[[rule]]
id = "burst"
metric = "count"
window = "10s"
fire = ">= 8"
[[rule]]
id = "bandwidth"
metric = "bytes_rate"
window = "5m"
fire = "> 100 kB/s"
severity = "ticket"
[[rule]]
id = "missing"
metric = "error_ratio"
errors = { status = "4xx" }
window = "15m"
fire = "> 10%"
min_hits = 20
[[rule]]
id = "images-silent"
metric = "absence"
match = { section = "/images" }
window = "20m"
[[rule]]
id = "one-host"
metric = "count"
match = { host = "6*.*", status = "200-299" }
window = "1m"
fire = "> 10"
`;

/** Real requests, where they are at hand. */
const log = await Deno.readFile(SHARED).catch(() => null);

if (log !== null) {
  Deno.test("real requests: a backtest of six rules gives what a replay stores", async () => {
    using laboratory = new Laboratory();
    const logs = laboratory.logs([log]), rules = laboratory.path("six.toml");
    Deno.writeTextFileSync(rules, SIX);
    const settings: Settings = { values: { rules }, now: NOW };
    const stored = await laboratory.replayed(logs, settings);
    assert.deepEqual((await laboratory.backtested(logs, settings)).alerts, stored);
    const fired = new Set(stored.map(({ rule }) => rule));
    assert.deepEqual([...fired].sort(), [
      "bandwidth",
      "burst",
      "busy",
      "images-silent",
      "missing",
      "one-host",
    ]);

    const db = laboratory.path("stored.db");
    const again = await laboratory.backtested([], { values: { rules, db }, flags: ["from-store"], now: NOW });
    const answered = ["busy", "burst"];
    assert.deepEqual(again.alerts, stored.filter(({ rule }) => answered.includes(rule)));
    assert.match(
      again.warnings,
      /"bandwidth" cannot be answered from the store: the source has late records/,
    );
    assert.match(
      again.warnings,
      /"one-host" cannot be answered from the store: it matches some records only/,
    );
  });

  Deno.test("real requests: each value of a sweep gives what a rule file with that value does", async () => {
    using laboratory = new Laboratory();
    const logs = laboratory.logs([log]), rules = laboratory.path("six.toml");
    Deno.writeTextFileSync(rules, SIX);
    const swept = await laboratory.told(logs, {
      values: { rules, sweep: "burst.fire=4..12:1", format: "json" },
      now: NOW,
    });
    const rows = JSON.parse(swept.stdout) as Record<string, unknown>[];
    assert.deepEqual(rows.map(({ fire }) => fire), ["4", "5", "6", "7", "8", "9", "10", "11", "12"]);
    for (const { fire, ...numbers } of rows) {
      Deno.writeTextFileSync(rules, SIX.replace('">= 8"', `">= ${fire}"`));
      const { stdout } = await laboratory.told(logs, { values: { rules, format: "json" }, now: NOW });
      const alone = (JSON.parse(stdout) as Record<string, unknown>[]).find(({ rule }) => rule === "burst")!;
      const { severity: _severity, condition: _condition, ...expected } = alone;
      assert.deepEqual(numbers, expected, `${fire}`);
    }
    assert.ok(rows.every((row) => Number(row.fires) > 0));
  });
} else testUnless("../shared/data is not beside the project", "real requests", () => {});
