// Role: a run without rules in a process that has counted with rules before: the kernel's memory is used again, and what rules had in it must
// not be written to.

import assert from "node:assert/strict";
import { CareBench, lines } from "../care_bench.ts";

const START = 1_549_573_200, HOUR = 3600;

const RULES = `schema = 1
[[rule]]
id = "failures"
metric = "count"
match = { status = "5xx" }
window = "1m"
fire = "> 2"
`;

Deno.test("a run without rules counts what it counts in a process of its own", async () => {
  const text = lines(START, START + 3 * HOUR);
  {
    using bench = new CareBench();
    await Deno.writeTextFile(`${bench.directory}/rules.toml`, RULES);
    bench.append("a.csv", text);
    await bench.replay("a.csv", { rules: `${bench.directory}/rules.toml` });
  }
  const expected = new Map<string, number>();
  for (const [, host, time] of text.matchAll(/^"([\d.]+)","-","apache",(\d+)/gm)) {
    const key = `${Number(time) - Number(time) % HOUR} ${host}`;
    expected.set(key, (expected.get(key) ?? 0) + 1);
  }
  using bench = new CareBench();
  bench.append("a.csv", text);
  await bench.replay("a.csv");
  const counted = bench.rows("SELECT start, host, hits FROM hourly_hosts")
    .map(([start, host, hits]) => [`${start} ${host}`, Number(hits)] as const);
  assert.deepEqual(new Map(counted.sort()), new Map([...expected].sort()));
});
