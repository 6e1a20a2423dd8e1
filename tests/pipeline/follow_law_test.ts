// The replay law under `--follow`: whatever happens to the log while it is followed, and wherever the process is killed,
// the runs after it leave what one undisturbed run leaves; and what was visible stays so.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Random } from "../../sample_data/random.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import { fakeHost } from "../fake_host.ts";
import { assertSame, replayHere, scratch, stored, undisturbed, VALUES } from "../faults/oracle.ts";
import { RotatingLog } from "../faults/rotating_log.ts";

const NOW = 1_700_000_000;
const TRIALS = 30;

class Killed extends Error {}

/** One random thing that happens between two looks. */
function disturb(random: Random, log: RotatingLog): string {
  const { step, act } = random.weighted<{ step: string; act: () => void }>([
    [{ step: "append", act: () => log.append(1 + random.below(30)) }, 5],
    [{ step: "append a part", act: () => log.appendPart(1 + random.below(3), 1 + random.below(90)) }, 2],
    [{ step: "nothing", act: () => {} }, 3],
    [{ step: "rotate", act: () => log.rotate() }, 1],
    [{ step: "rotate without a new log", act: () => (log.rotate(), Deno.removeSync(log.path)) }, 1],
    [{ step: "reopen", act: () => log.reopen() }, 2],
    [{ step: "copy and truncate", act: () => log.copyTruncate() }, 0.5],
    [{ step: "compress", act: () => log.parts.length > 0 && log.compress(0) }, 0.5],
  ]);
  act();
  return step;
}

/** Follows a log for some looks, then kills the process, which leaves the database's files as they are. */
async function followAndKill(random: Random, log: RotatingLog, steps: string[]): Promise<string> {
  const database = `${log.directory}/x.db`, left = `${log.directory}/left.db`;
  const fake = fakeHost({ now: NOW, sliceBytes: random.pick([undefined, 64, 1000]) });
  let looks = 5 + random.below(20), silence = 0;
  const host = {
    ...fake,
    async sleep(seconds: number, stop: AbortSignal) {
      await fake.sleep(seconds, stop);
      if (silence-- > 0) return;
      if (looks-- === 0) {
        for (const end of ["", "-wal"]) Deno.copyFileSync(database + end, left + end);
        throw new Killed();
      }
      steps.push(disturb(random, log));
      silence = random.chance(0.1) ? random.below(80) : 0;
    },
  };
  const invocation = {
    flags: { quiet: true, follow: true } as const,
    values: { ...VALUES, db: database },
    lists: {},
    positionals: [log.path],
  };
  await assert.rejects(replay.run(invocation, host), Killed, fake.stderr.text);
  // Its records may well be late; of anything else there is nothing to say.
  assert.match(fake.stderr.text, /^(?:httplog: warning: \d+ of \d+ records \([^)]*\) were late, [^\n]*\n)?$/);
  return left;
}

function hits(database: string): number {
  const connection = new DatabaseSync(database);
  try {
    return Number(connection.prepare("SELECT coalesce(sum(hits), 0) AS hits FROM buckets").get()?.hits);
  } finally {
    connection.close();
  }
}

for (let seed = 1; seed <= TRIALS; seed++) {
  Deno.test(`follow: killed and run again, with seed ${seed}`, async () => {
    const random = new Random(seed), directory = await scratch(), steps: string[] = [];
    const log = new RotatingLog(directory, random, random.pick(["number", "date"]));
    try {
      log.append(1 + random.below(60));
      const database = await followAndKill(random, log, steps);
      const { accepted } = stored(database) as { accepted: number };
      assert.equal(hits(database), accepted, "all that was read is visible");
      const expected = await undisturbed(log.whole);
      log.reopen();
      if (Deno.statSync(log.path).size === 0) log.append(0);
      for (let times = 0; times < 2; times++) {
        assert.equal(await replayHere(database, [log.path]), 0);
        assertSame(stored(database), expected, `run ${times + 1} after: ${steps.join(", ")}`);
      }
    } finally {
      log[Symbol.dispose]();
      await Deno.remove(directory, { recursive: true });
    }
  });
}
