// Role: the pairs of errors of final days are the sums of their buckets: however late records came, after undo and prune, and in a database
// of the version before.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { checkDatabase } from "../../../src/stores/sqlite/check/check.ts";
import { VIEWS } from "../../../src/stores/sqlite/schema/views.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { httplog } from "../../reports/replayed.ts";

/** 2019-02-07. */
const START = 1549497600, DAY = 86400, HOUR = 3600;
const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';
const RULES = new URL("../../../sample_data/rules.toml", import.meta.url).pathname;

interface Hit {
  readonly time: number;
  readonly host: number;
  readonly section: number;
  readonly status: number;
}

const lineOf = ({ time, host, section, status }: Hit): string =>
  `"10.0.0.${host}","-","apache",${START + time},"GET /${section}/x HTTP/1.0",${status},100\n`;

/** By time, but for every seventh, which comes up to two days late. */
const LOGS = fc.array(
  fc.record({
    day: fc.nat(3),
    hour: fc.constantFrom(0, 9, 23),
    second: fc.nat(HOUR - 1),
    host: fc.nat(3),
    section: fc.nat(2),
    status: fc.constantFrom(200, 404, 503),
    back: fc.nat(6),
  }),
  { minLength: 20, maxLength: 90 },
).map((drawn) =>
  drawn.map(({ day, hour, second, ...hit }) => ({ ...hit, time: day * DAY + hour * HOUR + second }))
    .toSorted((one, other) => one.time - other.time)
    .map(({ back, time, ...hit }): Hit => ({ ...hit, time: back === 0 ? Math.max(0, time - 150_000) : time }))
);

/** The days as they are, each row as one text. */
function daysOf(database: string): unknown[] {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    return db.prepare("SELECT * FROM error_pair_day ORDER BY source_id, start").all().map((row) => ({
      ...row,
    }));
  } finally {
    db.close();
  }
}

/** The same, added up here out of the public views of the buckets. */
function slowDays(database: string, pruned = 0): unknown[] {
  using reader = sqlite.read(database);
  const [[open]] = reader.query("SELECT watermark / 86400 * 86400 FROM sources").rows;
  type Sums = Map<string, readonly number[]>;
  const days = new Map<number, Readonly<Record<"host" | "section", Sums>>>();
  for (const by of ["host", "section"] as const) {
    const { rows } = reader.query(`SELECT start, status, ${by}, hits FROM bucket_status_${by}s`);
    const rest = new Map(
      rows.filter(([, status]) => status === null).map(([start, , , hits]) => [start, hits]),
    );
    for (const [start, status, name, hits] of rows) {
      const day = Number(start) - Number(start) % DAY;
      if (day >= Number(open) || day < pruned) continue;
      const ofDay = days.get(day) ?? { host: new Map() as Sums, section: new Map() as Sums };
      const pair = status === null ? "(other)" : `${status} ${name}`, sum = ofDay[by].get(pair) ?? [0, 0];
      days.set(day, ofDay);
      ofDay[by].set(pair, [sum[0] + Number(hits), sum[1] + Number(rest.get(start) ?? 0)]);
    }
  }
  const text = (sums: Sums): string =>
    JSON.stringify([...sums].map(([pair, sum]) => [pair, ...sum]).sort(([a], [b]) => a < b ? -1 : 1));
  return [...days].sort(([a], [b]) => a - b).map(([start, { host, section }]) => ({
    source_id: 1,
    start,
    status_hosts: text(host),
    status_sections: text(section),
  }));
}

/** A database as version 8 left it. */
function asVersion8(database: string): void {
  const db = new DatabaseSync(database);
  for (const { name } of VIEWS) db.exec(`DROP VIEW ${name}`);
  db.exec("DROP TABLE error_pair_day; PRAGMA user_version = 8");
  db.close();
}

const problems = (database: string): unknown[] =>
  checkDatabase(database, true).filter(({ state }) => state !== "ok");

Deno.test("pair days: each final day has the sums of its buckets, whatever comes late, after undo, and after an upgrade", () => {
  const property = fc.asyncProperty(
    LOGS,
    fc.integer({ min: 1, max: 19 }),
    fc.constantFrom(1, 2, 100),
    (hits, cut, top) =>
      inTemporaryDirectory(async (directory) => {
        const [log, db] = [`${directory}/a.csv`, `${directory}/a.db`], lines = hits.map(lineOf);
        const options = ["--db", db, "--source", "a", "--rules", RULES, "--quiet", "--top", `${top}`];
        // Each run has something: an empty one is not what `undo last` takes back.
        const replay = ["replay", log, ...options], at = Math.floor((lines.length - 1) * cut / 20);
        await Deno.writeTextFile(log, HEADER + lines.slice(0, at + 1).join(""));
        await httplog(...replay);
        const first = daysOf(db);
        assert.deepEqual(first, slowDays(db));
        await Deno.writeTextFile(log, lines.slice(at + 1).join(""), { append: true });
        await httplog(...replay);
        const second = daysOf(db);
        assert.deepEqual(second, slowDays(db));
        assert.deepEqual(problems(db), []);
        await httplog("undo", "last", "--db", db);
        assert.deepEqual(daysOf(db), first);
        await httplog(...replay);
        assert.deepEqual(daysOf(db), second);
        asVersion8(db);
        sqlite.open(db, () => 0)[Symbol.dispose]();
        assert.deepEqual(daysOf(db), second);
        await httplog("undo", "last", "--db", db);
        assert.deepEqual(daysOf(db), first);
        await httplog(...replay);
        await httplog("prune", "--db", db, "--older-than", "30h");
        using reader = sqlite.read(db);
        const [[before]] = reader.query("SELECT coalesce(max(before), 0) FROM pruned").rows;
        assert.deepEqual(daysOf(db), slowDays(db, Number(before)));
        assert.deepEqual(problems(db), []);
        await Deno.writeTextFile(
          log,
          lineOf({ ...hits[0], status: 503 }) + lineOf({ ...hits.at(-1)!, time: 5 * DAY }),
          {
            append: true,
          },
        );
        await httplog(...replay);
        assert.deepEqual(daysOf(db), slowDays(db, Number(before)));
        assert.deepEqual(problems(db), []);
      }),
  );
  return fc.assert(property, { numRuns: 12, interruptAfterTimeLimit: 40_000 });
});

Deno.test("pair days: a day that turns final without a record in its last hour is undone with the run", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/a.csv`, `${directory}/a.db`];
    const hit = (time: number): string => lineOf({ time, host: 1, section: 1, status: 503 });
    const replay = [
      "replay",
      log,
      "--db",
      db,
      "--source",
      "a",
      "--rules",
      RULES,
      "--quiet",
      "--max-jump",
      "7200",
    ];
    await Deno.writeTextFile(log, HEADER + hit(22 * HOUR + 3000) + hit(DAY + 10));
    await httplog(...replay);
    assert.deepEqual(daysOf(db), []);
    await Deno.writeTextFile(log, hit(DAY + HOUR), { append: true });
    await httplog(...replay);
    assert.deepEqual(daysOf(db), slowDays(db));
    assert.equal(daysOf(db).length, 1);
    await httplog("undo", "last", "--db", db);
    assert.deepEqual(daysOf(db), []);
    assert.deepEqual(problems(db), []);
  }));
