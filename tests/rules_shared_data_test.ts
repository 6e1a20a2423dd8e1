// Role: six rules and an objective on 10,000 real requests that are heavily out of order, where that log is at hand: the same
// alerts in one run, in 200 runs, and killed 50 times.

import assert from "node:assert/strict";
import { testUnless } from "./outside_program.ts";
import { Random } from "../sample_data/random.ts";
import { readRuleFile } from "../src/rule_file/read_rule_file.ts";
import { bruteForceRule } from "./domain/rules/brute_force.ts";
import { judged } from "./domain/rules/plain_records.ts";
import { kill, Laboratory } from "./faults/laboratory.ts";
import { httplog, sliced } from "./faults/program.ts";
import { Bench } from "./law/harness.ts";
import { type RuleDump, ruleDump } from "./law/rule_dump.ts";
import type { Options } from "./reference/expected.ts";
import { readRecords } from "./reference/records.ts";

const LOG = new URL("../../shared/data/access_2015_may_10k.csv", import.meta.url);

const RULES = `schema = 1
[defaults]
notify = ["ops"]

[[rule]]
id = "high-traffic"
metric = "rate"
window = "2m"
fire = "> 0.3"
recover = "<= 0.1"

[[rule]]
id = "not-found"
metric = "error_ratio"
errors = { status = "404" }
window = "30m"
fire = "> 8%"
recover = "<= 2%"
min_hits = 20
severity = "ticket"

[[rule]]
id = "presentations-silent"
metric = "absence"
match = { section = "/presentations" }
window = "20m"
keep_firing_for = "1m"

[[rule]]
id = "heavy"
metric = "bytes_rate"
window = "5m"
fire = "> 50000"
for = "1m"

[[rule]]
id = "one-network"
metric = "count"
match = { host = ["66.249.*", "46.105.*"], status = "200-399" }
window = "10m"
fire = ">= 12"
keep_firing_for = "5m"

[[rule]]
id = "quiet"
metric = "rate"
match = { section = ["/blog", "/files"] }
window = "15m"
fire = "< 0.002"
for = "5m"
severity = "info"

[[slo]]
id = "found"
errors = { status = "4xx" }
objective = "98%"
min_errors = 3

[[notifier]]
id = "ops"
type = "webhook"
url = "http://127.0.0.1:9/"
secret_env = "HTTPLOG_OPS"
`;

const OPTIONS: Options = {
  bucketSize: 10,
  lateness: 30,
  top: 100,
  threshold: 10,
  window: 120,
  now: 1_700_000_000,
  complete: false,
};

const RUNS = 200, KILLS = 50;

/** Milliseconds that a process may live: from before it opens the database to after some dozen commits. */
const SHORTEST = 20, LONGEST = 150;

/** Bytes of a slice, which is a commit: one line, so that the log is ten thousand. */
const SLICE = 100;

async function register(log: Uint8Array): Promise<void> {
  const set = await readRuleFile(RULES, "rules.toml");
  let expected: RuleDump | null = null;
  const once = async (): Promise<RuleDump> => {
    if (expected !== null) return expected;
    using bench = new Bench([log], [0], OPTIONS);
    assert.equal(await bench.run("law", { until: log.length, rules: RULES }), 0);
    return expected = bench.ruleDump("law");
  };

  Deno.test("rules on shared data: the alerts of each rule are those that each second says by itself", async () => {
    const { alerts, minutes, messages } = await once();
    const lines = readRecords(log, OPTIONS.now, false).map(({ result }) => result);
    const accepted = lines.flatMap((line) => typeof line === "string" ? [] : [line]);
    const plain = accepted.map((record) => ({ ...record, status: Number(record.status) }));
    const records = judged(plain, OPTIONS.lateness);
    const { time: first } = records[0], last = Math.max(...records.map(({ time }) => time));
    for (const rule of set.rules) {
      const found = alerts.filter((row) => row.rule === rule.id);
      const wanted = bruteForceRule(rule, records, first, last, 10);
      assert.ok(wanted.length > 0, `${rule.id} fires`);
      assert.deepEqual(
        found.map((row) => [row.fired_at, row.resolved_at, row.peak_at, row.value, row.peak_value]),
        wanted.map((one) => [one.firedAt, one.resolvedAt, one.peakAt, one.value, one.peakValue]),
        rule.id,
      );
    }
    assert.ok(alerts.some(({ rule }) => rule === "found"), "the objective fires");
    assert.equal(new Set(messages.map(({ rule }) => rule)).size, 7);
    const onTime =
      records.filter(({ time, isLate }) => !isLate && time < last - OPTIONS.lateness - 60).length;
    const counted = minutes.reduce((sum, { hits }) => sum + Number(hits), 0);
    assert.ok(Math.abs(counted - onTime) < 20, `${counted} of ${onTime} are in final minutes`);
  });

  Deno.test(`rules on shared data: ${RUNS} runs give the same`, async () => {
    using bench = new Bench([log], [0], OPTIONS);
    for (let run = 1; run <= RUNS; run++) {
      const until = Math.floor(log.length * run / RUNS);
      assert.equal(await bench.run("law", { until, rules: RULES, sliceBytes: 997 * (run % 7 + 1) }), 0);
    }
    assert.deepEqual(bench.ruleDump("law"), await once());
  });

  Deno.test(`rules on shared data: killed ${KILLS} times, it gives the same`, async () => {
    await using laboratory = await Laboratory.open();
    const random = new Random(5);
    const rules = `${laboratory.directory}/rules.toml`;
    Deno.writeTextFileSync(rules, RULES);
    const words = ["replay", laboratory.log, "--db", laboratory.database, "--source", "law", "--quiet"];
    words.push("--rules", rules);
    const command = [...await sliced({ sliceBytes: SLICE }), ...words];
    for (let place = 1; place <= KILLS; place++) {
      // A part for each, so that there is something to read until the last; following, none ends before it is killed.
      await laboratory.grow(log.subarray(0, Math.floor(log.length * place / KILLS)));
      const child = laboratory.start([...command, "--follow"]);
      const timer = setTimeout(() => kill(child), SHORTEST + random.below(LONGEST - SHORTEST));
      const { signal, stderr } = await laboratory.end(child);
      clearTimeout(timer);
      assert.equal(signal, "SIGKILL", stderr);
    }
    const last = await laboratory.run([...await httplog(), ...words]);
    assert.deepEqual([last.code, last.stderr], [0, ""]);
    assert.deepEqual(ruleDump(laboratory.database, "law"), await once());
  });
}

let log: Uint8Array | null = null;
try {
  log = Deno.readFileSync(LOG);
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
if (log !== null) await register(log);
else testUnless("../shared/data is not beside the project", "rules on shared data", () => {});
