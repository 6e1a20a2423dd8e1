// Role: keeps httplog fast: it must beat its own reference path, and stay within reach of `wc -l`, by processor time, in
// turns on the same log. The bounds are far from what is measured on a quiet machine, so that a busy one does not break
// them, and near enough that a path that has become as slow as the reference does.

import assert from "node:assert/strict";
import { benchmarkLog } from "../../sample_data/benchmark.ts";
import { httplog } from "../faults/program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { processorTime, sayingOf } from "./measure.ts";
import { differ } from "./peers/peer.ts";
import { stored } from "./stored_answer.ts";

/** 69 MB, and few hosts: the start of the process and the rows it writes are small beside reading. */
const LOG = { records: 1_000_000, hosts: 50, seed: 1 };

/** The best of so many counts: what disturbs only ever adds. */
const RUNS = 5;

/** `wc -l` reads the log so many times in one run, or the clock could not tell. */
const COUNTED = 10;

/** The reference takes at least so many times what httplog takes, the system's part aside: both read and write alike. */
const FASTER_THAN_REFERENCE = 1.5;

/** httplog, its start included, takes at most so many times what `wc -l` takes. */
const SLOWER_THAN_COUNTING = 50;

const NEVER = { user: Infinity, all: Infinity };

Deno.test("a replay is faster than on the reference path, and in reach of wc -l", () =>
  inTemporaryDirectory(async (directory) => {
    const log = `${directory}/access.csv`;
    using file = await Deno.create(log);
    for (const chunk of benchmarkLog(LOG)) {
      for (let from = 0; from < chunk.length;) from += await file.write(chunk.subarray(from));
    }
    const program = await httplog();
    const replay = (database: string): string[] => [...program, "replay", log, "--quiet", "--db", database];
    const hasWc = await sayingOf(["wc", "--version"]) !== null;
    const best = { ours: NEVER, reference: NEVER, counting: NEVER };
    const run = async (name: keyof typeof best, command: readonly string[], times = 1): Promise<void> => {
      const { user, system } = await processorTime(command);
      const { user: least, all } = best[name];
      best[name] = { user: Math.min(least, user / times), all: Math.min(all, (user + system) / times) };
    };
    const databases = { ours: "", reference: "" };
    for (let round = 0; round < RUNS; round++) {
      databases.ours = `${directory}/ours${round}.db`;
      databases.reference = `${directory}/reference${round}.db`;
      await run("ours", replay(databases.ours));
      await run("reference", [...replay(databases.reference), "--reference"]);
      if (hasWc) await run("counting", ["wc", "-l", ...Array(COUNTED).fill(log)], COUNTED);
    }
    const found = stored(databases.ours);
    assert.ok(found.answer.includes(`records ${LOG.records}`));
    assert.equal(differ(found, stored(databases.reference)), false, "the reference finds something else");
    const told = `processor seconds: ${JSON.stringify(best)}`;
    assert.ok(best.reference.user >= FASTER_THAN_REFERENCE * best.ours.user, told);
    assert.ok(!hasWc || best.ours.all <= SLOWER_THAN_COUNTING * best.counting.all, told);
  }));
