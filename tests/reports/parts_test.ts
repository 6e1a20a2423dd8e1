// Role: a question in parts (`Report.parts`): all of them together have the rows of the question, and they are of one moment.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { answerOfParts } from "../../src/commands/query/parts.ts";
import { availability } from "../../src/reports/availability.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import type { Report, ReportArguments } from "../../src/reports/report.ts";
import type { RowSeconds } from "../../src/reports/options/spans.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Answer, Reader } from "../../src/stores/store.ts";
import { fakeHost } from "../fake_host.ts";
import { EVERYTHING, notesOf, rowsOf } from "./asked.ts";
import { httplog, type Replayed, replayed } from "./replayed.ts";

const [sections, hosts] = DIMENSION_REPORTS;
const DAY = 86400;
/** 2019-02-07. */
const START = 1549497600;
/** With buckets of a second there are enough of them for parts. */
const DAYS = 9;

interface Hit {
  readonly time: number;
  readonly host: number;
  readonly section: number;
  readonly status: number;
}

const HITS: fc.Arbitrary<Hit[]> = fc.array(
  fc.record({
    time: fc.tuple(fc.nat(DAYS - 1), fc.constantFrom(0, 3590, 43000, DAY - 100), fc.nat(99)).map((
      [day, second, more],
    ) => day * DAY + second + more),
    host: fc.nat(4),
    section: fc.nat(3),
    status: fc.constantFrom(200, 404, 500),
  }),
  { minLength: 1, maxLength: 100 },
).map((hits) => [
  { time: 0, host: 1, section: 1, status: 200 },
  ...hits.toSorted((one, other) => one.time - other.time),
  { time: DAYS * DAY - 1, host: 1, section: 1, status: 500 },
]);

const lineOf = ({ time, host, section, status }: Hit): string =>
  `"10.0.0.${host}","-","-",${START + time},"GET /${section}/x HTTP/1.0",${status},100\n`;

/** The log of these hits in buckets of a second. */
const stored = (hits: readonly Hit[], options: readonly string[] = []): Promise<Replayed> =>
  replayed(hits.map(lineOf).join(""), ["--bucket-size", "1", ...options]);

/** What a report shows of the answers to its parts, which there must be. */
function rowsOfParts(reader: Reader, report: Report, given: Partial<ReportArguments>): Answer {
  const asked = { ...EVERYTHING, ...given }, parts = report.parts?.(reader, asked) ?? [];
  assert.equal(parts.length, 2);
  const answers = parts.map(({ sql, parameters }) => reader.query(sql, parameters));
  const all = { columns: answers[0].columns, rows: answers.flatMap(({ rows }) => rows) };
  return report.present?.(all, asked) ?? all;
}

/** Holds the parts against the question. */
function assertSame(reader: Reader, report: Report, given: Partial<ReportArguments>): void {
  const { columns, rows } = rowsOfParts(reader, report, given);
  const shown = rows.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column]])));
  assert.deepEqual(shown, rowsOf(reader, report, given));
}

Deno.test("availability in parts is that of the whole, of several sources and with rollups", () =>
  fc.assert(
    fc.asyncProperty(
      HITS,
      HITS,
      fc.constantFrom("2s", "7s", "10s", "12s"),
      fc.constantFrom(null, "1s", "10s", "7d"),
      async (one, other, by, rollup) => {
        await using log = await stored(one);
        const file = `${log.database}.csv`;
        const header = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';
        await Deno.writeTextFile(file, header + other.map(lineOf).join(""));
        await httplog(
          "replay",
          file,
          "--db",
          log.database,
          "--source",
          "other",
          "--bucket-size",
          "1",
          "--quiet",
        );
        const prune = ["prune", "--db", log.database, "--source", "log", "--older-than", "3d"];
        if (rollup !== null) await httplog(...prune, "--rollup", rollup);
        using reader = sqlite.read(log.database);
        for (const [since, until] of [[null, null], [START + 40, START + 9 * DAY - 30]]) {
          for (const limit of [null, 4]) {
            assertSame(reader, availability, { by: by as RowSeconds, since, until, limit });
          }
        }
      },
    ),
    { numRuns: 20 },
  ));

Deno.test("hosts of a section and sections of a host in parts are those of the whole", () =>
  fc.assert(
    fc.asyncProperty(HITS, fc.constantFrom("1", "2", "20"), async (hits, top) => {
      await using log = await stored(hits, ["--top", top]);
      using reader = sqlite.read(log.database);
      for (
        const given of [{ since: null, until: null }, { since: START + 3600, until: START + 9 * DAY - 7 }]
      ) {
        for (const limit of [null, 2]) {
          for (const exactOnly of [false, true]) {
            const asked = { ...given, limit, exactOnly };
            assertSame(reader, sections, { ...asked, host: "10.0.0.1" });
            assertSame(reader, hosts, { ...asked, section: "/1" });
          }
        }
      }
      const said = notesOf(reader, sections, { host: "10.0.0.1" });
      assert.match(
        said[0],
        /^Which host asked for which section is not stored\. As the hits of each bucket are/,
      );
    }),
    { numRuns: 8 },
  ));

/** A log of few hits, enough buckets apart. */
const ENDS: readonly Hit[] = [0, 70, DAYS * DAY - 1].map((time) => ({
  time,
  host: 1,
  section: 1,
  status: 500,
}));

Deno.test("a thread answers a part, and a commit in between leaves no answer of two moments", async () => {
  await using log = await stored(ENDS);
  using reader = sqlite.read(log.database);
  const asked = { ...EVERYTHING, by: "10s" as const }, parts = availability.parts!(reader, asked)!;
  const whole = reader.query(availability.question(asked).sql, availability.question(asked).parameters);
  assert.deepEqual(await answerOfParts(reader, log.database, parts, fakeHost({})), whole);

  const host = fakeHost({});
  const committing = Object.assign(Object.create(host), {
    startThread(name: string) {
      using writer = new DatabaseSync(log.database) as DatabaseSync & Disposable;
      writer.exec("UPDATE bucket SET hits = hits + 1");
      return host.startThread(name);
    },
  });
  assert.equal(await answerOfParts(reader, log.database, parts, committing), null);
});

Deno.test("few buckets, and a range within them, are not divided", async () => {
  await using log = await stored(ENDS);
  using reader = sqlite.read(log.database);
  const asked = { ...EVERYTHING, by: "10s" as const };
  assert.equal(availability.parts!(reader, { ...asked, until: START + 2 * DAY }), null);
  assert.equal(availability.parts!(reader, { ...asked, source: "nothing" }), null);
  assert.equal(availability.parts!(reader, { ...asked, by: "hour" }), null);
  // Many buckets of a step are added up in SQL, which threads do no sooner.
  assert.equal(availability.parts!(reader, { ...asked, by: "1m" }), null);
  assert.equal(sections.parts!(reader, EVERYTHING), null);
});

Deno.test("the program answers in parts what it answers within a time limit", async () => {
  await using log = await stored(ENDS);
  for (const asked of [["availability", "--by", "10s"], ["sections", "--host", "10.0.0.1"]]) {
    const words = ["query", ...asked, "--db", log.database];
    const whole = await httplog(...words, "--timeout", "60");
    assert.match(whole, asked[0] === "sections" ? /\/1 +3 +3 / : /2019-02-07T00:01:10Z +1 +1 /);
    assert.equal(await httplog(...words), whole);
  }
});
