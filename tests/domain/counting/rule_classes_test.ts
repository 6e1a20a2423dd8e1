// What rules want counted: the rows of classes and pairs are what a plain count over the records says, whoever adds them up,
// in however many pieces.

import { recordOf } from "../../record_of.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import type { SeriesRow, ValueRow } from "../../../src/domain/buckets/rows.ts";
import { emptyNames, keepNames } from "../../../src/domain/counting/names.ts";
import { NameTable } from "../../../src/domain/counting/name_table.ts";
import { COMPOSED_PAIRS, NamedPairs } from "../../../src/domain/counting/error_pairs.ts";
import { binOf } from "../../../src/domain/latency/bins.ts";
import { numberOfBin } from "../../../src/domain/counting/series_rows.ts";
import { RuleCells } from "../../../src/domain/counting/rule_classes.ts";
import { ALL_RECORDS, type Match, SERVER_ERRORS } from "../../../src/domain/rules/definition.ts";
import { isNamed, isStatusIn } from "../../../src/domain/rules/match.ts";
import { type Series, seriesOf } from "../../../src/domain/rules/series.ts";
import { noJumps } from "../../../src/domain/counting/jumps.ts";
import { type LogClockState, NOT_BEGUN } from "../../../src/domain/counting/log_clock.ts";
import { Summarizer } from "../../../src/domain/counting/summarizer.ts";
import { TablePool } from "../../../src/domain/counting/cell_table.ts";
import { textOf } from "../../../src/domain/text.ts";
import { OpenBuckets } from "../../../src/domain/buckets/open_buckets.ts";
import { mergePartials, SummaryMerger } from "../../../src/kernel/summary/unpack.ts";
import { knownNames, packSummary } from "../../../src/kernel/summary/pack.ts";
import type { Summary } from "../../../src/domain/counting/summary.ts";

interface Line {
  readonly time: number;
  readonly host: string;
  readonly section: string;
  readonly status: number;
  readonly bytes: number;
  /** "GET" where it is absent. */
  readonly method?: string;
  readonly agent?: string;
  /** Microseconds; -1 for none. */
  readonly duration?: number;
}

const OPTIONS = { bucketSize: 10, lateness: 20, maxJump: Infinity, top: 3 };
const text = new TextEncoder();

/** A clock that stands at 0: whatever comes moves it. */
const BEGUN: LogClockState = { ...NOT_BEGUN, latest: 0, begins: 0 };

function logRecord({ time, host, section, status, bytes, method = "GET", agent = "", duration = -1 }: Line) {
  const numbers = { time, status, size: bytes, duration };
  return recordOf({ host, agent, request: `${method} ${section} HTTP/1.1` }, numbers);
}

function feed(summarizer: Summarizer, lines: readonly Line[], clock = BEGUN): Summary {
  summarizer.begin(clock, 0);
  for (const one of lines) summarizer.accept(logRecord(one));
  return summarizer.end(lines.length);
}

const match = (parts: Partial<Match>): Match => ({ ...ALL_RECORDS, ...parts });
const watched = fc.record({
  match: fc.record({
    section: fc.option(fc.subarray(["/a", "/b*", "/?c", "*"])),
    host: fc.option(fc.subarray(["h1", "h*", "?2", "é?"])),
    status: fc.option(fc.subarray([{ from: 200, to: 299 }, { from: 404, to: 404 }, { from: 400, to: 599 }])),
    method: fc.subarray(["GET", "P*"], { minLength: 1 }),
    agent: fc.subarray(["bot?", "(none)"], { minLength: 1 }),
    route: fc.subarray(["/?", "*b"], { minLength: 1 }),
  }, { requiredKeys: ["section", "host", "status"] }),
  errors: fc.subarray([{ from: 500, to: 599 }, { from: 404, to: 410 }]),
  slowerThan: fc.constantFrom(undefined, 1, 250, 300_000),
  kind: fc.constantFrom(undefined, "timed", "binned"),
}).map(({ kind, ...watched }) => {
  // Only a rule with a latency asks for durations, or for a percentile of them.
  const isSlow = kind === "timed" && watched.slowerThan !== undefined;
  return {
    ...watched,
    metric: kind === "binned" ? "p95" as const : isSlow ? "slow_ratio" as const : undefined,
  };
});
const line: fc.Arbitrary<Line> = fc.record({
  time: fc.integer({ min: 100, max: 180 }),
  host: fc.constantFrom("h1", "h2", "x2", "é\u{1f600}", "\x1b"),
  section: fc.constantFrom("/a", "/b", "/bb", "/xc", "/\xff"),
  status: fc.constantFrom(200, 301, 404, 410, 499, 500, 599, 999),
  bytes: fc.nat({ max: 1000 }),
  method: fc.constantFrom("GET", "POST", "PUT"),
  agent: fc.constantFrom("", "bot1", "curl"),
  duration: fc.constantFrom(-1, 0, 1, 2, 250, 251, 300_000, 300_001),
});

/** Series → second → {hits, bytes, errors}, by the definition: a record on time counts for each series that it fits. */
function expectedSeries(lines: readonly Line[], series: readonly Series[]): unknown {
  const sums = new Map<string, number[]>();
  let latest = -Infinity;
  for (const { time, host, section, status, bytes, method, agent, duration = -1 } of lines) {
    const late = time < latest - OPTIONS.lateness;
    latest = Math.max(latest, time);
    if (late) continue;
    const [hostText, sectionText] = [textOf(text.encode(host)), textOf(text.encode(section))];
    series.forEach(({ match, errors, slowerThan, isTimed, isBinned }, number) => {
      if (match.section !== null && !isNamed(match.section, sectionText)) return;
      if (match.host !== null && !isNamed(match.host, hostText)) return;
      if (match.status !== null && !isStatusIn(match.status, status)) return;
      if (match.method !== undefined && !isNamed(match.method, method ?? "GET")) return;
      if (match.agent !== undefined && !isNamed(match.agent, agent || "(none)")) return;
      if (match.route !== undefined && !isNamed(match.route, sectionText)) return;
      if (isTimed && duration < 0) return;
      if (isBinned) {
        const start = time - time % OPTIONS.bucketSize;
        return addTo(sums, `${numberOfBin(number, binOf(duration))} ${start}`, [1, 0, 0]);
      }
      const isSlow = slowerThan !== null && duration > slowerThan;
      addTo(sums, `${number} ${time}`, [1, bytes, isSlow || isStatusIn(errors, status) ? 1 : 0]);
    });
  }
  return sorted(sums);
}

function seriesOfRows(rows: Iterable<SeriesRow>): unknown {
  const sums = new Map<string, number[]>();
  for (const { time, series, hits, bytes, errors } of rows) {
    addTo(sums, `${series} ${time}`, [hits, bytes, errors]);
  }
  return sorted(sums);
}

function addTo(sums: Map<string, number[]>, key: string, numbers: readonly number[]): void {
  const before = sums.get(key) ?? numbers.map(() => 0);
  sums.set(key, before.map((number, i) => number + numbers[i]));
}

function sorted(sums: ReadonlyMap<string, number[]>): unknown {
  return [...sums].sort(([a], [b]) => a < b ? -1 : 1);
}

/** Pair → {hits, bytes, failures} of a bucket. */
function pairsOf(rows: readonly ValueRow[]): unknown {
  return sorted(new Map(rows.map(({ value, hits, bytes, failures }) => [value, [hits, bytes, failures]])));
}

function expectedPairs(lines: readonly Line[], start: number, name: (line: Line) => string): unknown {
  const sums = new Map<string, number[]>();
  for (const line of lines) {
    if (line.time - line.time % OPTIONS.bucketSize !== start || line.status < 400) continue;
    const value = `${line.status} ${textOf(text.encode(name(line)))}`;
    addTo(sums, value, [1, line.bytes, line.status >= 500 ? 1 : 0]);
  }
  return sorted(sums);
}

/** The lines in pieces. */
const pieces = fc.array(fc.array(line, { maxLength: 30 }), { maxLength: 5 });

/** A summarizer of a source for these rules, and what goes with it. */
function begun(rules: Parameters<typeof seriesOf>[0]["rules"]) {
  const series = seriesOf({ rules, slos: [] }), names = emptyNames(), pool = new TablePool();
  const cells = new RuleCells(series, names, new NamedPairs(names));
  return { series, names, pool, summarizer: new Summarizer(OPTIONS, names, pool, cells) };
}

Deno.test("rule cells: classes and pairs are the plain count, in any pieces", () => {
  fc.assert(fc.property(fc.array(watched, { minLength: 1, maxLength: 40 }), pieces, (rules, pieces) => {
    const { series, names, pool, summarizer } = begun(rules);
    const buckets = new OpenBuckets({ ...OPTIONS, lateness: 1000 }, names, {
      open: new Map(),
      held: new Map(),
    }, pool);
    let clock = BEGUN;
    const rows = pieces.flatMap((piece) => {
      const summary = feed(summarizer, piece, clock);
      clock = summary.jumps.clock;
      return [...buckets.push(summary, summary.latest).series];
    });

    const lines = pieces.flat();
    assert.deepEqual(seriesOfRows(rows), expectedSeries(lines, series));
    // What is late is counted in pairs as well: here it comes for open buckets, and so it is in them.
    for (const { start, pairs } of buckets.snapshot()) {
      assert.deepEqual(pairsOf(pairs.status_host), expectedPairs(lines, start, ({ host }) => host));
      assert.deepEqual(pairsOf(pairs.status_section), expectedPairs(lines, start, ({ section }) => section));
    }
  }));
});

Deno.test("rule cells: what threads add up is the same once it is adopted", () => {
  const property = fc.property(fc.array(watched, { minLength: 1, maxLength: 9 }), pieces, (rules, pieces) => {
    const series = seriesOf({ rules, slos: [] });
    const names = emptyNames(), own = emptyNames(), adopter = new SummaryMerger(), pool = new TablePool();
    const cells = new RuleCells(series, own, COMPOSED_PAIRS);
    const learned = pieces.map((piece) => {
      const known = knownNames(own);
      const summarizer = new Summarizer({ ...OPTIONS, lateness: 1000 }, own, pool, cells);
      summarizer.begin(null, 0);
      const summary = summarizer.end(0);
      // As in ranges: the summary is given out before it is filled, so classes are taken out once more.
      for (const one of piece) summarizer.accept(logRecord(one));
      cells.end(summary);
      return adopter.translate(structuredClone(packSummary(summary, own, known, false)));
    });
    const summary = mergePartials(learned, names, noJumps(NOT_BEGUN), 0);
    const lines = pieces.flat();
    const onTime = { ...OPTIONS, lateness: 1000 };
    assert.deepEqual(seriesOfRows(summary.series), plainSeries(lines, series));
    const buckets = new OpenBuckets(onTime, names, { open: new Map(), held: new Map() }, pool);
    buckets.push(summary, null);
    keepNames(names, buckets.tables);
    for (const { start, pairs } of buckets.snapshot()) {
      assert.deepEqual(pairsOf(pairs.status_host), expectedPairs(lines, start, ({ host }) => host));
    }
  });
  fc.assert(property);
});

/** As {@link expectedSeries}, where nothing is late. */
function plainSeries(lines: readonly Line[], series: readonly Series[]): unknown {
  return expectedSeries(lines.toSorted((a, b) => a.time - b.time), series);
}

Deno.test("rule cells: more classes than can be numbered are counted series by series", () => {
  // Each host is in the series that its bits say: 4,096 different sets.
  const hosts = Array.from({ length: 4096 }, (_, i) => `h${i.toString(2).padStart(12, "0")}`);
  const rules = Array.from({ length: 12 }, (_, bit) => {
    const glob = `h${"?".repeat(bit)}1${"?".repeat(11 - bit)}`;
    return { match: match({ host: [glob] }), errors: SERVER_ERRORS };
  });
  const { series, names, pool, summarizer } = begun(rules);
  const buckets = new OpenBuckets(OPTIONS, names, { open: new Map(), held: new Map() }, pool);
  const lines = [...hosts, ...hosts].map((host, i) => ({
    time: 100,
    host,
    section: "/a",
    status: i % 2 * 300 + 200,
    bytes: i,
  }));
  const { series: rows } = buckets.push(feed(summarizer, lines), null);
  assert.deepEqual(seriesOfRows(rows), expectedSeries(lines, series));
  assert.equal(rows.length, 12);
  // They are forgotten for the next summary.
  assert.deepEqual(
    seriesOfRows(buckets.push(feed(summarizer, lines), null).series),
    expectedSeries(lines, series),
  );
});

Deno.test("name table: find tells a name's number and makes none", () => {
  const table = new NameTable(), bytes = text.encode("abc");
  assert.equal(table.find(bytes, 0, 3), -1);
  assert.equal(table.intern(bytes, 0, 3), 0);
  assert.equal(table.find(bytes, 0, 3), 0);
  assert.equal(table.find(bytes, 0, 2), -1);
  assert.equal(table.count, 1);
});
