// Role: the hosts of a section, and the reverse, over a range with too many buckets to look at each: hours and days bound them, too.

import assert from "node:assert/strict";
import fc from "fast-check";
import { OTHER } from "../../src/domain/dimensions/dimension.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import type { ReportArguments } from "../../src/reports/report.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader } from "../../src/stores/store.ts";
import { replayed } from "./replayed.ts";
import { notesOf, rowsOf } from "./asked.ts";

const [sections, hosts] = DIMENSION_REPORTS;
const HOUR = 3600, DAY = 86400;

/** 2019-02-07. */
const START = 1549497600;

interface Hit {
  readonly time: number;
  readonly host: string;
  readonly section: string;
}

const lineOf = ({ time, host, section }: Hit): string =>
  `"${host}","-","apache",${time},"GET ${section}/x HTTP/1.0",200,100\n`;

/** A reader for which more rows than these are too many. */
const crowded = (reader: Reader, most: number): Reader => ({
  query: (sql, parameters = {}) =>
    reader.query(
      sql,
      Object.hasOwn(parameters, "most_rows") ? { ...parameters, most_rows: most } : parameters,
    ),
  [Symbol.dispose]: () => {},
});

type Kind = readonly ["host", "section"] | readonly ["section", "host"];

/** The rows of a view in each hour, or day, by its start. */
function cellsOf(reader: Reader, view: string, name: string): Map<number, Map<string, number>> {
  const cells = new Map<number, Map<string, number>>();
  for (const [start, value, hits] of reader.query(`SELECT start, ${name}, hits FROM ${view}`).rows) {
    const unit = cells.get(Number(start)) ?? new Map<string, number>();
    cells.set(Number(start), unit.set(String(value), Number(hits)));
  }
  return cells;
}

/** The bounds of `hosts --section` and the like, unit by unit: whole days and the hours beside them, or hours alone. */
function slowUnits(
  reader: Reader,
  [own, partner]: Kind,
  name: string,
  hasDays: boolean,
): Map<string, readonly number[]> {
  const [[until]] = reader.query("SELECT (watermark - bucket_size) / 86400 * 86400 FROM sources").rows;
  const lastDay = hasDays ? Number(until) : 0, units = [];
  for (const grain of ["hourly", "daily"]) {
    const [ours, theirs] = [own, partner].map((of) => cellsOf(reader, `${grain}_${of}s`, of));
    for (const [start, values] of theirs) {
      if (grain === "daily" ? start >= lastDay : start < lastDay) continue;
      const mine = ours.get(start)!, named = values.get(name), rest = values.get(OTHER);
      const hidden = mine.get(OTHER) ?? 0, isDay = grain === "daily";
      const n = [...values.values()].reduce((sum, hits) => sum + hits, 0);
      const most = named === undefined ? rest : named + (isDay ? rest ?? 0 : 0);
      if (most === undefined) continue;
      units.push({ n, mine, least: named ?? 0, most, hidden, slack: isDay ? hidden : 0 });
    }
  }
  const bounds = new Map<string, readonly number[]>();
  for (const value of new Set(units.flatMap(({ mine }) => [...mine.keys()]))) {
    let hits = 0, atMost = 0;
    for (const { n, mine, least, most, hidden, slack } of units) {
      const h = mine.get(value);
      hits += Math.max(0, (h ?? 0) + least - n);
      atMost += Math.min(h === undefined ? hidden : h + slack, most);
    }
    bounds.set(value, [hits, atMost]);
  }
  return bounds;
}

/** Holds the rows against the true counts of both together; that every value that has some is among them, unless it may be in `(other)`. */
function assertTrue(
  reader: Reader,
  [own, partner]: Kind,
  hits: readonly Hit[],
  given: Partial<ReportArguments> & Partial<Pick<Hit, "host" | "section">>,
): Map<string, readonly number[]> {
  const truth = new Map<string, number>();
  for (const hit of hits) {
    if (hit[partner] === given[partner]) truth.set(hit[own], (truth.get(hit[own]) ?? 0) + 1);
  }
  const rows = rowsOf(reader, own === "host" ? hosts : sections, given);
  const bounds = new Map(
    rows.map((row) => [String(row[own]), [Number(row.hits), Number(row.at_most)] as const]),
  );
  for (const [name, [least, most]] of bounds) {
    const count = truth.get(name) ?? 0;
    if (name !== OTHER) {
      assert.ok(least <= count && count <= most, `${name}: ${count} of ${least} to ${most}`);
    }
  }
  for (const name of truth.keys()) assert.ok(bounds.has(name) || bounds.has(OTHER), `${name} is hidden`);
  return bounds;
}

const KINDS: readonly Kind[] = [["host", "section"], ["section", "host"]];

const HITS = fc.array(
  fc.record({
    day: fc.nat(3),
    hour: fc.constantFrom(0, 7, 23),
    second: fc.nat(120),
    host: fc.nat(5),
    section: fc.nat(3),
  }),
  { minLength: 1, maxLength: 120 },
);

Deno.test("hours and days bound what buckets do, as a slow count says, and hold the true count", () =>
  fc.assert(
    fc.asyncProperty(HITS, fc.integer({ min: 1, max: 3 }), async (drawn, top) => {
      const hits = drawn.map(({ day, hour, second, host, section }) => ({
        time: START + day * DAY + hour * HOUR + second,
        host: `10.0.0.${host}`,
        section: `/${section}`,
      })).toSorted((one, other) => one.time - other.time);
      await using log = await replayed(hits.map(lineOf).join(""), ["--top", `${top}`]);
      using reader = sqlite.read(log.database);
      for (const kind of KINDS) {
        const [own, partner] = kind, name = hits[0][partner];
        const given = { [partner]: name };
        const coarse = assertTrue(crowded(reader, 0), kind, hits, given);
        assert.deepEqual(coarse, withoutMost(slowUnits(reader, kind, name, true)));
        const fine = assertTrue(reader, kind, hits, given);
        // The partner is found by other means in the whole of a log than in a range.
        assert.deepEqual(assertTrue(reader, kind, hits, { ...given, since: 0 }), fine);
        const edges = { ...given, since: START + 30, until: START + 2 * DAY + 7 * HOUR + 20 };
        const inside = hits.filter(({ time }) => time >= edges.since && time < edges.until);
        assertTrue(crowded(reader, 0), kind, inside, edges);
        // Of hours alone there are as many rows as a count of them says.
        const [[rows]] = reader.query(
          `SELECT count(*) FROM hourly_${own}s WHERE start IN (SELECT start FROM hourly_${partner}s WHERE ${partner} = :name)`,
          { name },
        ).rows;
        const hourly = crowded(reader, Number(rows)), note = notesOf(hourly, hosts, given).join();
        if (own === "host" && note.includes("of each hour")) {
          assert.deepEqual(
            assertTrue(hourly, kind, hits, given),
            withoutMost(slowUnits(reader, kind, name, false)),
          );
        }
      }
    }),
    { numRuns: 8 },
  ));

/** What `(other)` can have at most is not told. */
const withoutMost = (bounds: Map<string, readonly number[]>): Map<string, readonly number[]> =>
  new Map([...bounds].map(([name, [hits, most]]) => [name, [hits, name === OTHER ? 0 : most]]));

Deno.test("hours, and days with hours, that do not name all values bound them by what they have left", async () => {
  const hit = (time: number, host: string, section: string): Hit => ({ time: START + time, host, section });
  // The first hour has more hosts and sections than it keeps; the second one names all; then comes another day.
  const hits = [
    ...Array.from({ length: 10_300 }, (_, i) => hit(i % HOUR, `10.0.${i >> 8}.${i & 255}`, `/${i % 1100}`)),
    ...Array.from({ length: 300 }, (_, i) => hit(i % HOUR, "10.9.9.9", "/a")),
    ...Array.from({ length: 40 }, (_, i) => hit(HOUR + i * 20, i % 2 === 0 ? "10.0.40.1" : "10.9.9.9", "/a")),
    hit(HOUR, "10.0.40.2", "/1099"),
    ...[1, 2].flatMap((day) => [hit(day * DAY, "10.0.0.1", "/a"), hit(day * DAY + 1, "10.9.9.9", "/b")]),
  ].toSorted((one, other) => one.time - other.time);
  await using log = await replayed(hits.map(lineOf).join(""), ["--top", "5"]);
  using reader = sqlite.read(log.database);
  const [[cut]] = reader.query("SELECT count(*) FROM cut_hourly_hosts").rows;
  assert.equal(cut, 1, "an hour was cut");
  for (
    const [kind, name] of [[KINDS[0], "/a"], [KINDS[0], "/1099"], [KINDS[1], "10.9.9.9"], [
      KINDS[1],
      "10.0.40.1",
    ]] as const
  ) {
    const given = { [kind[1]]: name };
    for (const [most, grain] of [[0, "day"], [1500, "hour"]] as const) {
      const bounds = assertTrue(crowded(reader, most), kind, hits, given);
      const notes = notesOf(crowded(reader, most), kind[0] === "host" ? hosts : sections, given);
      // Of hosts, the hours have more rows than the buckets.
      if (grain === "hour" && kind[0] === "host") continue;
      assert.match(notes[0], new RegExp(`hits of each ${grain} are`));
      assert.match(notes[1], new RegExp(`whole ${grain}s are read`));
      assert.deepEqual(bounds, withoutMost(slowUnits(reader, kind, name, grain === "day")));
    }
  }
  // The first exact rows are sought one by one in what was cut.
  for (const report of [hosts, sections]) {
    const exact = rowsOf(reader, report, { exactOnly: true }), rest = exact.slice(-1);
    assert.deepEqual([exact.length > 3, Object.values(rest[0])[0]], [true, OTHER]);
    for (const limit of [1, 2]) {
      const first = rowsOf(reader, report, { exactOnly: true, limit });
      assert.deepEqual(first, [...exact.slice(0, limit), ...rest]);
    }
  }
  const few = notesOf(reader, hosts, { section: "/a" });
  assert.match(few[0], /hits of each bucket are/);
  assert.ok(!few.join().includes("too many"));
});
