// The series of a rule set: numbered in order of use, recognised again however they are written, and their masks are what the
// conditions say.

import fc from "fast-check";
import assert from "node:assert/strict";
import {
  ALL_RECORDS,
  type Match,
  SERVER_ERRORS,
  type StatusRange,
} from "../../../src/domain/rules/definition.ts";
import {
  errorMask,
  MOST_SERIES,
  nameMask,
  nameMasks,
  numberOfSeries,
  type SeriesMask,
  seriesOf,
  seriesText,
  slowMask,
  statusMask,
  timedMask,
} from "../../../src/domain/rules/series.ts";

const range: fc.Arbitrary<StatusRange> = fc.tuple(fc.integer({ min: 100, max: 999 }), fc.nat({ max: 120 }))
  .map(([from, length]) => ({ from, to: Math.min(999, from + length) }));
const ranges = fc.array(range, { maxLength: 4 });
const patterns = fc.array(fc.stringMatching(/^[a*?\u{1f600}/]{0,5}$/u), { maxLength: 3 });
const match: fc.Arbitrary<Match> = fc.record({
  section: fc.option(patterns),
  host: fc.option(patterns),
  status: fc.option(ranges),
  method: patterns,
  agent: patterns,
}, { requiredKeys: ["section", "host", "status"] });
const watching = fc.record({
  match,
  errors: ranges,
  slowerThan: fc.constantFrom(undefined, 1, 1000, 2_000_000),
  metric: fc.constantFrom(undefined, "error_ratio" as const, "slow_ratio" as const),
});

/** A glob by its definition: a regular expression over characters. */
function naive(pattern: string, name: string): boolean {
  const text = Array.from(pattern, (character) => {
    if (character === "*") return "[^]*";
    return character === "?" ? "[^]" : character.replace(/[\\^$.|+()[\]{}/]/g, "\\$&");
  }).join("");
  return new RegExp(`^${text}$`, "u").test(name);
}

function bitsOf({ lo, hi }: SeriesMask): boolean[] {
  assert.ok(lo >= 0 && lo < 2 ** 32 && hi >= 0 && hi < 2 ** 32);
  return Array.from({ length: 64 }, (_, bit) => ((bit < 32 ? lo >>> bit : hi >>> bit - 32) & 1) === 1);
}

Deno.test("series: masks are what the conditions say, for every series", () => {
  const names = fc.stringMatching(/^[a/\u{1f600}*]{0,7}$/u);
  fc.assert(
    fc.property(
      fc.array(watching, { maxLength: MOST_SERIES }),
      names,
      fc.integer({ min: 100, max: 999 }),
      fc.constantFrom(0, 1, 2, 999, 1000, 1001, 3e9),
      (rules, name, status, duration) => {
        const series = seriesOf({ rules, slos: [] });
        const named = (patterns: readonly string[] | null | undefined) =>
          patterns?.some((pattern) => naive(pattern, name)) ?? true;
        const within = (ranges: readonly StatusRange[]) =>
          ranges.some(({ from, to }) => from <= status && status <= to);
        const padded = (of: (one: typeof series[number]) => boolean) =>
          Array.from({ length: 64 }, (_, number) => number < series.length && of(series[number]));
        assert.deepEqual(
          bitsOf(nameMask(series, "section", name)),
          padded(({ match }) => named(match.section)),
        );
        assert.deepEqual(bitsOf(nameMask(series, "host", name)), padded(({ match }) => named(match.host)));
        assert.deepEqual(
          bitsOf(nameMask(series, "method", name)),
          padded(({ match }) => named(match.method)),
        );
        assert.deepEqual(nameMasks(series, "host")(name), nameMask(series, "host", name));
        assert.deepEqual(nameMasks(series, "section")(name), nameMask(series, "section", name));
        assert.deepEqual(
          bitsOf(statusMask(series, status)),
          padded(({ match }) => match.status === null || within(match.status)),
        );
        assert.deepEqual(bitsOf(errorMask(series, status)), padded(({ errors }) => within(errors)));
        const slow = padded(({ slowerThan }) => slowerThan !== null && duration > slowerThan);
        assert.deepEqual(bitsOf(slowMask(series, duration)), slow);
        // Which of them want a duration is the metric's to say.
        const timed = series.map(({ text }) => rules.find((rule) => seriesText(rule) === text)!.metric);
        assert.deepEqual(
          bitsOf(timedMask(series)),
          padded((one) => timed[series.indexOf(one)] === "slow_ratio"),
        );
      },
    ),
  );
});

Deno.test("series: the text is the same for the same statuses and names, and only for those", () => {
  const statuses = (ranges: readonly StatusRange[]) =>
    Array.from({ length: 900 }, (_, i) => ranges.some(({ from, to }) => from <= 100 + i && 100 + i <= to));
  fc.assert(fc.property(ranges, ranges, (one, other) => {
    const same = JSON.stringify(statuses(one)) === JSON.stringify(statuses(other));
    const text = (errors: readonly StatusRange[]) =>
      seriesText({ match: { section: null, host: null, status: errors }, errors });
    assert.equal(text(one) === text(other), same);
    assert.equal(text([...one, ...one].reverse()), text(one));
  }));
  const named = (section: readonly string[] | null, host: readonly string[] | null) =>
    seriesText({ match: { section, host, status: null }, errors: [] });
  assert.equal(named(["/b", "/a", "/b"], null), named(["/a", "/b"], null));
  assert.notEqual(named(["/a"], null), named(null, ["/a"]));
  assert.notEqual(named([], null), named(null, null));
  const of = (slowerThan: number | undefined, metric: "error_ratio" | "slow_ratio" | "rate") =>
    seriesText({ match: ALL_RECORDS, errors: [], slowerThan, metric });
  assert.equal(of(undefined, "rate"), of(undefined, "error_ratio"));
  assert.equal(of(5, "slow_ratio"), of(5, "slow_ratio"));
  const texts = [of(undefined, "rate"), of(5, "error_ratio"), of(6, "error_ratio"), of(5, "slow_ratio")];
  assert.equal(new Set(texts).size, 4);
});

Deno.test("series: they are numbered as rules, then objectives, first use them", () => {
  const of = (section: string) => ({
    match: { section: [section], host: null, status: null },
    errors: SERVER_ERRORS,
  });
  const [a, b, c] = ["/a", "/b", "/c"].map(of);
  const series = seriesOf({ rules: [b, a, b], slos: [c, a] });
  assert.deepEqual(series.map(({ match }) => match.section), [["/b"], ["/a"], ["/c"]]);
  assert.deepEqual([a, b, c, of("/d")].map((rule) => numberOfSeries(series, rule)), [1, 0, 2, -1]);
  const many = Array.from({ length: 65 }, (_, i) => of(`/${i}`));
  assert.equal(seriesOf({ rules: many.slice(1), slos: [] }).length, 64);
  assert.throws(() => seriesOf({ rules: many, slos: [] }), RangeError);
});
