// Role: fault "bad input": lines of any length, random bytes, NULs, quotes that are never closed. Memory stays flat,
// reading goes on at the next line, and each line is counted. The reference implementation says what is right.

import assert from "node:assert/strict";
import type { Random } from "../../sample_data/random.ts";
import { dump } from "../law/dump.ts";
import { missingProgram } from "../outside_program.ts";
import { run } from "../process.ts";
import { reference } from "../reference/reference.ts";
import type { Fault } from "./fault.ts";
import { Laboratory } from "./laboratory.ts";
import { SOURCE, stored, VALUES, WORDS } from "./oracle.ts";
import { httplog, sliced } from "./program.ts";
import { HEADER, LineSource } from "./small_log.ts";

/** Most memory that the program may ever hold, bytes. */
const MOST_MEMORY = 200 << 20;

/** One line of such a size between good ones, through a pipe and as a file that is mostly a hole. */
function longLine(bytes: number, name: string, quick: number): Fault {
  return {
    name,
    quick,
    long: 2,
    concurrent: false,
    missing: () =>
      Promise.resolve(
        Deno.build.os === "linux" ? missingProgram("mkfifo") : "memory is measured on Linux only",
      ),
    points: () => Promise.resolve(2),
    async trial({ random, point }) {
      await using laboratory = await Laboratory.open();
      const lines = new LineSource(random);
      const before = new TextEncoder().encode(HEADER + lines.take(20)),
        after = new TextEncoder().encode(
          "\n" + lines.take(20),
        );
      const filled = point === 0
        ? pipe(laboratory, before, bytes, after)
        : hole(laboratory, before, bytes, after);
      if (point === 1) await filled;
      const child = laboratory.start([...await httplog(), ...laboratory.replayWords()]);
      const peak = watchMemory(child);
      const [ended] = await Promise.all([laboratory.end(child), filled]);
      assert.deepEqual([ended.code, ended.stderr], [0, ""]);
      const { read, rejects } = stored(laboratory.database) as { read: number; rejects: string[] };
      assert.equal(read, 41);
      assert.equal(rejects.filter((reject) => reject.startsWith("too long: ")).length, 1, rejects.join("\n"));
      assert.ok(await peak < MOST_MEMORY, `${Math.ceil(await peak / 1e6)} MB of memory were used`);
      return 1;
    },
  };
}

async function pipe(
  laboratory: Laboratory,
  before: Uint8Array,
  bytes: number,
  after: Uint8Array,
): Promise<void> {
  const made = await run(["mkfifo", laboratory.log], { cwd: laboratory.directory });
  assert.equal(made.code, 0, made.stderr);
  using file = await Deno.open(laboratory.log, { write: true });
  const write = async (part: Uint8Array) => {
    for (let at = 0; at < part.length;) at += await file.write(part.subarray(at));
  };
  await write(before);
  const block = new Uint8Array(1 << 20).fill(120);
  for (let left = bytes; left > 0; left -= block.length) await write(block);
  await write(after);
}

async function hole(
  laboratory: Laboratory,
  before: Uint8Array,
  bytes: number,
  after: Uint8Array,
): Promise<void> {
  await Deno.writeFile(laboratory.log, before);
  await Deno.truncate(laboratory.log, before.length + bytes);
  await Deno.writeFile(laboratory.log, after, { append: true });
}

/** The most memory that the process held until it ended, bytes. */
async function watchMemory(child: Deno.ChildProcess): Promise<number> {
  let most = 0, isOver = false;
  const over = child.status.then(() => void (isOver = true));
  while (!isOver) {
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
    most = Math.max(most, 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0));
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 10))]);
  }
  return most;
}

/** What is put between the good lines. */
const NOISE: readonly ((random: Random) => number[])[] = [
  (random) => bytes(random, () => random.below(256)),
  (random) => bytes(random, () => 0),
  (random) => bytes(random, () => random.pick([34, 34, 44, 13, 0, 97])),
  (random) => [34, ...bytes(random, () => 32 + random.below(90)), 10],
];

function bytes(random: Random, next: () => number): number[] {
  return Array.from({ length: random.below(400) }, next);
}

/** Noise between good lines. */
const noise: Fault = {
  name: "random bytes, NULs and unclosed quotes",
  quick: 4,
  long: 300,
  concurrent: true,
  missing: () => Promise.resolve(HEADER === "" ? "the reference implementation reads CSV only" : null),
  async trial({ random }) {
    await using laboratory = await Laboratory.open();
    const lines = new LineSource(random);
    let log: number[] = [...new TextEncoder().encode(HEADER)], pieces = 0;
    for (; pieces < 40; pieces++) {
      log = log.concat(
        [...new TextEncoder().encode(lines.take(random.below(5)))],
        random.pick(NOISE)(random),
      );
    }
    await laboratory.grow(new Uint8Array(log));
    const program = await sliced({ sliceBytes: random.pick([100, 1000, 1 << 20]) });
    const ended = await laboratory.run([...program, ...laboratory.replayWords()]);
    assert.deepEqual([ended.code, ended.stderr], [0, ""], WORDS.join(" "));
    const expected = reference([new Uint8Array(log)], {
      bucketSize: Number(VALUES["analysis-bucket-size"]),
      lateness: Number(VALUES.lateness),
      maxJump: 3600,
      top: Number(VALUES.top),
      threshold: Number(VALUES["alert-threshold"]),
      window: Number(VALUES["alert-window"]),
      now: Math.floor(Date.now() / 1000),
      complete: false,
    });
    assert.deepEqual(dump(laboratory.database, SOURCE, [laboratory.log]), expected);
    await laboratory.settle();
    return pieces;
  },
};

/** The rows of the table. */
export const badInputs: readonly Fault[] = [
  noise,
  longLine(64 << 20, "a line of 64 MiB", 2),
  longLine(1 << 30, "a line of 1 GiB", 0),
];
