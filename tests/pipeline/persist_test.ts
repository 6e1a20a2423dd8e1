// When a replay at full speed commits: by bytes, by rows, and by time where bytes come slowly.

import assert from "node:assert/strict";
import { noJumps } from "../../src/domain/counting/jumps.ts";
import { NOT_BEGUN } from "../../src/domain/counting/log_clock.ts";
import { emptyTables } from "../../src/domain/counting/summary.ts";
import { SeriesRows } from "../../src/domain/counting/series_rows.ts";
import type { HourRows, ValueRow } from "../../src/domain/buckets/rows.ts";
import { byDimension } from "../../src/domain/dimensions/dimensions.ts";
import type { Engine } from "../../src/pipeline/engine.ts";
import type { Input } from "../../src/inputs/input.ts";
import type { Alerted } from "../../src/pipeline/alert.ts";
import { Fingerprint } from "../../src/inputs/bytes/fingerprint.ts";
import { bytesOfHours, COMMIT_BYTES, MOST_HOUR_BYTES, persist } from "../../src/pipeline/persist.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { bucket, run } from "../contracts/store_material.ts";
import { fakeHost } from "../fake_host.ts";
import { inTemporaryDirectory } from "../process.ts";

const MIB = 1 << 20;

/** One piece of the log that takes so many bytes and seconds, and closes so many buckets. */
interface Piece {
  readonly bytes: number;
  readonly seconds?: number;
  readonly buckets?: number;
}

/** The bytes of each commit, with a state of `stateBytes` and so many hosts in the hour, and how many buckets are stored at the end. */
async function commits(
  pieces: readonly Piece[],
  stateBytes = 1,
  hosts = 0,
  stream: { readonly takes: number } | null = null,
): Promise<{ bytes: number[]; stored: number }> {
  return await inTemporaryDirectory(async (directory) => {
    using store = sqlite.open(`${directory}/x.db`, () => 0);
    const session = store.begin(run());
    const bytes: number[] = [];
    const commit = session.commit.bind(session);
    session.commit = (change) => {
      bytes.push(change.counts.bytes);
      commit(change);
      now += stream?.takes ?? 0;
    };
    const engine = {
      times: null,
      watermark: null,
      gaps: [],
      committed: () => {},
      monitor: { open: [], counted: [], rows: () => [] },
      buckets: { snapshot: () => [], takeHours: () => ({ hours: hourOf(hosts), overdue: [], visitors: [] }) },
      checkpoint: () => new Uint8Array(stateBytes),
    } as unknown as Engine;
    let now = 0;
    const host = { ...fakeHost(), monotonic: () => now };
    const plan = {
      timescale: 0,
      advanceTo: null,
      idleAdvance: 10,
      until: null,
      rules: null,
      bucketSize: 10,
      lateness: 30,
      source: "x",
    };
    const steps = alerted(pieces, (seconds) => now += seconds, stream === null ? 1 : null);
    for await (const _ of persist(steps, engine, session, plan, host));
    using reader = sqlite.read(`${directory}/x.db`);
    const stored = Number(reader.query("SELECT count(*) FROM buckets").rows[0][0]);
    return { bytes, stored };
  });
}

async function* alerted(
  pieces: readonly Piece[],
  pass: (seconds: number) => void,
  size: number | null,
): AsyncGenerator<Alerted> {
  const fingerprint = Fingerprint.of(new Uint8Array());
  const file = { inode: null, device: null, size };
  const tally = { accepted: 0, rejected: 0, late: 0 };
  const input = { id: 0, path: "a.csv", file, counts: tally } as unknown as Input;
  let time = 0, start = { offset: 0, lines: 0, fingerprint, directives: null, open: [] };
  for (const { bytes, seconds = 0, buckets = 0 } of pieces) {
    pass(seconds);
    const closed = Array.from({ length: buckets }, () => bucket(time += 10, { "/a": 1, "/b": 2 }));
    const end = { ...start, offset: start.offset + bytes };
    const counts = {
      lines: 0,
      accepted: 0,
      late: 0,
      timed: 0,
      errorRows: [],
      leftOut: 0,
      excluded: 0,
      rejected: {},
      rejects: [],
    };
    const summary = {
      first: null,
      latest: null,
      jumps: noJumps(NOT_BEGUN),
      ...counts,
      ...emptyTables(),
      visitors: new Map(),
      series: new SeriesRows(),
    };
    const final = { closed, amended: [], seconds: [], series: new SeriesRows() };
    yield {
      input,
      start,
      end,
      summary,
      outliers: [],
      isHalf: false,
      final,
      transitions: [],
      minutes: [],
      explained: [],
      messages: [],
    };
    start = end;
    await Promise.resolve();
  }
}

/** An hour with so many hosts. */
function hourOf(hosts: number): HourRows[] {
  if (hosts === 0) return [];
  const values = byDimension((): ValueRow[] => []);
  values.host = Array.from({ length: hosts }, (_, i) => ({ value: `h${i}`, hits: 1, bytes: 0, failures: 0 }));
  return [{ start: 0, values }];
}

const repeated = (count: number, piece: Piece): Piece[] => Array<Piece>(count).fill(piece);

Deno.test("what comes fast is committed when it is much", async () => {
  const { bytes } = await commits(repeated(2500, { bytes: MIB, seconds: 0.0005 }));
  assert.deepEqual(bytes, [COMMIT_BYTES, COMMIT_BYTES, 2500 * MIB - 2 * COMMIT_BYTES]);
});

Deno.test("what comes slowly is committed after a second, but not for a few bytes", async () => {
  const slow = await commits(repeated(20, { bytes: 2 * MIB, seconds: 0.25 }));
  assert.deepEqual(slow.bytes, [8, 8, 8, 8, 8].map((mib) => mib * MIB).concat(0));
  const slower = await commits(repeated(9, { bytes: MIB, seconds: 2 }));
  assert.deepEqual(slower.bytes, [4 * MIB, 4 * MIB, MIB]);
});

Deno.test("what a stream brings is committed after a second, however little, or so that commits take a part of the time", async () => {
  const slow = repeated(50, { bytes: 100, seconds: 0.25 });
  assert.deepEqual((await commits(slow, 8 * MIB, 0, { takes: 0 })).bytes, [...Array(12).fill(400), 200]);
  assert.deepEqual((await commits(slow, 8 * MIB, 0, { takes: 0.25 })).bytes, [400, 2000, 2000, 600]);
  // It waits, and nothing has come since.
  const silent = repeated(9, { bytes: 0, seconds: 1 });
  assert.deepEqual((await commits([...slow.slice(0, 2), ...silent], 1, 0, { takes: 0 })).bytes, [200, 0]);
});

Deno.test("many rows are committed, however few bytes they take", async () => {
  // 5 rows a bucket.
  const { bytes, stored } = await commits(repeated(50, { bytes: 100, buckets: 1000 }));
  assert.deepEqual(bytes, [3000, 2000]);
  assert.equal(stored, 50_000);
});

Deno.test("a large state is not written before as many bytes have come", async () => {
  const { bytes } = await commits(repeated(20, { bytes: MIB, seconds: 1 }), 8 * MIB);
  assert.deepEqual(bytes, [4 * MIB, 8 * MIB, 8 * MIB, 0]);
});

Deno.test("nor are hours of many hosts, which are written again each time", async () => {
  const few = await commits(repeated(9, { bytes: 4 * MIB, seconds: 1 }), 1, 4000);
  assert.deepEqual(few.bytes, [...Array(9).fill(4 * MIB), 0]);
  const many = await commits(repeated(20, { bytes: 4 * MIB, seconds: 1 }), 1, 20_000);
  // 15,904 more rows than are few.
  assert.deepEqual(many.bytes, [4, 16, 16, 16, 16, 12].map((mib) => mib * MIB));
});

Deno.test("no number of hosts puts a commit off for ever", () => {
  assert.equal(bytesOfHours({ hours: hourOf(300_000) }), MOST_HOUR_BYTES);
});
