// Role: fault "a real logrotate": a writer appends 20,000 lines a second while Debian's logrotate renames, makes anew
// and compresses the log, and `httplog replay` runs every second.

import assert from "node:assert/strict";
import { findProgram, missingProgram } from "../outside_program.ts";
import { run } from "../process.ts";
import type { Fault } from "./fault.ts";
import { Laboratory } from "./laboratory.ts";
import { httplog } from "./program.ts";
import { HEADER, LineSource } from "./small_log.ts";
import type { Random } from "../../sample_data/random.ts";

/** Lines at once, and the pause between, milliseconds. */
const LINES = 1000, PAUSE = 50;

/** Seconds that it goes on. */
const SHORT = 4, LONG = 120;

/** Writes until it is told to stop; opens the log anew when the file `reopen` appears, as on a signal. */
async function write(laboratory: Laboratory, random: Random, seconds: number): Promise<void> {
  const { directory, log } = laboratory;
  // Of rejects only the first of each run are kept, so that with them the number of runs would show.
  const lines = new LineSource(random, false), encoder = new TextEncoder();
  const open = () => Deno.openSync(log, { append: true, create: true });
  let file = open();
  using whole = Deno.openSync(`${directory}/whole`, { write: true, create: true });
  const writeAll = (to: Deno.FsFile, bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
  };
  writeAll(whole, encoder.encode(HEADER));
  const begun = performance.now();
  for (let turn = 1; performance.now() - begun < seconds * 1000; turn++) {
    if (await Deno.remove(`${directory}/reopen`).then(() => true, () => false)) {
      file.close();
      file = open();
    }
    if (file.statSync().size === 0) writeAll(file, encoder.encode(HEADER));
    const bytes = encoder.encode(lines.take(LINES));
    writeAll(file, bytes);
    writeAll(whole, bytes);
    const due = begun + turn * PAUSE;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  file.close();
}

/** Does something every second until it is over; gives how often. */
async function everySecond(isOver: () => boolean, work: () => Promise<void>): Promise<number> {
  let times = 0;
  for (; !isOver(); times++) {
    const begun = performance.now();
    await work();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 - (performance.now() - begun))));
  }
  return times;
}

const CONFIGURATION = (laboratory: Laboratory) => `
${laboratory.log} {
  size 1
  rotate 1000
  create
  compress
  delaycompress
  postrotate
    touch ${laboratory.directory}/reopen
  endscript
}
`;

/** The row of the table. */
export const realLogrotate: Fault = {
  name: "a real logrotate under 20,000 lines a second",
  quick: 1,
  long: 1,
  concurrent: false,
  missing: () => Promise.resolve(missingProgram("logrotate")),
  async trial({ random, isLong }) {
    await using laboratory = await Laboratory.open();
    const { directory } = laboratory;
    const logrotate = findProgram("logrotate")!;
    await Deno.writeTextFile(`${directory}/conf`, CONFIGURATION(laboratory), { mode: 0o600 });
    await laboratory.grow(new TextEncoder().encode(HEADER));
    let isOver = false;
    const writing = write(laboratory, random, isLong ? LONG : SHORT).finally(() => isOver = true);
    const replay = [...await httplog(), ...laboratory.replayWords()];
    const replaying = everySecond(() => isOver, async () => {
      const { code, stderr } = await laboratory.run(replay);
      assert.deepEqual([code, stderr], [0, ""]);
    });
    // The first run comes before the first rotation: what was rotated away before the first run is not of the source.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const rotating = everySecond(() => isOver, async () => {
      const { code, stderr } = await run([logrotate, "-s", `${directory}/state`, `${directory}/conf`], {
        cwd: directory,
      });
      assert.deepEqual([code, stderr], [0, ""]);
    });
    // All have to end before the directory goes, also where one of them failed.
    const [, , rotated] = (await Promise.allSettled([writing, replaying, rotating])).map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    });
    assert.ok(typeof rotated === "number");
    await laboratory.settlesAs(await Deno.readFile(`${directory}/whole`), `after ${rotated} rotations`);
    return rotated;
  },
};
