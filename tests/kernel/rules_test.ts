// What a rule file asks for, counted by the kernel as the reference counts it: classes of seconds, pairs of errors, on forged
// logs cut anywhere, for series that tell few or many names apart, and whenever names are forgotten.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import assert from "node:assert/strict";
import { Random } from "../../sample_data/random.ts";
import { amendmentOf, bucketOf } from "../../src/domain/buckets/bucket_from_cells.ts";
import type { SeriesRow, ValueRow } from "../../src/domain/buckets/rows.ts";
import { type CellTable, TablePool } from "../../src/domain/counting/cell_table.ts";
import { NamedPairs } from "../../src/domain/counting/error_pairs.ts";
import { type LogClockState, NOT_BEGUN } from "../../src/domain/counting/log_clock.ts";
import { emptyNames, type Names } from "../../src/domain/counting/names.ts";
import { RuleCells } from "../../src/domain/counting/rule_classes.ts";
import { Summarizer } from "../../src/domain/counting/summarizer.ts";
import type { Summary } from "../../src/domain/counting/summary.ts";
import type { Match, StatusRange } from "../../src/domain/rules/definition.ts";
import { type Series, seriesOf } from "../../src/domain/rules/series.ts";
import { csvReader } from "../csv_reader.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { ALL_RECORDS } from "../../src/domain/rules/definition.ts";
import { classLayout } from "../../src/kernel/rules/class_layout.ts";
import { mergePartials, SummaryMerger } from "../../src/kernel/summary/unpack.ts";
import { type ForgedLog, joined, latin1, linesOf, USUAL_HEADER } from "./forged_log.ts";
import { forgedLayoutLog } from "./layout_forge.ts";
import { forgedLog } from "./log_forge.ts";

const STATUSES: readonly StatusRange[][] = [
  [{ from: 500, to: 599 }],
  [{ from: 404, to: 404 }, { from: 503, to: 503 }],
  [{ from: 200, to: 399 }],
];

/** Some series: up to twelve, of which each looks at sections, hosts, statuses or not. */
function forgedSeries(random: Random): Series[] {
  const names = (pool: readonly string[]): string[] =>
    Array.from({ length: 1 + random.below(3) }, () => random.pick(pool));
  const rules = Array.from({ length: 1 + random.below(12) }, () => {
    const match: Match = {
      section: random.chance(0.5) ? names(["/a*", "/*1", "/section?", "/", "*e*", "(none)"]) : null,
      host: random.chance(0.3) ? names(["*1", "10.*", "h?", "*a*", "*:*"]) : null,
      status: random.chance(0.3) ? random.pick(STATUSES) : null,
    };
    return { match, errors: random.pick(STATUSES) };
  });
  return seriesOf({ rules, slos: [] });
}

function byText(rows: readonly ValueRow[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

/** What each series has in each second: hits, bytes, errors. In how many rows it comes does not matter. */
function bySeries(rows: Iterable<SeriesRow>): unknown {
  const sums = new Map<string, [hits: number, bytes: number, errors: number]>();
  for (const { time, series, hits, bytes, errors } of rows) {
    const key = `${time} ${series}`, [h, b, e] = sums.get(key) ?? [0, 0, 0];
    sums.set(key, [h + hits, Math.min(b + bytes, Number.MAX_SAFE_INTEGER), e + errors]);
  }
  return [...sums].sort(([a], [b]) => a < b ? -1 : 1);
}

/** The starts of buckets of which only the kept values are there. */
function cutIn({ open }: Summary): ReadonlySet<number> {
  return new Set([...open].filter(([, { order }]) => order?.isCut).map(([start]) => start));
}

/** All that a summary says: buckets with `top` values and, unless they are in `cut`, with all. */
function told(
  { open, amended, overdue, series, ...counts }: Summary,
  names: Names,
  cut: ReadonlySet<number>,
  top: number,
): unknown {
  const told = { series: bySeries(series), accepted: counts.accepted, late: counts.late };
  const tables = (of: ReadonlyMap<number, CellTable>, rows: typeof bucketOf | typeof amendmentOf) =>
    [...of].sort(([a], [b]) => a - b).map(([start, table]) =>
      (cut.has(start) ? [top] : [top, Infinity]).map((most) => {
        const { pairs, values, ...sums } = rows(start, table, names, most);
        const lists = [pairs.status_host, pairs.status_section, ...Object.values(values)];
        return [start, JSON.stringify(sums), ...lists.map(byText)];
      })
    );
  return {
    ...told,
    open: tables(open, bucketOf),
    amended: tables(amended, amendmentOf),
    overdue: tables(overdue, amendmentOf),
  };
}

/** Compares a log slice by slice; gives how many records the module counted without the reference, and buckets it cut. */
async function compare(log: ForgedLog, series: readonly Series[]): Promise<{ counted: number; cut: number }> {
  const open = log.open ?? (() => csvReader(latin1(log.header)));
  const reader = open(), own = open();
  let left = 0;
  const lent: LineReader = {
    columns: own.columns,
    get layout() {
      return own.layout;
    },
    read: (...words) => {
      left++;
      return own.read(...words);
    },
  };
  using kernel = await Kernel.claim(lent, { ...log, series });
  if (kernel === null) return { counted: 0, cut: 0 };
  const { bytes, ends } = joined(log.lines), adopter = new SummaryMerger();
  const names = { own: emptyNames(), other: emptyNames() };
  const rules = new RuleCells(series, names.other, new NamedPairs(names.other));
  const first = log.latest === null ? NOT_BEGUN : { ...NOT_BEGUN, latest: log.latest, begins: log.latest };
  let from = 0, clock: LogClockState = first, cuts = 0;
  for (let line = 0; line < log.lines.length; line++) {
    if (!log.lines[line].cut && line + 1 < log.lines.length) continue;
    const slice = bytes.subarray(from, from = ends[line]);
    const local = kernel.summarize(slice, clock, log.limits, 10, line % 7 === 0 ? line : adopter);
    const own = mergePartials([adopter.translate(local)], names.own, local.jumps, 10);
    const summarizer = new Summarizer(log, names.other, new TablePool(), rules);
    summarizer.begin(clock, 10);
    const other = summarizer.end(reader.read(slice, 0, slice.length, log.limits, summarizer));
    const cut = cutIn(own), what = `${log.name}, to line ${line}`;
    cuts += cut.size;
    assert.deepEqual(told(own, names.own, cut, log.top), told(other, names.other, cut, log.top), what);
    if (log.carries) clock = other.jumps.clock;
  }
  return { counted: log.lines.length - left, cut: cuts };
}

Deno.test("kernel with rules: forged logs", async () => {
  let counted = 0, cut = 0;
  for (let seed = 0; seed < 400; seed++) {
    const random = new Random(seed), forged = seed % 3 === 0 ? forgedLayoutLog : forgedLog;
    const log = forged(seed, random.pick([10, 100, 400]));
    const found = await compare(log, forgedSeries(random));
    counted += found.counted;
    cut += found.cut;
  }
  assert.ok(counted > 3000, `${counted} lines were counted by the module`);
  assert.ok(cut > 50, `${cut} buckets were cut`);
});

Deno.test("kernel with rules: more groups of names than there is room for", async () => {
  const sections = Array.from(
    { length: 60 },
    (_, i) => ({ section: [`/section${i}`], host: null, status: null }),
  );
  const series = seriesOf({ rules: sections.map((match) => ({ match, errors: STATUSES[0] })), slos: [] });
  const layout = classLayout(series, 600)!;
  assert.ok(1 << layout.sectionBits < sections.length);
  const time = 1_549_573_860;
  const lines = Array.from({ length: 3000 }, (_, i) => ({
    bytes: latin1(
      `"h${i % 9}","-","-",${time + (i >> 4)},"GET /section${i % 70} HTTP/1.1",${i % 5 ? 200 : 503},7\n`,
    ),
    cut: i % 500 === 499,
  }));
  const log = {
    ...forgedLog(1, 1),
    name: "many groups",
    header: USUAL_HEADER,
    lines: lines as ForgedLog["lines"],
  };
  const { counted } = await compare(
    { ...log, bucketSize: 600, lateness: 30, latest: null, limits: dateLimits(time * 2) },
    series,
  );
  assert.ok(counted > 500, `${counted}`);
});

Deno.test("kernel with rules: more classes than can be numbered", async () => {
  // Each rule is one bit of a host's or a section's number: every pair of them is a class of its own, 4,096 in all.
  const numbered = (name: string, bit: number): string[] =>
    Array.from({ length: 64 }, (_, i) => i).filter((i) => (i >> bit & 1) === 1).map((i) => name + i);
  const bits = [0, 1, 2, 3, 4, 5];
  const matches: Match[] = [
    ...bits.map((bit) => ({ section: numbered("/s", bit), host: null, status: null })),
    ...bits.map((bit) => ({ section: null, host: numbered("h", bit), status: null })),
  ];
  const series = seriesOf({ rules: matches.map((match) => ({ match, errors: STATUSES[0] })), slos: [] });
  const random = new Random(3);
  const texts = Array.from({ length: 9000 }, (_, i) => {
    const host = random.below(64), section = random.below(64);
    return `"h${host}","-","-",${1_549_573_860 + (i >> 7)},"GET /s${section} HTTP/1.1",200,7\n`;
  });
  const lines = linesOf(texts, (i) => i % 3000 === 2999);
  const log = { ...forgedLog(1, 1), name: "many classes", header: USUAL_HEADER, lines };
  const ordered = { ...log, bucketSize: 10, lateness: 86_400, latest: null, limits: dateLimits(4e9) };
  const { counted } = await compare(ordered, series);
  assert.ok(counted > 0, `${counted}`);
});

Deno.test("kernel with rules: names of all kinds become more and more while buckets are filled", async () => {
  const match: Match = { section: ["/a*"], host: null, status: null };
  const series = seriesOf({ rules: [{ match, errors: STATUSES[0] }], slos: [] });
  const texts = Array.from({ length: 20_000 }, (_, i) => {
    const [host, section, status] = [i % 9000, (i * 7) % 2500, [200, 404, 500, 503][i % 4]];
    return `"h${host}","-","-",${1_549_573_860 + (i >> 9)},"GET /s${section} HTTP/1.1",${status},902\n`;
  });
  const lines = linesOf(texts, (i) => i % 10_000 === 9999);
  const log = { ...forgedLog(1, 1), name: "growing names", header: USUAL_HEADER, lines };
  const { counted, cut } = await compare(
    { ...log, bucketSize: 10, lateness: 1, latest: null, limits: dateLimits(4e9) },
    series,
  );
  assert.ok(counted > 5000, `${counted}`);
  assert.ok(cut > 0, "no bucket was cut");
});

Deno.test("kernel with rules: buckets of more errors than the module lists, wherever they lie", async () => {
  const match: Match = { section: ["/s1*"], host: null, status: null };
  const series = seriesOf({ rules: [{ match, errors: STATUSES[1] }], slos: [] });
  for (let bucket = 0; bucket < 8; bucket++) {
    const start = 1_549_573_860 + bucket * 600;
    const texts = Array.from({ length: bucket === 0 ? 70_000 : 40_000 }, (_, i) => {
      const [host, section, status] = [(i * i) % 300, i % 20, [404, 500, 200, 503][i % 4]];
      return `"h${host}","-","-",${start + (i >> 7)},"GET /s${section} HTTP/1.1",${status},${i}\n`;
    });
    const lines = linesOf(texts, (i) => i % 35_000 === 34_999);
    const log = { ...forgedLog(1, 1), name: "many errors", header: USUAL_HEADER, lines };
    const { counted } = await compare(
      { ...log, bucketSize: 600, lateness: 1, latest: null, limits: dateLimits(4e9) },
      series,
    );
    assert.ok(counted > texts.length - 10_000, `${counted}`);
  }
});

Deno.test("kernel with rules: none where seconds and classes are too many, or durations matter", () => {
  const match: Match = { section: ["/a"], host: ["b"], status: null };
  const series = seriesOf({ rules: [{ match, errors: STATUSES[0] }], slos: [] });
  assert.notEqual(classLayout(series, 3600), null);
  assert.equal(classLayout(series, 86_400), null);
  // The module reads no durations.
  const slow = { match: { section: null, host: null, status: null }, errors: [], slowerThan: 1000 };
  assert.equal(classLayout(seriesOf({ rules: [slow], slos: [] }), 600), null);
  const posts = { match: { ...ALL_RECORDS, method: ["POST"] }, errors: [] };
  assert.equal(classLayout(seriesOf({ rules: [posts], slos: [] }), 600), null);
});
