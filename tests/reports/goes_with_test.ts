// Role: `goes-with` against a slow count: what is named is exact, what is cut lies within its bounds, and what is not counted is said.

import assert from "node:assert/strict";
import fc from "fast-check";
import { goesWith } from "../../src/reports/goes_with.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader, SqlValue } from "../../src/stores/store.ts";
import { notesOf, rowsOf } from "./asked.ts";
import { httplog, replayed } from "./replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200;
const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';
const RULES = new URL("../../sample_data/rules.toml", import.meta.url).pathname;

interface Hit {
  readonly second: number;
  readonly host: string;
  readonly section: string;
  readonly status: number;
}

const lineOf = ({ second, host, section, status }: Hit): string =>
  `"${host}","-","apache",${START + second},"GET ${section}/x HTTP/1.0",${status},100\n`;

const HITS = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: 600 }),
    host: fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3"),
    section: fc.constantFrom("/a", "/b", "/c", "/it's"),
    status: fc.constantFrom(200, 304, 404, 500, 503),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Failed hits by the two values. */
function slowCount(hits: readonly Hit[], one: keyof Hit, other: keyof Hit): Map<string, number> {
  const counts = new Map<string, number>();
  for (const hit of hits.filter(({ status }) => status >= 400)) {
    const key = `${hit[one]} ${hit[other]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** `hits` and `at_most` of each status with a section or a host, bucket by bucket. */
function slowBounds(reader: Reader, by: "section" | "host"): Map<string, readonly [number, number]> {
  const { rows } = reader.query(`SELECT start, status, ${by}, hits FROM bucket_status_${by}s`);
  const rest = new Map<SqlValue, number>(), bounds = new Map<string, [number, number]>();
  for (const [start, status, , hits] of rows) if (status === null) rest.set(start, Number(hits));
  const all = [...rest.values()].reduce((sum, hits) => sum + hits, 0);
  for (const [start, status, name, hits] of rows) {
    if (status === null) continue;
    const [named, most] = bounds.get(`${status} ${name}`) ?? [0, all];
    bounds.set(`${status} ${name}`, [named + Number(hits), most + Number(hits) - (rest.get(start) ?? 0)]);
  }
  return bounds;
}

Deno.test("goes-with: every pair is exact where all are kept, and lies between its bounds where they are cut", () =>
  fc.assert(
    fc.asyncProperty(HITS, fc.constantFrom(1, 2, 100), async (found, top) => {
      const hits = found.toSorted((a, b) => a.second - b.second);
      await using log = await replayed(hits.map(lineOf).join(""), ["--rules", RULES, "--top", String(top)]);
      using reader = sqlite.read(log.database);
      const slow = { section: slowBounds(reader, "section"), host: slowBounds(reader, "host") };
      for (
        const [one, other] of [["section", "status"], ["host", "status"], ["status", "section"], [
          "status",
          "host",
        ]] as const
      ) {
        const truth = slowCount(hits, one, other);
        for (const value of new Set(hits.map((hit) => String(hit[one])))) {
          const rows = rowsOf(reader, goesWith, { [one]: value }).filter((row) => row.with === other);
          for (const row of rows) {
            const both = { [one]: value, [other]: String(row.with_value) };
            // Two values are seen from the one that is no status.
            if (one !== "status") assert.deepEqual(rowsOf(reader, goesWith, both), [row]);
            const by = one === "status" ? other : one,
              [status, name] = one === by ? [row.with_value, row.value] : [row.value, row.with_value];
            assert.deepEqual([row.hits, row.at_most], slow[by as "host"].get(`${status} ${name}`));
            const real = truth.get(`${row.value} ${row.with_value}`)!;
            assert.ok(Number(row.hits) <= real && real <= Number(row.at_most), JSON.stringify(row));
            if (top === 100) assert.equal(row.hits, row.at_most);
            assert.equal(row.dimension, one);
          }
          if (top < 100) continue;
          const expected = [...truth].filter(([key]) => key.startsWith(`${value} `)).map(([, hits]) => hits);
          assert.deepEqual(rows.map((row) => row.hits), expected.sort((a, b) => b - a));
          const shares = rows.reduce((sum, { share }) => sum + Number(share), 0);
          assert.ok(rows.length === 0 || Math.abs(shares - 1) < 1e-5);
        }
      }
    }),
    { numRuns: 15 },
  ));

Deno.test("goes-with: two values are one row, a class of statuses several, others none and a word why", async () => {
  const hits = [[1, "/a", 500], [2, "/a", 503], [3, "/a", 404], [4, "/b", 503], [5, "/a", 200]] as const;
  const lines = hits.map(([second, section, status]) =>
    lineOf({ second, section, status, host: "10.0.0.1" })
  );
  await using log = await replayed(lines.join(""), ["--rules", RULES]);
  using reader = sqlite.read(log.database);
  const shown = (given: Parameters<typeof rowsOf>[2]) =>
    rowsOf(reader, goesWith, given).map((row) => `${row.value} ${row.with_value} ${row.hits}`);
  assert.deepEqual(shown({ section: "/a", status: "503" }), ["/a 503 1"]);
  assert.deepEqual(shown({ section: "/a", status: "5__" }), ["/a 500 1", "/a 503 1"]);
  assert.deepEqual(shown({ status: "503" }), ["503 10.0.0.1 2", "503 /a 1", "503 /b 1"]);
  assert.deepEqual(shown({ section: "/nothing" }), []);
  assert.deepEqual(shown({ path: "/a/x", status: "404" }), []);
  assert.deepEqual(notesOf(reader, goesWith, { path: "/a/x", status: "404" }), [
    "Nothing is counted of status and path together.",
  ]);
  assert.deepEqual(notesOf(reader, goesWith, { section: "/a" }), []);
  assert.match(
    notesOf(reader, goesWith, { path: "/a/x" }).join(),
    /Missing is source "log".*--dimensions all/,
  );
});

Deno.test("goes-with: errors that were read without a rule file are said to be missing, and within the bounds", async () => {
  const at = (second: number, status: number): string => lineOf({ second, host: "h", section: "/a", status });
  await using log = await replayed(at(1, 404) + at(2, 404) + at(3, 500) + at(4, 200));
  {
    using reader = sqlite.read(log.database);
    assert.deepEqual(rowsOf(reader, goesWith, { section: "/a" }), []);
    const [note] = notesOf(reader, goesWith, { section: "/a" });
    assert.match(note, /^Missing are 3 hits with status 400 or more .*without a rule file.*--rules/);
  }
  await Deno.writeTextFile(`${log.database}.csv`, `${HEADER}${at(1, 404)}${at(2, 404)}${at(3, 200)}`);
  const replay = ["replay", `${log.database}.csv`, "--db", log.database, "--source", "later", "--quiet"];
  await httplog(...replay);
  await Deno.writeTextFile(`${log.database}.csv`, at(5000, 404), { append: true });
  await httplog(...replay, "--rules", RULES);
  using reader = sqlite.read(log.database);
  const asked = { section: "/a", source: "later" };
  assert.deepEqual(rowsOf(reader, goesWith, asked).map((row) => [row.with_value, row.hits, row.at_most]), [[
    "404",
    1,
    3,
  ]]);
  assert.match(
    notesOf(reader, goesWith, asked).join(),
    /Missing are 2 hits with status 400 or more of source "later"/,
  );
  assert.doesNotMatch(notesOf(reader, goesWith, { ...asked, since: START + 4000 }).join(), /Missing/);
});

Deno.test("goes-with: a path that was not found goes with its referrers, and a referrer with such paths", async () => {
  const directory = await Deno.makeTempDir({ prefix: "httplog-" });
  try {
    const line = (path: string, referrer: string): string =>
      `10.0.0.1 - - [07/Feb/2019:21:17:30 +0000] "GET ${path} HTTP/1.1" 404 1 "${referrer}" "Firefox"\n`;
    const file = `${directory}/access.log`, database = `${directory}/x.db`;
    await Deno.writeTextFile(
      file,
      [line("/a", "-"), line("/a", "http://x/1"), line("/b", "http://x/1")].join(""),
    );
    await httplog("replay", file, "--db", database, "--quiet", "--dimensions", "all");
    using reader = sqlite.read(database);
    const shown = (given: Parameters<typeof rowsOf>[2]) =>
      rowsOf(reader, goesWith, given).map((
        row,
      ) => [row.of, row.with, row.with_value, row.hits, row.at_most, row.share]);
    assert.deepEqual(shown({ path: "/a" }), [
      ["status 404", "referrer", "(none)", 1, 1, 0.5],
      ["status 404", "referrer", "http://x/1", 1, 1, 0.5],
    ]);
    assert.deepEqual(shown({ referrer: "http://x/1" }).map(([, , path]) => path), ["/a", "/b"]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
