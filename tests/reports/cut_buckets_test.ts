// Role: figures of one name where buckets were cut to their top names: bounds that hold, and say so.

import assert from "node:assert/strict";
import fc from "fast-check";
import { OTHER } from "../../src/domain/dimensions/dimension.ts";
import { availability } from "../../src/reports/availability.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import type { ReportArguments } from "../../src/reports/report.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader, SqlValue } from "../../src/stores/store.ts";
import { replayed } from "./replayed.ts";
import { notesOf, rowsOf } from "./asked.ts";

const [sections, hosts] = DIMENSION_REPORTS;

/** 2019-02-07T21:00:00Z. */
const START = 1549573200;

interface Hit {
  readonly time: number;
  readonly host: string;
  readonly section: string;
}

const lineOf = ({ time, host, section }: Hit): string =>
  `"${host}","-","apache",${time},"GET ${section}/x HTTP/1.0",200,100\n`;

const counts = (hits: readonly Hit[], of: "host" | "section"): Map<string, number> => {
  const counted = new Map<string, number>();
  for (const hit of hits) counted.set(hit[of], (counted.get(hit[of]) ?? 0) + 1);
  return counted;
};

/** Holds every figure of the report against the true counts, and returns its rows by name. */
function assertBounds(
  reader: Reader,
  report: typeof hosts,
  truth: Map<string, number>,
  given: Partial<ReportArguments> = {},
): Map<SqlValue, Record<string, SqlValue>> {
  const rows = rowsOf(reader, report, given), column = report.columns[0];
  const byName = new Map(rows.map((row) => [row[column], row]));
  let named = 0;
  for (const [name, row] of byName) {
    if (name === OTHER) {
      assert.equal(row.at_most, null);
      continue;
    }
    const count = truth.get(String(name)) ?? 0;
    assert.ok(Number(row.hits) <= count, `${name}: ${row.hits} of ${count}`);
    assert.ok(count <= Number(row.at_most), `${name}: ${count} of at most ${row.at_most}`);
    named += Number(row.hits);
  }
  const all = [...truth.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(named + Number(byName.get(OTHER)?.hits ?? 0), all, "no hit is lost");
  const exact = rowsOf(reader, report, { ...given, exactOnly: true });
  const expected = rows.filter((row) => row.at_most === null || row.at_most === row.hits);
  assert.deepEqual(exact, expected);
  for (const limit of [1, 3]) {
    const first = exact.filter((row) => row[column] !== OTHER).slice(0, limit);
    const rest = exact.filter((row) => row[column] === OTHER);
    assert.deepEqual(rowsOf(reader, report, { ...given, exactOnly: true, limit }), [...first, ...rest]);
  }
  for (const row of exact) if (row[column] !== OTHER) assert.equal(row.hits, truth.get(String(row[column])));
  // The first ones, and one by itself, are looked up in what was cut; of all it is read.
  const first = rows.filter((row, place) => place < 2 || row[column] === OTHER);
  assert.deepEqual(rowsOf(reader, report, { ...given, limit: 2 }), first);
  for (const row of rows.slice(0, 3)) {
    assert.deepEqual(rowsOf(reader, report, { ...given, [column]: row[column] }), [row]);
  }
  return byName;
}

Deno.test("a steady crawler among 3,000 hosts: exact by the hour, and less than an hour says what it may be", async () => {
  // 40 hits/s for ten minutes; six of the 400 hits of each bucket are the crawler's, spread over its seconds.
  const hits: Hit[] = [];
  for (let count = 0; count < 24_000; count++) {
    const isCrawler = count % 400 % 66 === 65;
    const host = isCrawler
      ? "10.9.9.9"
      : `10.0.${count * 7919 % 3000 / 250 | 0}.${count * 7919 % 3000 % 250}`;
    hits.push({ time: START + Math.floor(count / 40), host, section: "/a" });
  }
  const truth = counts(hits, "host");
  assert.equal(truth.get("10.9.9.9"), 360);
  // Its bucket keeps few names, all of which have as many hits as it.
  const rival = (bucket: number): Hit[] =>
    Array.from({ length: 100 }, (_, host) => host).flatMap((host) =>
      Array.from({ length: 7 }, () => ({ time: START + bucket * 10, host: `192.0.2.${host}`, section: "/a" }))
    );
  const busy = Array.from({ length: 58 }, (_, bucket) => rival(bucket)).flat();
  const all = [...hits, ...busy].sort((one, other) => one.time - other.time);
  await using log = await replayed(all.map(lineOf).join(""));
  using reader = sqlite.read(log.database);
  const exact = assertBounds(reader, hosts, counts(all, "host")).get("10.9.9.9")!;
  assert.deepEqual([exact.hits, exact.at_most], [360, 360]);
  assert.deepEqual(notesOf(reader, hosts), []);
  assert.deepEqual(notesOf(reader, hosts, { host: "10.9.9.9" }), []);
  const byHour = rowsOf(reader, availability, { host: "10.9.9.9", by: "day" });
  assert.deepEqual(byHour.map(({ hits }) => hits), [360]);
  assert.deepEqual(notesOf(reader, availability, { host: "10.9.9.9" }), []);

  // All of it, but asked for as less than an hour.
  const range = { until: START + 3599 };
  const rows = assertBounds(reader, hosts, counts(all, "host"), range);
  const crawler = rows.get("10.9.9.9")!;
  assert.ok(Number(crawler.hits) < 360 && Number(crawler.at_most) >= 360, JSON.stringify(crawler));
  const short = rowsOf(reader, hosts, { ...range, limit: 3 });
  assert.deepEqual([short.length, short[3].host], [4, OTHER], "(other) is shown beyond the limit");
  assert.match(
    notesOf(reader, hosts, { ...range, limit: 3 }).join(),
    /^\(other\) is \d+\.\d\d % of the hits.*--exact-only/,
  );
  const [note] = notesOf(reader, hosts, { ...range, host: "10.9.9.9" });
  const more = /may hold up to ([\d,]+) hits more/.exec(note)?.[1].replaceAll(",", "");
  assert.equal(Number(more), Number(crawler.at_most) - Number(crawler.hits));
  assert.equal(notesOf(reader, availability, { ...range, host: "10.9.9.9" })[0], note);
  assert.deepEqual(notesOf(reader, availability, { host: "10.9.9.9", by: "5m" }), [note]);
  assert.match(
    notesOf(reader, hosts, { ...range, host: "10.8.8.8" })[0],
    /^No bucket names "10\.8\.8\.8", but .* may hold/,
  );
});

Deno.test("the hosts of a section are exact where a bucket leaves no choice, and bounds elsewhere", async () => {
  const hit = (second: number, host: string, section: string): Hit => ({
    time: START + second,
    host,
    section,
  });
  const hits = [
    // One section alone, then one host alone, then both mixed: three of four hits are of each.
    ...[
      hit(0, "10.0.0.1", "/a"),
      hit(1, "10.0.0.2", "/a"),
      hit(10, "10.0.0.1", "/a"),
      hit(11, "10.0.0.1", "/b"),
    ],
    ...[
      hit(20, "10.0.0.1", "/a"),
      hit(21, "10.0.0.1", "/a"),
      hit(22, "10.0.0.1", "/b"),
      hit(23, "10.0.0.2", "/a"),
    ],
  ];
  await using log = await replayed(hits.map(lineOf).join(""));
  using reader = sqlite.read(log.database);
  const figures = (report: typeof hosts, given: Partial<ReportArguments>) =>
    rowsOf(reader, report, given).map((row) => [Object.values(row)[0], row.hits, row.at_most, row.share]);
  assert.deepEqual(figures(hosts, { section: "/a" }), [
    ["10.0.0.1", 4, 5, 0.666667],
    ["10.0.0.2", 1, 2, 0.166667],
  ]);
  assert.deepEqual(figures(sections, { host: "10.0.0.2" }), [["/a", 1, 2, 0.5], ["/b", 0, 1, 0]]);
  assert.deepEqual(figures(hosts, { section: "/a", limit: 1 }), [["10.0.0.1", 4, 5, 0.666667]]);
  assert.deepEqual(figures(hosts, { section: "/c" }), []);
});

Deno.test("late records of a name that was cut raise what it may have had", async () => {
  const hit = (second: number, host: string): Hit => ({ time: START + second, host, section: "/a" });
  const one = [...Array(5).fill(hit(0, "10.0.0.1")), hit(1, "10.0.0.2"), hit(60, "10.0.0.1")];
  const late: Hit[] = Array(10).fill(hit(2, "10.0.0.2"));
  await using log = await replayed([...one, ...late].map(lineOf).join(""), ["--top", "1"]);
  using reader = sqlite.read(log.database);
  assertBounds(reader, hosts, counts([...one, ...late], "host"));
  const range = { until: START + 3599 };
  assertBounds(reader, hosts, counts([...one, ...late], "host"), range);
  const [note] = notesOf(reader, hosts, { ...range, host: "10.0.0.2" });
  assert.match(note, /^No bucket names "10\.0\.0\.2", but .* may hold up to 11 hits of it\.$/);
});

const HITS = fc.array(
  fc.record({ second: fc.nat(200), host: fc.nat(12), section: fc.nat(8), back: fc.nat(9) }),
  { minLength: 1, maxLength: 150 },
);

/** Holds the figures of a report for one name of the other dimension against the true counts of both together. */
/** The bounds of `hosts --section` and the like, bucket by bucket. */
function slowPairs(
  reader: Reader,
  [own, partner]: readonly ["host", "section"] | readonly ["section", "host"],
  name: string,
  until: number,
): Map<string, readonly number[]> {
  const read = (sql: string): readonly (readonly SqlValue[])[] => reader.query(sql).rows;
  const bounds = new Map<string, readonly number[]>(), buckets = [];
  for (
    const [start, n] of read(`SELECT start, hits FROM buckets WHERE start < ${Math.min(until, 2 ** 40)}`)
  ) {
    const rows = (of: string) =>
      new Map(
        read(`SELECT ${of}, hits FROM bucket_${of}s WHERE start = ${start}`).map(
          ([value, hits]) => [String(value), Number(hits)],
        ),
      );
    const cut = (of: string) => read(`SELECT at_most FROM cut_${of}s WHERE start = ${start}`)[0]?.[0] ?? 0;
    // A whole hour that names all values but this one has none of its hits.
    const hour = Number(start) - Number(start) % 3600;
    const isAway = hour + 3600 <= until && read(
          `SELECT 1 FROM hourly_${partner}s WHERE start = ${hour} AND ${partner} IN ('${name}', '${OTHER}')`,
        ).length === 0;
    const least = rows(partner).get(name), most = least ?? (isAway ? 0 : Number(cut(partner)));
    if (most > 0) {
      buckets.push({
        n: Number(n),
        least: least ?? 0,
        most,
        own: rows(own),
        cut: Number(cut(own)),
      });
    }
  }
  for (const value of new Set(buckets.flatMap(({ own }) => [...own.keys()]))) {
    let hits = 0, atMost = 0;
    for (const { n, least, most, own, cut } of buckets) {
      hits += Math.max(0, (own.get(value) ?? 0) + least - n);
      atMost += Math.min(own.get(value) ?? cut, most);
    }
    bounds.set(value, [hits, atMost]);
  }
  return bounds;
}

function assertPairs(
  reader: Reader,
  report: typeof hosts,
  hits: readonly Hit[],
  given: Partial<ReportArguments> & Partial<Pick<Hit, "host" | "section">>,
): void {
  const kind = report === hosts ? ["host", "section"] as const : ["section", "host"] as const;
  const [own, partner] = kind;
  const truth = counts(hits.filter((hit) => hit[partner] === given[partner]), own);
  const all = [...truth.values()].reduce((sum, count) => sum + count, 0);
  const rows = rowsOf(reader, report, given), byName = new Map(rows.map((row) => [row[own], row]));
  for (const [name, row] of byName) {
    const count = truth.get(String(name)) ?? 0;
    assert.deepEqual([row.bytes, row.failures, row.availability], [null, null, null]);
    if (name === OTHER) continue;
    assert.ok(Number(row.hits) <= count, `${name} of ${given[partner]}: ${row.hits} of ${count}`);
    assert.ok(count <= Number(row.at_most), `${name} of ${given[partner]}: ${count} of ${row.at_most}`);
    assert.ok(Number(row.share) * all <= count + 1e-4);
  }
  const slow = slowPairs(reader, kind, String(given[partner]), given.until ?? Infinity);
  assert.deepEqual(new Set(byName.keys()), new Set(slow.keys()));
  for (const [name, row] of byName) {
    if (name !== OTHER) assert.deepEqual([row.hits, row.at_most], slow.get(String(name)), String(name));
  }
  for (const name of truth.keys()) assert.ok(byName.has(name) || byName.has(OTHER), `${name} is hidden`);
  const exact = rowsOf(reader, report, { ...given, exactOnly: true });
  assert.deepEqual(exact, rows.filter((row) => row.at_most === null || row.at_most === row.hits));
  assert.match(notesOf(reader, report, given)[0], /^Which host asked for which section is not stored\./);
}

Deno.test("every true count lies between hits and at_most, late amendments and runs among it", () =>
  fc.assert(
    fc.asyncProperty(HITS, fc.integer({ min: 1, max: 4 }), fc.nat(150), async (drawn, top, cut) => {
      // Every tenth hit goes back up to 150 s, so that it amends a bucket that was cut long ago.
      const sorted = drawn.toSorted((one, other) => one.second - other.second);
      const hits = sorted.map(({ second, host, section, back }) => ({
        time: START + (back === 0 ? Math.max(0, second - 150) : second),
        host: `10.0.0.${host}`,
        section: `/${section}`,
      }));
      const lines = hits.map(lineOf);
      await using log = await replayed(lines.slice(0, cut).join(""), ["--top", `${top}`]);
      await log.append(lines.slice(cut).join(""));
      using reader = sqlite.read(log.database);
      assertBounds(reader, hosts, counts(hits, "host"));
      assertBounds(reader, sections, counts(hits, "section"));
      assertBounds(reader, sections, counts(hits, "section"), { until: START + 3599 });
      const until = START + 100, some = hits.filter(({ time }) => time < until);
      assertBounds(reader, hosts, counts(some, "host"), { until });
      for (let number = 0; number < 3; number++) {
        assertPairs(reader, hosts, hits, { section: `/${number}` });
        assertPairs(reader, sections, some, { host: `10.0.0.${number}`, until });
      }
    }),
    { numRuns: 20 },
  ));
