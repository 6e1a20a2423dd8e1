// Role: `goes-with` over several days, which have sums of their own, against a slow count of buckets and hours.

import assert from "node:assert/strict";
import fc from "fast-check";
import { goesWith } from "../../src/reports/goes_with.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader } from "../../src/stores/store.ts";
import { inTemporaryDirectory } from "../process.ts";
import { rowsOf } from "./asked.ts";
import { httplog, replayed } from "./replayed.ts";

/** 2019-02-07. */
const START = 1549497600, DAY = 86400, HOUR = 3600;
const RULES = new URL("../../sample_data/rules.toml", import.meta.url).pathname;

const HITS = fc.array(
  fc.record({
    time: fc.tuple(fc.nat(3), fc.constantFrom(0, 12, 23), fc.nat(90)).map(([day, hour, second]) =>
      START + day * DAY + hour * HOUR + second
    ),
    host: fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3"),
    section: fc.constantFrom("/a", "/b", "/c"),
    status: fc.constantFrom(200, 404, 500, 503),
  }),
  { minLength: 1, maxLength: 90 },
);

type Row = readonly [start: number, size: number, pair: string | null, hits: number];

/** `hits` and `at_most` of each pair: the rows that name none are what the others may have beside their own. */
function slowBounds(rows: readonly Row[]): Map<string, readonly [number, number]> {
  const rest = new Map<string, number>(), bounds = new Map<string, readonly [number, number]>();
  for (const [start, size, pair, hits] of rows) if (pair === null) rest.set(`${start} ${size}`, hits);
  const all = [...rest.values()].reduce((sum, hits) => sum + hits, 0);
  for (const [start, size, pair, hits] of rows) {
    if (pair === null) continue;
    const [named, most] = bounds.get(pair) ?? [0, all];
    bounds.set(pair, [named + hits, most + hits - (rest.get(`${start} ${size}`) ?? 0)]);
  }
  return bounds;
}

function boundsOf(
  reader: Reader,
  given: Parameters<typeof rowsOf>[2],
): Map<string, readonly [number, number]> {
  const rows = rowsOf(reader, goesWith, given);
  return new Map(
    rows.map((row) => [`${row.value} ${row.with_value}`, [Number(row.hits), Number(row.at_most)]]),
  );
}

Deno.test("goes-with: errors of days are those of their buckets, over all and over a part", () =>
  fc.assert(
    fc.asyncProperty(HITS, fc.constantFrom(1, 2, 100), fc.nat(DAY), async (drawn, top, shift) => {
      const hits = drawn.toSorted((one, other) => one.time - other.time);
      const lines = hits.map(({ time, host, section, status }) =>
        `"${host}","-","apache",${time},"GET ${section}/x HTTP/1.0",${status},100\n`
      );
      await using log = await replayed(lines.join(""), ["--rules", RULES, "--top", `${top}`]);
      using reader = sqlite.read(log.database);
      const ranges = [
        [null, null],
        [START + shift, null],
        [START + DAY, START + 2 * DAY],
        [START + 1, START + 3 * DAY + shift],
      ];
      for (const by of ["section", "host"] as const) {
        for (const [since, until] of ranges) {
          const { rows } = reader.query(
            `SELECT start, status, ${by}, hits FROM bucket_status_${by}s
              WHERE start >= ${since ?? 0} AND start < ${until ?? 2 ** 40}`,
          );
          const slow = slowBounds(
            rows.map(([start, status, name, hits]) => [
              Number(start),
              0,
              status === null ? null : `${status} ${name}`,
              Number(hits),
            ]),
          );
          const found = boundsOf(reader, { status: "%", since, until });
          for (const name of found.keys()) {
            if (name.includes(by === "host" ? " /" : " 10.")) found.delete(name);
          }
          assert.deepEqual(found, slow);
        }
      }
    }),
    { numRuns: 15 },
  ));

Deno.test("goes-with: what was not found is the same out of days, hours that were cut, and rollups", () =>
  inTemporaryDirectory(async (directory) => {
    const line = (time: number, path: string, referrer: string): string => {
      const at = new Date((START + time) * 1000).toISOString();
      return `10.0.0.1 - - [0${7 + Math.floor(time / DAY)}/Feb/2019:${
        at.slice(11, 19)
      } +0000] "GET ${path} HTTP/1.1" 404 1 "${referrer}" "Firefox"\n`;
    };
    // The first hour of each of two days has more pairs than it keeps; those with two hits stay.
    const lines = [0, DAY].flatMap((day) => [
      ...Array.from(
        { length: 1200 },
        (_, i) => line(day + i, `/p${i + day / DAY * 50}`, `http://r/${i % 7}`),
      ),
      ...Array.from({ length: 300 }, (_, i) => line(day + 1200 + i, `/p${i * 3}`, `http://r/${i * 3 % 7}`)),
      line(day + 5 * HOUR, "/p1", "http://r/1"),
      line(day + 5 * HOUR, "/rare", "-"),
    ]);
    const file = `${directory}/a.log`, db = `${directory}/a.db`;
    await Deno.writeTextFile(file, lines.join("") + line(2 * DAY, "/p1", "http://r/1"));
    await httplog("replay", file, "--db", db, "--quiet", "--dimensions", "all", "--max-jump", "200000");
    const compare = (count: number): void => {
      using reader = sqlite.read(db);
      const columns = "path, referrer, hits";
      const { rows } = reader.query(
        `SELECT start, 0, ${columns} FROM hourly_not_founds UNION ALL SELECT start, size, ${columns} FROM rollup_not_founds`,
      );
      const told = rows.map(([start, size, path, referrer, hits]): Row => [
        Number(start),
        Number(size),
        path === "(other)" ? null : `${path} ${referrer}`,
        Number(hits),
      ]);
      assert.equal(told.filter(([, , pair]) => pair === null).length, count);
      const slow = slowBounds(told), all = boundsOf(reader, {});
      assert.deepEqual(all, slow);
      const few = boundsOf(reader, { limit: 20 });
      assert.deepEqual([...few], [...all].slice(0, 20));
      assert.deepEqual(boundsOf(reader, { path: "/p1" }).get("/p1 http://r/1"), slow.get("/p1 http://r/1"));
      const reverse = boundsOf(reader, { referrer: "(none)", limit: 5 });
      assert.deepEqual(reverse, new Map([["(none) /rare", slow.get("/rare (none)")!]]));
    };
    compare(2);
    await httplog("prune", "--db", db, "--older-than", "30h", "--rollup", "1h");
    compare(2);
  }));
