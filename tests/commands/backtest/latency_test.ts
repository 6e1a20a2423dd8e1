// Role: rules on latency over the sample log: a backtest gives what a replay stores, with threads and in any buckets; what is refused
// is refused before anything is read.

import assert from "node:assert/strict";
import { backtestCommand } from "../../../src/commands/backtest/backtest.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { parse } from "../../../src/cli/parse.ts";
import { fakeHost } from "../../fake_host.ts";
import { PROJECT } from "../../process.ts";
import { FormatBench } from "../format_bench.ts";

const LOG = `${PROJECT}sample_data/slow.json`, RULES = `${PROJECT}sample_data/latency.toml`;
const ALERTS = "SELECT rule, fired_iso, resolved_iso FROM alerts ORDER BY fired_at, rule";

/** Rows of `backtest --show alerts`: rule, beginning and end. */
async function backtested(...words: string[]): Promise<unknown[][]> {
  const parsed = parse(backtestCommand, [LOG, "--rules", RULES, "--show", "alerts", "-f", "json", ...words]);
  assert.equal(parsed.kind, "run");
  const host = fakeHost({ now: 1_700_000_000 });
  if (parsed.kind === "run") assert.equal(await backtestCommand.run(parsed.invocation, host), 0);
  const rows: Record<string, unknown>[] = JSON.parse(host.stdout.text);
  return rows.map(({ rule, fired_iso, resolved_iso }) => [rule, fired_iso, resolved_iso]);
}

Deno.test("a backtest of rules on latency gives the alerts that a replay stores, whatever the size of buckets", async () => {
  for (const size of ["10", "20", "60"]) {
    using bench = new FormatBench();
    const { code, err } = await bench.replay([LOG, "--rules", RULES, "-q", "-b", size]);
    assert.deepEqual([code, err], [0, ""]);
    const stored = bench.rows(ALERTS);
    assert.equal(stored.length, 4);
    const order = ([rule, fired]: unknown[]) => `${fired} ${rule}`;
    const tried = (await backtested("-b", size)).sort((a, b) => order(a) < order(b) ? -1 : 1);
    assert.deepEqual(tried, stored, `buckets of ${size} s`);
  }
});

Deno.test("threads count durations, too, and tell the same causes", async () => {
  const told = async (workers: string): Promise<unknown[][]> => {
    using bench = new FormatBench();
    const words = [LOG, "--rules", RULES, "-q", "--workers", workers];
    assert.equal((await bench.replay(words)).code, 0);
    return bench.rows(
      "SELECT rule, fired_at, value, peak_value, resolved_at, explanation FROM alerts ORDER BY 1, 2",
    );
  };
  const alone = await told("0");
  assert.match(JSON.stringify(alone), /\\"route\\":\\"\/search\\"/);
  assert.deepEqual(await told("2"), alone);
});

Deno.test("a percentile over parts of buckets is refused before the log is read", async () => {
  const isRefusal = (error: unknown): boolean =>
    error instanceof Problem && error.exitCode === 64 && /must be a multiple/.test(error.message) &&
    /^rule "p95": window "1m".* Write "42s" or "1m24s"\.$/.test(error.details[0]);
  await assert.rejects(backtested("-b", "42"), isRefusal);
  await assert.rejects(backtested("--sweep", "p95.window=60s,65s"), /must be a multiple/);
});
