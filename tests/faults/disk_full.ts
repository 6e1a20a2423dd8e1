// Role: fault "disk full": the database outgrows a small disk of its own, or the size that the shell allows a file.
// Then there is room again. Or something else fills its disk, while a run goes on or before it begins.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { missingProgram } from "../outside_program.ts";
import type { Fault, Trial } from "./fault.ts";
import { assertTold, Laboratory } from "./laboratory.ts";
import { httplog, sliced } from "./program.ts";
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

/** The same, but something else takes all the room, to the last byte, while the command runs. */
const FILLED_DISK = `
size=$1; place=$2; shift 2
mount -t tmpfs -o size=64m none "$place" || exit 99
"$@" & run=$!
while kill -0 $run 2>/dev/null; do
  if [ "$(stat -c %s "$place"/x.db-wal 2>/dev/null || echo 0)" -gt "$size" ]; then
    cat /dev/zero 2>/dev/null >"$place"/filler; break
  fi
done
wait $run; code=$?
rm -f "$place"/filler
cp "$place"/* "$place"/../ || exit 99
exit $code`;

/** The command runs once with room; then the log grows, something leaves the disk $1 KiB, and it runs again. */
const FULL_BEFORE = `
size=$1; place=$2; rest=$3; log=$4; shift 4
mount -t tmpfs -o size=8m none "$place" || exit 99
"$@" || exit 98
cat "$rest" >>"$log" || exit 99
cat /dev/zero 2>/dev/null >"$place"/filler
truncate -s "-$size"K "$place"/filler || exit 99
"$@"; code=$?
rm -f "$place"/filler
cp "$place"/* "$place"/../ || exit 99
exit $code`;

/** No file may grow beyond $1 blocks of 512 bytes. */
const SMALL_FILES = `trap '' XFSZ; ulimit -f "$1"; shift; exec "$@"`;

async function works(script: readonly string[]): Promise<boolean> {
  const command = new Deno.Command(script[0], { args: script.slice(1), stdout: "null", stderr: "null" });
  return (await command.output()).success;
}

/** How the program is struck, by the number of the point. */
const SIZE = 0, FILES = 1, BEFORE = 3;

async function strike(laboratory: Laboratory, { random, point }: Trial, rest: Uint8Array) {
  const program = await sliced({ sliceBytes: 4000 });
  if (point === FILES) {
    const blocks = String(100 + random.below(500));
    return laboratory.run(["sh", "-c", SMALL_FILES, "sh", blocks, ...program, ...laboratory.replayWords()]);
  }
  const place = `${laboratory.directory}/full`;
  await Deno.mkdir(place);
  const replay = ["replay", laboratory.log, "--db", `${place}/x.db`, ...WORDS];
  const script = (text: string) => ["unshare", "-Urm", "sh", "-c", text, "sh"];
  if (point === BEFORE) {
    await Deno.writeFile(`${laboratory.directory}/rest`, rest);
    const words = [String(random.below(200)), place, `${laboratory.directory}/rest`, laboratory.log];
    return laboratory.run([...script(FULL_BEFORE), ...words, ...program, ...replay]);
  }
  const size = point === SIZE ? 60 + random.below(340) : 1000 + random.below(300_000);
  const text = point === SIZE ? SMALL_DISK : FILLED_DISK;
  return laboratory.run([...script(text), String(size), place, ...program, ...replay]);
}

/** A run without an end, or without a row, has left it in its lock, and `doctor` says that it was the disk. */
async function assertExplained({ database, directory }: Laboratory, isBegun: boolean): Promise<void> {
  const command = [...await httplog(), "doctor", "--db", database];
  const { stdout } = await new Deno.Command(command[0], { args: command.slice(1), cwd: directory }).output();
  const text = new TextDecoder().decode(stdout);
  if (isBegun && !/no process holds the lock|ended as/.test(text)) return;
  assert.match(text, /run (?:\d+ )?ended as failed at .*full/);
}

/** The run that failed has a row, whether it began or not, and the row says that it was the disk. */
function assertNoted({ database }: Laboratory): void {
  using connection = new DatabaseSync(database, { readOnly: true });
  const rows = connection.prepare("SELECT status, message FROM runs WHERE status <> 'ok' ORDER BY id").all();
  assert.deepEqual(rows.map(({ status }) => status), ["failed"]);
  assert.match(String(rows[0].message), /full/);
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
  points: () => Promise.resolve(4),
  async trial(trial) {
    await using laboratory = await Laboratory.open();
    const log = smallLog(trial.random, 4000);
    const half = trial.point === BEFORE ? log.length >> 1 : log.length;
    await laboratory.grow(log.subarray(0, half));
    const ended = await strike(laboratory, trial, log.subarray(half));
    assertTold(ended, [0, 73, 74]);
    assert.ok(ended.code === 0 || /full|disk/.test(ended.stderr), ended.stderr);
    if (trial.point !== FILES && ended.code !== 0) await assertExplained(laboratory, trial.point !== BEFORE);
    await laboratory.settlesAs(log, "after the disk was full");
    if (trial.point === BEFORE && ended.code !== 0) assertNoted(laboratory);
    return ended.code === 0 ? 0 : 1;
  },
};
