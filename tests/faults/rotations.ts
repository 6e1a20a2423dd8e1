// Role: fault "rotation": each way in which a log is rotated, named, as a scenario on `rotating_log.ts`. The random
// mixture of them is `schedules.ts`.

import assert from "node:assert/strict";
import type { Random } from "../../sample_data/random.ts";
import { Bench } from "./bench.ts";
import type { Fault } from "./fault.ts";

/** One scenario; the log already has some lines, which were read. */
interface Scenario {
  readonly name: string;
  readonly play: (bench: Bench, random: Random) => Promise<void>;
  /** Whether what was read last is nowhere to be found afterwards, so that a gap is noted. */
  readonly hasGap?: boolean;
}

const lines = (random: Random) => 1 + random.below(60);

const SCENARIOS: readonly Scenario[] = [
  {
    name: "renamed and made anew",
    async play({ log }, random) {
      log.append(lines(random));
      log.rotate();
      log.append(lines(random));
      log.reopen();
      await Promise.resolve(log.append(lines(random)));
    },
  },
  {
    name: "renamed while the writer stops in mid-line",
    async play(bench, random) {
      const { log } = bench;
      log.appendPart(lines(random), 20);
      log.rotate();
      await bench.run();
      log.flush();
      await bench.run();
      log.reopen();
      log.appendPart(lines(random), 20);
      await bench.run();
    },
  },
  {
    name: "twice between two runs",
    async play({ log }, random) {
      for (let times = 0; times < 2; times++) {
        log.append(lines(random));
        log.rotate();
        log.reopen();
      }
      await Promise.resolve(log.append(lines(random)));
    },
  },
  {
    name: "during a run",
    async play(bench, random) {
      const { log } = bench;
      for (let times = 0; times < 4; times++) {
        log.append(lines(random));
        const by = () => {
          log.rotate();
          if (random.chance(0.5)) log.reopen();
        };
        await bench.run({ sliceBytes: 300, disturb: { look: random.below(60), by } });
        log.append(lines(random));
      }
    },
  },
  {
    name: "copied and truncated",
    async play(bench, random) {
      const { log } = bench;
      log.append(lines(random));
      await bench.run();
      log.append(lines(random));
      log.copyHalf();
      await bench.run();
      log.copyRest();
      await bench.run();
      log.truncate();
      await bench.run();
      log.append(lines(random));
    },
  },
  {
    name: "copied and truncated, grown past the old offset",
    async play(bench, random) {
      const { log } = bench;
      log.append(lines(random));
      const { size } = Deno.statSync(log.path);
      log.copyTruncate();
      while (Deno.statSync(log.path).size <= size + 100) log.append(10);
      await bench.run();
    },
  },
  {
    name: "the same inode with another log, longer than what was read",
    hasGap: true,
    async play(bench, random) {
      const { log } = bench;
      const { ino, size } = Deno.statSync(log.path);
      log.truncate();
      while (Deno.statSync(log.path).size <= size + 100) log.append(lines(random));
      assert.equal(Deno.statSync(log.path).ino, ino);
      await bench.run();
    },
  },
  {
    name: "the same inode with a shorter log",
    hasGap: true,
    async play(bench) {
      bench.log.truncate();
      bench.log.append(1);
      await bench.run();
    },
  },
  {
    name: "gzip of a log that was read",
    async play(bench, random) {
      const { log } = bench;
      log.append(lines(random));
      log.rotate();
      log.reopen();
      log.append(lines(random));
      await bench.run();
      log.compress(0);
      log.append(lines(random));
    },
  },
  {
    name: "gzip of a log that was half read",
    async play({ log }, random) {
      log.append(lines(random));
      log.rotate();
      log.reopen();
      log.compress(0);
      await Promise.resolve(log.append(lines(random)));
    },
  },
  {
    name: "gzip of a log that was not read at all",
    async play({ log }, random) {
      for (let times = 0; times < 3; times++) {
        log.append(lines(random));
        log.rotate();
        log.reopen();
      }
      log.append(lines(random));
      await Promise.resolve(log.compress(1));
    },
  },
  {
    name: "gzip of several members",
    async play({ log }, random) {
      log.append(lines(random));
      log.rotate();
      log.reopen();
      await Promise.resolve(log.compress(0, { members: 2 + random.below(3) }));
    },
  },
  {
    name: "zstd of several frames",
    async play({ log }, random) {
      log.append(lines(random));
      log.rotate();
      log.reopen();
      await Promise.resolve(log.compress(0, { members: 2 + random.below(3), zstd: true }));
    },
  },
  {
    name: "gzip that is being written",
    async play(bench, random) {
      const { log } = bench;
      log.append(lines(random));
      log.rotate();
      log.reopen();
      log.append(lines(random));
      log.writeArchive(0, {}, random.fraction());
      await bench.run();
      log.append(lines(random));
      log.writeArchive(0);
      await bench.run();
      log.removePlain(0);
    },
  },
];

/** A gzip that was cut short says so, nothing of it is taken, and once it is whole all of it is. */
async function truncatedGzip(bench: Bench, random: Random): Promise<void> {
  const { log } = bench;
  log.append(lines(random));
  log.rotate();
  log.reopen();
  log.writeArchive(0);
  log.removePlain(0);
  const path = `${log.directory}/${log.parts[0].name}.gz`, bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.subarray(0, random.below(bytes.length)));
  await bench.run({ mayWarn: true });
  Deno.writeFileSync(path, bytes);
}

const ALL: readonly Scenario[] = [
  ...SCENARIOS,
  { name: "gzip that was cut short and comes again whole", play: truncatedGzip },
];

/** The row of the table: one fault for each scenario. */
export const rotations: readonly Fault[] = ALL.map(({ name, play, hasGap = false }) => ({
  name: `rotation: ${name}`,
  quick: 4,
  long: 200,
  concurrent: false,
  async trial({ random }) {
    await using bench = await Bench.open(random, random.pick(["number", "date", "dated extension"] as const));
    bench.log.append(1 + random.below(60));
    await bench.run();
    await play(bench, random);
    await bench.check(name, hasGap);
    if (hasGap) assert.equal(bench.gaps(), 1, "one gap is noted");
    return 1;
  },
}));
