// Role: every report of names against a slow count of 10,000 real requests in combined format, where that log is at hand.

import assert from "node:assert/strict";
import { DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { lists } from "../../src/lists/lists.ts";
import { REPORTS } from "../../src/reports/mod.ts";
import type { ReportArguments } from "../../src/reports/report.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader, SqlValue } from "../../src/stores/store.ts";
import { testUnless } from "../outside_program.ts";
import { notesOf, rowsOf } from "./asked.ts";
import { httplog } from "./replayed.ts";
import { OUTSIDE } from "./stored_logs.ts";

const LOG = new URL("../../../shared/data/access_2015_may_10k.combined.log", import.meta.url);
const LINE =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)("?)$/;

/** A line as a person reads it. */
interface Line {
  readonly time: number;
  readonly host: string;
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  readonly status: string;
  readonly bytes: number;
  readonly referrer: string;
  readonly agent: string;
}

function readLine(line: string): Line {
  const [, host, date, request, status, bytes, referrer, agent, end] = LINE.exec(line) ?? assert.fail(line);
  const [, day, month, year, clock] = /^(\d+)\/(\w+)\/(\d+):(\S+) \+0000$/.exec(date)!;
  const [method, target, protocol] = request.split(" ");
  // The agent of one line has no closing quote, and is none.
  const own = (text: string): string => text === "-" || text === "" ? "(none)" : text;
  return {
    time: Date.parse(`${day} ${month} ${year} ${clock} GMT`) / 1000,
    ...{ host, method, target, protocol, status, bytes: Number(bytes === "-" ? 0 : bytes) },
    ...{ referrer: own(referrer), agent: end === "" ? "(none)" : own(agent) },
  };
}

const pathOf = ({ target }: Line): string => target.replace(/[?#].*$/, "");
const siteOf = ({ referrer }: Line): string => {
  const site = /^[^:/?#]+:\/\/(?:[^/?#]*@)?([^/?#:]+)/.exec(referrer)?.[1];
  return site?.toLowerCase() ?? "(none)";
};

/** A number, a UUID, 8 or more hexadecimal digits with one of 0 to 9, or 16 or more of base64url with all kinds of characters. */
function isIdentifier(part: string): boolean {
  return /^\d+$/.test(part) || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(part) ||
    /^(?=.*\d)[\da-f]{8,}$/i.test(part) || /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{16,}$/.test(part);
}

/** What each report counts of a line; null where it leaves the line out. */
const COUNTED: Readonly<Record<string, (line: Line) => string | null>> = {
  sections: (line) => /^\/[^/]*/.exec(pathOf(line))![0],
  hosts: ({ host }) => host,
  statuses: ({ status }) => status,
  methods: ({ method }) => method,
  urls: pathOf,
  routes: (line) => pathOf(line).split("/").map((part) => isIdentifier(part) ? ":id" : part).join("/"),
  referrers: siteOf,
  // What stands behind ? may hold secrets, and is not kept.
  "referrers --full": ({ referrer }) => referrer.replace(/[?#].*$/, ""),
  agents: ({ agent }) => agent,
  protocols: ({ protocol }) => protocol,
  vhosts: () => "(none)",
  browsers: ({ agent }) => lists.isBot(agent) ? "(bots)" : lists.agentFamily(agent),
  systems: ({ agent }) => lists.isBot(agent) ? "(bots)" : lists.agentSystem(agent),
  bots: ({ agent }) => lists.isBot(agent) ? lists.agentFamily(agent) : null,
  countries: ({ host }) => OUTSIDE.countries!.countryOf(host),
};

/** The rows that a report should have, by its value. */
function slowCount(lines: readonly Line[], valueOf: (line: Line) => string | null): Map<string, number[]> {
  const counts = new Map<string, number[]>();
  for (const line of lines) {
    const value = valueOf(line);
    if (value === null) continue;
    const [hits, bytes, failures] = counts.get(value) ?? [0, 0, 0];
    counts.set(value, [hits + 1, bytes + line.bytes, failures + Number(line.status >= "500")]);
  }
  return counts;
}

function register(): void {
  const lines = Deno.readTextFileSync(LOG).trimEnd().split("\n").map(readLine);
  const times = lines.map(({ time }) => time),
    hour = Math.floor(Math.min(...times) / 3600) * 3600 + 12 * 3600;
  const ranges: Partial<ReportArguments>[] = [{}, { since: hour, until: hour + 24 * 3600 }];

  Deno.test("real log: every report of names is a count of the lines, over all and over a day", async () => {
    const directory = await Deno.makeTempDir({ prefix: "httplog-" });
    try {
      const database = `${directory}/x.db`, all = DIMENSIONS.map(({ name }) => name).join(",");
      const options = ["--db", database, "--dimensions", all, "--top", "1000", "--quiet"];
      await httplog("replay", LOG.pathname, ...options);
      using reader = sqlite.read(database, OUTSIDE);
      for (const [words, valueOf] of Object.entries(COUNTED)) {
        for (const range of ranges) compareRows(reader, words, valueOf, lines, range);
      }
      checkVisitors(reader, lines);
      checkNotFound(reader, lines);
      checkAbsent(reader);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}

function compareRows(
  reader: Reader,
  words: string,
  valueOf: (line: Line) => string | null,
  lines: readonly Line[],
  range: Partial<ReportArguments>,
): void {
  const [name, full] = words.split(" ");
  const report = REPORTS.find((one) => one.name === name)!;
  const rows = rowsOf(reader, report, { ...range, full: full !== undefined });
  const { since, until } = range;
  const meant = lines.filter(({ time }) => time >= (since ?? 0) && time < (until ?? Infinity));
  const expected = slowCount(meant, valueOf);
  const text = (value: SqlValue): string => String(value);
  assert.deepEqual(
    new Map(rows.map((row) => [text(row[report.columns[0]]), [row.hits, row.bytes, row.failures]])),
    expected,
    words,
  );
  const hits = rows.map((row) => Number(row.hits));
  assert.deepEqual(hits, hits.toSorted((one, other) => other - one));
  const first = rows[0];
  assert.equal(Number(first.share).toFixed(6), (Number(first.hits) / meant.length).toFixed(6));
  if ("at_most" in first) { for (const row of rows) assert.equal(row.at_most, row.hits); }
}

/** About as many as a set of them holds: three standard errors, and one for rounding. */
function checkVisitors(reader: Reader, lines: readonly Line[]): void {
  const report = REPORTS.find(({ name }) => name === "visitors")!;
  for (const by of ["hour", "day", "week", "month"] as const) {
    const shown = { hour: 13, day: 10, week: 0, month: 7 }[by];
    const exact = Map.groupBy(lines, ({ time }) => new Date(time * 1000).toISOString().slice(0, shown));
    const rows = rowsOf(reader, report, { by });
    // The log begins on a Sunday, and a week on a Monday.
    assert.equal(rows.length, by === "week" ? 2 : exact.size);
    for (const { start_iso, visitors } of rows) {
      const meant = by === "week"
        ? lines.filter(({ time }) => time < MONDAY === String(start_iso) < "2015-05-18")
        : exact.get(String(start_iso).slice(0, shown))!;
      const count = new Set(meant.map(({ host, agent }) => `${host} ${agent}`)).size;
      assert.ok(
        Math.abs(Number(visitors) - count) <= 0.048 * count + 1,
        `${start_iso}: ${visitors}, ${count}`,
      );
    }
  }
}

/** A path and a referrer make a row. */
function checkNotFound(reader: Reader, lines: readonly Line[]): void {
  const referrerOf = COUNTED["referrers --full"];
  const meant = lines.filter(({ status }) => status === "404");
  const expected = slowCount(meant, (line) => `${pathOf(line)} ${referrerOf(line)}`);
  const rows = rowsOf(reader, REPORTS.find(({ name }) => name === "not-found")!);
  assert.deepEqual(
    new Map(rows.map(({ path, referrer, hits, bytes }) => [`${path} ${referrer}`, [hits, bytes, 0]])),
    expected,
  );
  assert.equal(Number(rows[0].share).toFixed(6), (Number(rows[0].hits) / meant.length).toFixed(6));
}

const MONDAY = Date.parse("2015-05-18") / 1000;

/** This log has no virtual hosts. */
function checkAbsent(reader: Reader): void {
  const notes = (name: string): string[] => notesOf(reader, REPORTS.find((one) => one.name === name)!);
  assert.deepEqual(notes("vhosts"), [
    "No record has a virtual host: none was sent, or the format of the log lacks the field ($host in nginx, %v in Apache). " +
    '"httplog check FILE" lists the fields of a log.',
  ]);
  for (const name of ["agents", "browsers", "urls"]) assert.deepEqual(notes(name), []);
}

if (Deno.permissions.querySync({ name: "read" }).state === "granted" && isThere()) register();
else testUnless("../shared/data is not beside the project", "real log", () => {});

function isThere(): boolean {
  try {
    return Deno.statSync(LOG).isFile;
  } catch {
    return false;
  }
}
