// Role: `compare` against a count of the lines, on any logs and spans, and what it says of spans that are not alike.

import assert from "node:assert/strict";
import fc from "fast-check";
import { comparison } from "../../src/reports/compare.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../process.ts";
import { notesOf, rowsOf } from "./asked.ts";
import { httplog, replayed } from "./replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200, HOUR = 3600;

interface Hit {
  readonly time: number;
  readonly host: string;
  readonly section: string;
  readonly status: string;
}

const lineOf = ({ time, host, section, status }: Hit): string =>
  `"${host}","-","-",${time},"GET ${section}/x HTTP/1.0",${status},100\n`;

const LOGS = fc.array(
  fc.record({
    second: fc.nat(4 * HOUR - 1),
    host: fc.nat(5).map((number) => `10.0.0.${number}`),
    section: fc.constantFrom("/a", "/b", "/c"),
    status: fc.constantFrom("200", "404", "500"),
  }),
  { minLength: 1, maxLength: 120 },
).map((drawn) =>
  drawn.toSorted((one, other) => one.second - other.second).map(({ second, ...rest }): Hit => ({
    ...rest,
    time: START + second,
  }))
);

/** Begin and end of a span in units of 10 seconds, which is the size of a bucket. */
const spanWithin = (from: number, to: number) =>
  fc.tuple(fc.integer({ min: from, max: to - 1 }), fc.integer({ min: 1, max: 720 })).map((
    [begin, length],
  ) => ({
    since: START + begin * 10,
    until: START + Math.min(to, begin + length) * 10,
  }));

Deno.test("compare: rates are those of a count of the lines, and no certain change is larger than the true one", () => {
  const property = fc.asyncProperty(
    ...[LOGS, fc.integer({ min: 1, max: 4 }), spanWithin(0, 720), spanWithin(720, 1440)] as const,
    async (hits, top, compared, span) => {
      await using log = await replayed(hits.map(lineOf).join(""), ["--top", `${top}`]);
      using reader = sqlite.read(log.database);
      const rows = rowsOf(reader, comparison, { ...span, compared });
      const count = (of: { since: number; until: number }, isMeant: (hit: Hit) => boolean): number =>
        hits.filter((hit) => hit.time >= of.since && hit.time < of.until && isMeant(hit)).length;
      for (const row of rows) {
        const key = row.dimension as "host" | "section" | "status" | "route" | "all" | "method" | "protocol";
        const isMeant = (hit: Hit): boolean =>
          key === "route"
            ? `${hit.section}/x` === row.value
            : key === "all" || key === "method" || key === "protocol" || hit[key] === row.value;
        const [here, there] = [span, compared].map((of) => count(of, isMeant));
        const [rate, withRate] = [
          here / (span.until - span.since),
          there / (compared.until - compared.since),
        ];
        const [change, certain] = [Number(row.change), Number(row.certain)];
        assert.ok(Number(row.hits) <= here && Number(row.with_hits) <= there);
        if (key === "all" || key === "status") {
          assert.deepEqual([row.hits, row.with_hits], [here, there]);
          assert.ok(Math.abs(rate - withRate - change) < 1e-4);
          assert.equal(change, certain);
        }
        const slack = 1e-4;
        if (certain > 0) assert.ok(rate - withRate >= certain - slack, JSON.stringify(row));
        if (certain < 0) assert.ok(rate - withRate <= certain + slack, JSON.stringify(row));
      }
      const all = rows.filter(({ dimension }) => dimension === "all");
      assert.equal(all.length, Number(count(span, () => true) + count(compared, () => true) > 0));
    },
  );
  return fc.assert(property, { numRuns: 15 });
});

Deno.test("compare: what was pruned makes no change certain that is none, and a note says what is missing", () => {
  const property = fc.asyncProperty(
    ...[LOGS, spanWithin(0, 720), spanWithin(720, 1440), fc.constantFrom([], ["--rollup", "1h"])] as const,
    async (hits, compared, span, rollup) => {
      await using log = await replayed(hits.map(lineOf).join(""));
      await httplog("prune", "--older-than", "2h", "--db", log.database, "--quiet", ...rollup);
      using reader = sqlite.read(log.database);
      const rateOf = (of: { since: number; until: number }, isMeant: (hit: Hit) => boolean): number =>
        hits.filter((hit) => hit.time >= of.since && hit.time < of.until && isMeant(hit)).length /
        (of.until - of.since);
      for (const { dimension, value, certain: found } of rowsOf(reader, comparison, { ...span, compared })) {
        const key = dimension as "host" | "section" | "status" | "all";
        if (!["host", "section", "status", "all"].includes(key)) continue;
        const isMeant = (hit: Hit): boolean => key === "all" || hit[key] === value;
        const change = rateOf(span, isMeant) - rateOf(compared, isMeant), certain = Number(found);
        const told = `${key} ${value}: ${certain}, ${change}`;
        if (certain > 0) assert.ok(change >= certain - 1e-4, told);
        if (certain < 0) assert.ok(change <= certain + 1e-4, told);
      }
      const [all] = rowsOf(reader, comparison, { ...span, compared, limit: 1 });
      const said = notesOf(reader, comparison, { ...span, compared }).join("\n");
      if (all !== undefined && all.change !== all.certain) {
        assert.match(said, /^Missing are up to \d+ hits? /m);
      }
    },
  );
  return fc.assert(property, { numRuns: 15 });
});

Deno.test("compare: the p95 of what was rolled up is that of its records", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, database] = [`${directory}/a.log`, `${directory}/a.db`];
    const lines = Array.from({ length: 240 }, (_, minute) =>
      JSON.stringify({
        ...{ time: START + minute * 60, remote_addr: "10.0.0.1", request: "GET /a HTTP/1.1", status: 200 },
        ...minute % 3 === 0 ? {} : { request_time: (1 + minute) / 100 },
      }));
    await Deno.writeTextFile(log, `${lines.join("\n")}\n`);
    await httplog("replay", log, "--db", database, "--source", "s", "--quiet");
    const asked = {
      ...{ since: START + HOUR, until: START + 2 * HOUR, limit: 1 },
      compared: { since: START, until: START + HOUR },
    };
    const slowest = () => {
      using reader = sqlite.read(database);
      return rowsOf(reader, comparison, asked).map(({ p95, with_p95 }) => [p95, with_p95]);
    };
    const before = slowest();
    assert.ok(before[0].every((found) => Number(found) > 0));
    await httplog("prune", "--older-than", "2h", "--db", database, "--quiet", "--rollup", "1h");
    assert.deepEqual(slowest(), before);
  }));

Deno.test("compare: what fails more comes first, also where it is asked for as often", async () => {
  const calm = Array.from({ length: 60 }, (_, at): Hit => ({
    time: START + at * 10,
    host: `10.0.0.${at % 6}`,
    section: at % 2 === 0 ? "/report" : "/shop",
    status: "200",
  }));
  const failing = calm.map((hit): Hit => ({
    ...hit,
    time: hit.time + HOUR,
    status: hit.section === "/report" ? "500" : "200",
  }));
  await using log = await replayed([...calm, ...failing].map(lineOf).join(""));
  using reader = sqlite.read(log.database);
  const compared = { since: START, until: START + 600 },
    span = { since: START + HOUR, until: START + HOUR + 600 };
  const rows = rowsOf(reader, comparison, { ...span, compared, limit: 5 });
  assert.deepEqual(
    rows.map(({ dimension, value, change, failures }) => [dimension, value, change, failures]),
    [
      ["all", "all", 0, 30],
      ["status", "200", -0.05, 0],
      ["status", "500", 0.05, 30],
      ["route", "/report/x", 0, 30],
      ["section", "/report", 0, 30],
    ],
  );
});

Deno.test("compare: a rate is that of the seconds whose buckets count, and of no second after the last record", async () => {
  const hit = (second: number): Hit => ({ time: START + second, host: "a", section: "/a", status: "200" });
  const evenly = fc.record({
    length: fc.integer({ min: 60, max: 200 }),
    since: fc.nat(50),
    until: fc.integer({ min: 0, max: 40 }),
    size: fc.constantFrom(5, 10, 60),
  });
  await fc.assert(
    fc.asyncProperty(evenly, async ({ length, since, until, size }) => {
      const hits = Array.from({ length }, (_, second) => hit(second));
      await using log = await replayed(hits.map(lineOf).join(""), ["--analysis-bucket-size", `${size}`]);
      using reader = sqlite.read(log.database);
      const span = { since: START + since, until: START + length - until };
      if (Math.ceil(span.since / size) >= Math.ceil(span.until / size)) return;
      const [all] = rowsOf(reader, comparison, {
        ...span,
        compared: { since: START - 100, until: START },
        limit: 1,
      });
      assert.deepEqual([all.rate, all.change], [1, 1], JSON.stringify(all));
    }),
    { numRuns: 8 },
  );
});

Deno.test("compare: notes say that spans differ in length, and that one has times without records", async () => {
  const hit = (second: number): Hit => ({ time: START + second, host: "a", section: "/a", status: "200" });
  await using log = await replayed([hit(0), hit(700), hit(1300)].map(lineOf).join(""));
  using reader = sqlite.read(log.database);
  const within = { since: START + 600, until: START + 1200 };
  const notes = (compared: { since: number; until: number }) =>
    notesOf(reader, comparison, { ...within, compared });
  assert.deepEqual(notes({ since: START, until: START + 600 }), []);
  assert.deepEqual(notes({ since: START, until: START + 300 }), [
    "The spans are 10m and 5m long: rates are compared, not hits.",
  ]);
  assert.deepEqual(notes({ since: START + 1200, until: START + 1800 }), [
    "The records are of 2019-02-07T21:00:00Z to 2019-02-07T21:21:40Z: in a span beyond that, rates are too low.",
  ]);
});

Deno.test("compare: a source without records in a part of a span is named, though others have some", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`, within = { since: START + 600, until: START + 1200 };
    const ends = { long: [0, 700, 1900], short: [0, 1100] };
    for (const [source, seconds] of Object.entries(ends)) {
      const hits = seconds.map((second): Hit => ({
        time: START + second,
        host: "a",
        section: "/a",
        status: "200",
      }));
      const header = "remotehost,rfc931,authuser,date,request,status,bytes\n";
      Deno.writeTextFileSync(`${directory}/${source}.csv`, header + hits.map(lineOf).join(""));
      await httplog("replay", `${directory}/${source}.csv`, "--db", database, "--source", source, "--quiet");
    }
    using reader = sqlite.read(database);
    const compared = { since: START + 1200, until: START + 1800 };
    assert.deepEqual(notesOf(reader, comparison, { ...within, compared }), [
      'The records of source "short" are of 2019-02-07T21:00:00Z to 2019-02-07T21:18:20Z: in a span beyond that, rates are too low.',
    ]);
  }));

Deno.test("compare: which sources were begun without a dimension is said, and of how many hits no duration is known", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`;
    const minutes = Array.from({ length: 120 }, (_, minute) => START + minute * 60);
    const plain = minutes.map((time) => lineOf({ time, host: "10.0.0.1", section: "/a", status: "200" }));
    const timed = minutes.map((time) =>
      JSON.stringify({
        ...{ time, remote_addr: "10.0.0.2", request: "GET /b HTTP/1.1", status: 200, request_time: 0.01 },
      }) + "\n"
    );
    const header = "remotehost,rfc931,authuser,date,request,status,bytes\n";
    Deno.writeTextFileSync(`${directory}/plain.csv`, header + plain.join(""));
    Deno.writeTextFileSync(`${directory}/timed.json`, timed.join(""));
    const replay = (log: string, source: string, ...options: string[]) =>
      httplog("replay", `${directory}/${log}`, "--db", database, "--source", source, "--quiet", ...options);
    const all = "section,host,status,method,route,agent,protocol,vhost,referrer,referrer_site,path,duration";
    const asked = {
      ...{ since: START + HOUR, until: START + 2 * HOUR },
      compared: { since: START, until: START + HOUR },
    };
    const notes = (given: Parameters<typeof notesOf>[2] = {}) => {
      using reader = sqlite.read(database);
      return notesOf(reader, comparison, { ...asked, ...given }).filter((note) => /^Missing|^Of/.test(note));
    };
    await replay("timed.json", "timed");
    assert.deepEqual(notes(), []);
    await replay("plain.csv", "plain");
    const unknown = (column: string) => `Of 60 hits no duration is known: ${column} is of the others.`;
    assert.deepEqual(notes(), [unknown("p95"), unknown("with_p95")]);
    assert.deepEqual(notes({ source: "plain" }), [], "no figure is shown");
    const without = (...names: string[]) => all.split(",").filter((name) => !names.includes(name)).join();
    await replay("plain.csv", "few", "--dimensions", without("host", "route"));
    await replay("timed.json", "untimed", "--dimensions", without("host", "duration"));
    const again = "(--dimensions). Replay it with --dimensions all --fresh to count them.";
    const missing = [
      `Missing is source "few" among hosts, routes: it was begun without them ${again}`,
      `Missing is source "untimed" among hosts: it was begun without them ${again}`,
    ];
    const unknowns = [unknown("p95"), unknown("with_p95")].map((note) => note.replace("60", "180"));
    assert.deepEqual(notes(), [...missing, ...unknowns]);
    assert.deepEqual(notes({ source: "few" }), missing.slice(0, 1));
  }));

Deno.test("compare: where a log is behind another of its source, a note says from when and up to when the spans are", () =>
  inTemporaryDirectory(async (directory) => {
    const db = `${directory}/log.db`, files = ["a", "b"].map((name) => `${directory}/${name}.csv`);
    for (const [at, file] of files.entries()) {
      const lines = Array.from(
        { length: 3600 - 300 * at },
        (_, second) => lineOf({ time: START + second, host: `10.0.0.${at}`, section: "/a", status: "200" }),
      );
      Deno.writeTextFileSync(
        file,
        `"remotehost","rfc931","authuser","date","request","status","bytes"\n${lines.join("")}`,
      );
    }
    await httplog("replay", ...files, "--db", db, "--source", "log", "--quiet");
    const said = async (...words: string[]) =>
      (await httplog("query", "compare", "--db", db, ...words)).match(/^The last record .*/m)?.[0];
    const note =
      "The last record is of 2019-02-07T21:59:59Z; a span back is from 2019-02-07T21:54:59Z, since another log is behind.";
    assert.equal(await said("--since", "10m", "--with", "20m"), `${note} The range ends there, too.`);
    assert.equal(
      await said(
        "--since",
        "10m",
        "--until",
        "2019-02-07T22:00",
        "--with",
        "2019-02-07T21:20/2019-02-07T21:30",
      ),
      note,
    );
  }));
