// Role: tests of records that ended without a status: they are counted as 000, and are no failures, wherever statuses are shown.

import assert from "node:assert/strict";
import { doctor } from "../../src/commands/database/doctor.ts";
import { query } from "../../src/commands/query/query.ts";
import { fakeHost } from "../fake_host.ts";
import { FormatBench } from "./format_bench.ts";

const RULES = `schema = 1

[[rule]]
id = "errors"
metric = "error_ratio"
fire = "> 10%"
window = "1m"

[[slo]]
id = "ok"
objective = "99%"
period = "30d"
`;

/** Lines of Squid, ten seconds apart: every second one was given up by its client. */
function squidLines(first: number, count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const result = (first + at) % 2 === 0 ? "NONE/000" : "TCP_MISS/200";
    return `${
      1525344800 + (first + at) * 10
    }.899      0 10.0.0.1 ${result} 5 GET http://a/b/c - HIER_NONE/- -\n`;
  }).join("");
}

Deno.test("what has no status is counted as 000, and is no failure", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", squidLines(0, 21)), rules = bench.write("rules.toml", RULES);
  const first = await bench.replay([log, "--rules", rules]);
  assert.deepEqual([first.code, first.err], [0, ""]);
  assert.match(first.out, /1 hit .*100\.00 % ok .* statuses 000 1\n/);
  assert.doesNotMatch(first.out, /fired/);
  bench.write("access.log", squidLines(21, 20), true);
  assert.equal((await bench.replay([log, "--rules", rules])).code, 0);
  assert.deepEqual(bench.rows("SELECT status, sum(hits), sum(failures) FROM bucket_statuses GROUP BY 1"), [
    [0, 21, 0],
    [200, 20, 0],
  ]);
  const ask = async (words: readonly string[], values: Record<string, string> = {}): Promise<string> => {
    const host = fakeHost(), db = bench.path("log.db");
    assert.equal(
      await query.run({ flags: {}, values: { db, ...values }, lists: {}, positionals: words }, host),
      0,
    );
    return host.stdout.text;
  };
  assert.match(await ask(["statuses"]), /\n *000 +21 .*\n *200 +20 /);
  const [row] = JSON.parse(await ask(["statuses"], { format: "json" }));
  assert.deepEqual([row.status, row.hits, row.failures], [0, 21, 0]);
  assert.match(await ask(["availability"]), / 40 +0 +100\.00 %/);
  const host = fakeHost(), values = { db: bench.path("log.db") };
  assert.equal(await doctor.run({ flags: { full: true }, values, lists: {}, positionals: [] }, host), 0);
  assert.doesNotMatch(host.stdout.text, /^(problem|damaged|warning)/m);
});
