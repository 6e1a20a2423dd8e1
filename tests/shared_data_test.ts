// Role: the replay law on 10,000 real requests that are heavily out of order, where that log is at hand.

import assert from "node:assert/strict";
import { testUnless } from "./outside_program.ts";
import { withoutPlaces } from "./law/combined_twin.ts";
import { Bench } from "./law/harness.ts";
import type { Expected, Options } from "./reference/expected.ts";
import { reference } from "./reference/reference.ts";

const LOG = new URL("../../shared/data/access_2015_may_10k.csv", import.meta.url);

/** The log that it was made from. */
const COMBINED = new URL("../../shared/data/access_2015_may_10k.combined.log", import.meta.url);

const OPTIONS: Options = {
  bucketSize: 10,
  lateness: 30,
  top: 100,
  threshold: 0.2,
  window: 120,
  now: 1_700_000_000,
  complete: false,
};

/** Into how many runs the log is cut. */
const RUNS = 50;

function sum(rows: readonly { readonly hits: number }[]): number {
  return rows.reduce((hits, row) => hits + row.hits, 0);
}

function checkTotals(expected: Expected): void {
  assert.deepEqual([expected.read, expected.accepted, expected.late], [10_000, 10_000, 4_500]);
  for (const list of ["buckets", "sections", "hosts", "statuses", "seconds"] as const) {
    assert.equal(sum(expected[list]), 10_000, list);
  }
}

function register(log: Uint8Array): void {
  const expected = reference([log], OPTIONS);

  Deno.test("shared data: one run gives 10,000 accepted and 4,500 late, as the reference does", async () => {
    checkTotals(expected);
    using bench = new Bench([log], [0], OPTIONS);
    assert.equal(await bench.run("one", { until: log.length }), 0);
    assert.deepEqual(bench.dump("one"), expected);
    assert.equal(await bench.run("one", { until: log.length }), 0);
    assert.deepEqual(bench.dump("one"), expected, "twice");
  });

  Deno.test("shared data: the combined log that it was made from has the same buckets, values and alerts", async () => {
    const combined = Deno.readFileSync(COMBINED);
    for (const threads of [undefined, { count: 2, rangeBytes: 100_000, slowness: 1, failures: 0, seed: 1 }]) {
      using bench = new Bench([combined], [0], OPTIONS);
      assert.equal(await bench.run("half", { until: combined.length >> 1, threads }), 0);
      assert.equal(await bench.run("half", { until: combined.length, threads }), 0);
      assert.deepEqual(withoutPlaces(bench.dump("half")), withoutPlaces(expected));
    }
  });

  Deno.test("shared data: filtered and anonymized, both logs give what the reference gives", async () => {
    const screening = {
      exclude: [["section", "/blog"], ["host", "66.249.*"], ["status", "3xx"]],
      only: [["method", "GET"]],
      anonymize: "network",
    } as const;
    // What is left of the log has gaps of hours.
    const options = { ...OPTIONS, maxJump: 3600, screening }, expected = reference([log], options);
    assert.ok(expected.excluded > 1000 && expected.accepted > 1000, `${expected.excluded} excluded`);
    assert.ok(expected.hosts.every(({ value }) => /\.0$/.test(value)));
    const threads = { count: 2, rangeBytes: 100_000, slowness: 1, failures: 0, seed: 1 };
    for (const input of [log, Deno.readFileSync(COMBINED)]) {
      using bench = new Bench([input], [0], options);
      assert.equal(await bench.run("half", { until: input.length >> 1, threads }), 0);
      assert.equal(await bench.run("half", { until: input.length }), 0);
      assert.deepEqual(withoutPlaces(bench.dump("half")), withoutPlaces(expected));
    }
  });

  Deno.test("shared data: tiny slices change nothing", async () => {
    using bench = new Bench([log], [0], OPTIONS);
    assert.equal(await bench.run("tiny", { until: log.length, sliceBytes: 101 }), 0);
    assert.deepEqual(bench.dump("tiny"), expected);
  });

  Deno.test(`shared data: ${RUNS} runs change nothing`, async () => {
    using bench = new Bench([log], [0], OPTIONS);
    for (let run = 1; run < RUNS; run++) {
      assert.equal(
        await bench.run("cut", { until: Math.floor(log.length * run / RUNS), sliceBytes: 4096 }),
        0,
      );
    }
    assert.equal(await bench.run("cut", { until: log.length }), 0);
    assert.deepEqual(bench.dump("cut"), expected);
  });
}

let log: Uint8Array | null = null;
try {
  log = Deno.readFileSync(LOG);
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
if (log !== null) register(log);
else testUnless("../shared/data is not beside the project", "shared data", () => {});
