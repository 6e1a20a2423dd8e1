// Role: fault "disk full": the database outgrows a small disk of its own, or the size that the shell allows a file.
// Then there is room again.

import assert from "node:assert/strict";
import { missingProgram } from "../outside_program.ts";
import type { Fault, Trial } from "./fault.ts";
import { assertTold, Laboratory } from "./laboratory.ts";
import { sliced } from "./program.ts";
import { WORDS } from "./oracle.ts";
import { smallLog } from "./small_log.ts";

/** A disk of $1 KiB is mounted at $2, the rest is the command; run on the full disk, then with room. */
const SMALL_DISK = `
size=$1; place=$2; shift 2
mount -t tmpfs -o size="$size"k none "$place" || exit 99
"$@"; code=$?
mount -o remount,size=64m "$place" || exit 99
cp "$place"/* "$place"/../ || exit 99
exit $code`;

/** No file may grow beyond $1 blocks of 512 bytes. */
const SMALL_FILES = `trap '' XFSZ; ulimit -f "$1"; shift; exec "$@"`;

async function works(script: readonly string[]): Promise<boolean> {
  const command = new Deno.Command(script[0], { args: script.slice(1), stdout: "null", stderr: "null" });
  return (await command.output()).success;
}

async function strike(laboratory: Laboratory, { random, point }: Trial) {
  const program = await sliced({ sliceBytes: 4000 });
  if (point === 1) {
    const blocks = String(100 + random.below(500));
    return laboratory.run(["sh", "-c", SMALL_FILES, "sh", blocks, ...program, ...laboratory.replayWords()]);
  }
  const place = `${laboratory.directory}/full`;
  await Deno.mkdir(place);
  const replay = ["replay", laboratory.log, "--db", `${place}/x.db`, ...WORDS];
  const script = ["unshare", "-Urm", "sh", "-c", SMALL_DISK, "sh"];
  return laboratory.run([...script, String(60 + random.below(340)), place, ...program, ...replay]);
}

/** The row of the table. */
export const diskFull: Fault = {
  name: "disk full",
  quick: 4,
  long: 60,
  concurrent: true,
  async missing() {
    const program = missingProgram("unshare") ?? missingProgram("sh");
    if (program !== null) return program;
    const mount = "mount -t tmpfs -o size=64k none /tmp";
    if (!await works(["unshare", "-Urm", "sh", "-c", mount])) return "no small disk may be mounted here";
    return await works(["sh", "-c", "ulimit -f 100"]) ? null : "the shell has no ulimit -f";
  },
  points: () => Promise.resolve(2),
  async trial(trial) {
    await using laboratory = await Laboratory.open();
    const log = smallLog(trial.random, 4000);
    await laboratory.grow(log);
    const ended = await strike(laboratory, trial);
    assertTold(ended, [0, 73, 74]);
    assert.ok(ended.code === 0 || /full|disk/.test(ended.stderr), ended.stderr);
    await laboratory.settlesAs(log, "after the disk was full");
    return ended.code === 0 ? 0 : 1;
  },
};
