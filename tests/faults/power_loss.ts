// Role: fault "power loss": what the disk holds is the database and the beginning of its write-ahead log, perhaps with
// garbage behind. The log is cut at every byte; each cut must open as one of the states that were committed.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Random } from "../../sample_data/random.ts";
import { fakeHost } from "../fake_host.ts";
import { watchStatements } from "./crash_points.ts";
import type { Fault, Trial } from "./fault.ts";
import { assertSame, replayHere, scratch, stored, undisturbed } from "./oracle.ts";
import { smallLog } from "./small_log.ts";

/** What a crash left: the database, its write-ahead log, and the log that was read. */
interface Wreck {
  readonly main: Uint8Array;
  readonly wal: Uint8Array;
  readonly log: Uint8Array;
  readonly expected: unknown;
}

const LOG = smallLog(new Random(3), 16);

let wreck: Promise<Wreck> | undefined;

/** States that have been run to their end and found right, as text. */
const proven = new Set<string>();

/** A run over an older database, stopped just before its log is moved into the file. */
async function make(): Promise<Wreck> {
  const directory = await scratch();
  const path = `${directory}/x.db`, log = `${directory}/access.csv`;
  try {
    await Deno.writeFile(log, LOG.subarray(0, LOG.length / 4));
    assert.equal(await replayHere(path, [log]), 0);
    const main = await Deno.readFile(path);
    await Deno.writeFile(log, LOG);
    let wal = new Uint8Array(0);
    {
      using watched = watchStatements(null, () => {});
      const connection = new DatabaseSync(path);
      connection.exec("PRAGMA wal_autocheckpoint = 0; BEGIN; SELECT count(*) FROM runs");
      // While somebody reads, the log stays beside the database.
      const host = fakeHost({ now: 1_700_000_000, sliceBytes: 400 });
      assert.equal(await replayHere(path, [log], host), 0);
      wal = await Deno.readFile(`${path}-wal`);
      assert.ok(watched.count() > 0 && wal.length > 10_000);
      connection.close();
    }
    return { main, wal, log: LOG, expected: await undisturbed(LOG) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** All rows of all tables, in an order of their own, as text. */
function contents(path: string): string {
  const connection = new DatabaseSync(path);
  try {
    const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all();
    return tables.map(({ name }) => {
      const rows = connection.prepare(`SELECT * FROM "${name}"`).all();
      return `${name}: ${JSON.stringify(rows.map((row) => Object.values(row).map(String)))}`;
    }).join("\n");
  } finally {
    connection.close();
  }
}

/** One place where the write-ahead log may have ended. */
async function tryCut(directory: string, { main, wal, log, expected }: Wreck, cut: number, tail: Uint8Array) {
  const path = `${directory}/x.db`;
  for (const file of ["x.db-shm", "x.db-wal", "x.db"]) {
    await Deno.remove(`${directory}/${file}`).catch(() => {});
  }
  Deno.writeFileSync(path, main);
  Deno.writeFileSync(`${path}-wal`, wal.subarray(0, cut));
  if (tail.length > 0) Deno.writeFileSync(`${path}-wal`, tail, { append: true });
  const state = contents(path);
  if (proven.has(state)) return;
  Deno.writeFileSync(`${directory}/access.csv`, log);
  assert.equal(await replayHere(path, [`${directory}/access.csv`]), 0);
  assertSame(stored(path), expected, `write-ahead log cut at byte ${cut} of ${wal.length}`);
  proven.add(state);
}

/** Bytes of one point. */
const STRETCH = 1000;

/** The row of the table. */
export const powerLoss: Fault = {
  name: "power loss at every byte of the write-ahead log",
  quick: 20,
  long: "points",
  concurrent: false,
  points: async () => Math.ceil(((await (wreck ??= make())).wal.length + 1) / STRETCH),
  async trial({ point, random, isLong }: Trial) {
    const found = await (wreck ??= make());
    const directory = await scratch();
    let cuts = 0;
    try {
      const first = point * STRETCH, last = Math.min(first + STRETCH - 1, found.wal.length);
      // The quick set takes a byte here and there.
      for (let cut = first; cut <= last; cut += isLong ? 1 : 1 + random.below(60)) {
        const garbage = new Uint8Array(random.chance(0.1) ? random.below(9000) : 0);
        for (let at = 0; at < garbage.length; at++) garbage[at] = random.below(256);
        await tryCut(directory, found, cut, garbage);
        cuts++;
      }
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
    return cuts;
  },
};
