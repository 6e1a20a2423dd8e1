// Role: hours that hold more values than are kept, and late records before and after they turn final: however the log is cut
// into runs, slices and ranges, the hours are those of the reference, and undone runs leave what was before.

import assert from "node:assert/strict";
import { Bench, type RunPlan } from "./harness.ts";
import { NOW } from "./log_arbitrary.ts";
import type { Options } from "../reference/expected.ts";
import { reference } from "../reference/reference.ts";

/** The first second of an hour. */
const START = 1_000_800;

const OPTIONS: Options = {
  bucketSize: 10,
  lateness: 30,
  maxJump: 3600,
  top: 3,
  threshold: 1e9,
  window: 120,
  now: NOW,
  complete: false,
};

/** A crowded hour, one with a little room left, late records for both before and after they turn final, and one more. */
function crowdedLog(): Uint8Array {
  const lines: string[] = ["remotehost,rfc931,authuser,date,request,status,bytes"];
  const add = (time: number, value: number, bytes = value % 700): void => {
    const host = `10.0.${value % 10_500 >> 8}.${value % 10_500 & 255}`;
    const status = value % 50 === 0 ? 503 : 200;
    lines.push(`${host},-,-,${time},M${value % 1200} /s${value % 1400}/x HTTP/1.1,${status},${bytes}`);
  };
  for (let i = 0; i < 12_000; i++) {
    // Every hundredth is late for its bucket, not for its hour.
    const time = START + Math.floor(i * 0.3);
    add(i % 100 === 99 ? Math.max(START, time - 200) : time, i * 7919 % 10_500);
  }
  for (let i = 0; i < 2000; i++) {
    add(START + 3600 + Math.floor(i * 1.8), i % 995);
    if (i % 10 === 5) add(START + i, 9_000 + i * 31 % 1500);
  }
  for (let i = 0; i < 400; i++) {
    add(START + 7200 + i, i);
    // Room for five new sections and methods, in the order in which they come, whatever their buckets.
    if (i > 60) add(START + 3600 + i * 37 % 3600, 990 + i * 13 % 40);
    if (i > 60 && i % 3 === 0) add(START + i * 41 % 3600, i * 97 % 10_500);
  }
  return new TextEncoder().encode(lines.join("\n") + "\n");
}

const THREADS = { count: 2, slowness: 0.3, failures: 0, seed: 3 };

for (const bucketSize of [10, 7, 300]) {
  Deno.test(`hours law: more values than are kept, buckets of ${bucketSize} s`, async () => {
    const log = crowdedLog(), options = { ...OPTIONS, bucketSize }, expected = reference([log], options);
    const cut = expected.hourlySections.filter(({ value }) => value === "(other)");
    assert.ok(cut.length >= 2, "hours are cut, and late records add to what was cut");
    assert.ok(expected.hourlyHosts.some(({ value }) => value === "(other)"));
    assert.ok(expected.hourlyMethods.some(({ value }) => value === "(other)"));
    using bench = new Bench([log], [0], options);
    const plans: Readonly<Record<string, readonly Partial<RunPlan>[]>> = {
      one: [{}],
      sliced: [{ sliceBytes: 20_000 }],
      ranges: [{ threads: { ...THREADS, rangeBytes: 40_000 } }],
      cut: [0.1, 0.35, 0.7, 0.8, 0.86, 0.93].map((part) => ({ until: Math.floor(log.length * part) })).concat(
        { until: log.length },
      ),
    };
    for (const [name, runs] of Object.entries(plans)) {
      for (const run of runs) assert.equal(await bench.run(name, { until: bench.size, ...run }), 0);
      assert.deepEqual(bench.dump(name), expected, name);
    }
    assert.deepEqual(bench.problems(), []);
    // Back over all cuts but the first run, and on again.
    for (const part of [0.93, 0.86, 0.8]) {
      await bench.undo("cut");
      const until = log.subarray(0, log.lastIndexOf(10, Math.floor(log.length * part) - 1) + 1);
      assert.deepEqual(bench.dump("cut"), reference([until], options), `undone to ${part}`);
      assert.deepEqual(bench.problems(), []);
    }
    assert.equal(await bench.run("cut", { until: bench.size }), 0);
    assert.deepEqual(bench.dump("cut"), expected, "undone and done again");
  });
}
