// Explanations of alerts, against the sentences of alerts.md over single records, and at their edges.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ExplainedRule } from "../../../src/domain/alerts/cause_amounts.ts";
import type { BucketRows } from "../../../src/domain/buckets/rows.ts";
import { causeTexts } from "../../../src/domain/alerts/cause_text.ts";
import { type Cause, explain } from "../../../src/domain/alerts/explanation.ts";
import { ALL_RECORDS, type Match, SERVER_ERRORS } from "../../../src/domain/rules/definition.ts";
import { isNamed, isStatusIn } from "../../../src/domain/rules/match.ts";
import { bucketsOf, plainCauses, type PlainRecord, type Weight } from "../explained_records.ts";

const NAMES = [
  "/a",
  "/b",
  "500 /a",
  "constructor",
  "__proto__",
  "\\x1b[31m",
  "",
  " ",
  "🙂",
  "'; DROP TABLE alert --",
];
const END = 240;

/** Few different values, so that shares are large; the weights make some of them stand out. */
const records: fc.Arbitrary<PlainRecord[]> = fc.array(
  fc.record({
    time: fc.oneof(fc.nat({ max: END - 1 }), fc.integer({ min: END - 60, max: END - 1 })),
    section: fc.constantFrom(...NAMES.slice(0, 4), "/a", "/a"),
    host: fc.constantFrom(...NAMES, "10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.1"),
    status: fc.constantFrom("200", "200", "404", "500", "500", "503", "999"),
    bytes: fc.constantFrom(0, 1, 7, 1000, 1000),
  }, { noNullPrototype: true }),
  { minLength: 1, maxLength: 60, size: "max" },
);
const sizes = fc.constantFrom(1, 5, 10, 60), windows = fc.integer({ min: 1, max: 130 });

const WEIGHTS = {
  rate: () => 1,
  count: () => 1,
  bytes_rate: ({ bytes }: PlainRecord) => bytes,
  error_ratio: ({ status }: PlainRecord) => Number(isStatusIn(SERVER_ERRORS, Number(status))),
  burn: ({ status }: PlainRecord) => Number(isStatusIn(SERVER_ERRORS, Number(status))),
} as const satisfies Record<string, Weight>;
const metrics = fc.constantFrom(...Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]);

/** The records of the buckets of the window, and of as many before it. */
function around(
  all: readonly PlainRecord[],
  at: number,
  window: number,
  size: number,
): [PlainRecord[], PlainRecord[]] {
  const from = Math.floor((at - window + 1) / size) * size, to = Math.floor(at / size) * size + size;
  const between = (first: number, end: number) => all.filter(({ time }) => time >= first && time < end);
  return [between(from, to), between(from - (to - from), from)];
}

const plain = ({ status, section, host, amount, share, before }: Cause) => ({
  ...{ status, section, host, amount, share, before },
});

Deno.test("explanation: over all records it is what alerts.md says", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(
      records,
      fc.nat({ max: END - 1 }),
      windows,
      sizes,
      metrics,
      (all, at, window, size, metric) => {
        const [now, before] = around(all, at, window, size);
        const watched: ExplainedRule = { metric, match: ALL_RECORDS, errors: SERVER_ERRORS, window };
        const { causes, from, to } = explain(watched, at, bucketsOf(all, size), size, at - at % size + size);
        assert.deepEqual(causes.map(plain), plainCauses(now, before, WEIGHTS[metric]));
        assert.ok(from <= Math.max(at - window + 1, from) && at < to && (to - from) % size === 0);
        for (const { of, status, section, host } of causes) {
          assert.equal(of, "matching");
          kinds.add([status && "status", section && "section", host && "host"].filter(Boolean).join(" "));
        }
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(kinds.size >= 5, [...kinds].join(", "));
});

const matches: fc.Arbitrary<Match> = fc.record({
  section: fc.option(fc.constantFrom(["/a"], ["/*"], ["/b", "500*"])),
  host: fc.option(fc.constantFrom(["10.0.0.1"], ["10.*", "?"])),
  status: fc.option(
    fc.constantFrom([{ from: 500, to: 599 }], [{ from: 200, to: 299 }, { from: 404, to: 404 }]),
  ),
  method: fc.option(fc.constant(["GET"]), { nil: undefined }),
}, { noNullPrototype: true, requiredKeys: ["section", "host", "status"] });

Deno.test("explanation: of a rule about some records, each share is the true one, and nothing is about others", () => {
  const seen = new Map<Cause["of"], number>();
  fc.assert(
    fc.property(
      ...[records, fc.nat({ max: END - 1 }), windows, sizes, metrics, matches] as const,
      (all, at, window, size, metric, match) => {
        const meets = {
          section: ({ section }: PlainRecord) => match.section === null || isNamed(match.section, section),
          host: ({ host }: PlainRecord) => match.host === null || isNamed(match.host, host),
          status: ({ status }: PlainRecord) =>
            match.status === null || isStatusIn(match.status, Number(status)),
        };
        const isMeant = (one: PlainRecord) => Object.values(meets).every((isMet) => isMet(one));
        const [now, before] = around(all, at, window, size);
        const watched: ExplainedRule = { metric, match, errors: SERVER_ERRORS, window };
        const { causes } = explain(watched, at, bucketsOf(all, size), size, at - at % size + size);
        for (const cause of causes) {
          seen.set(cause.of, (seen.get(cause.of) ?? 0) + 1);
          const names = (["status", "section", "host"] as const).filter((name) => cause[name] !== null);
          for (const name of names) {
            const asked = match[name];
            if (asked === null) continue;
            assert.ok(
              name === "status"
                ? isStatusIn(match.status!, Number(cause.status))
                : isNamed(match[name]!, cause[name]!),
            );
          }
          const weighed = (records: PlainRecord[], isCounted: (record: PlainRecord) => boolean): number =>
            records.filter(isCounted).reduce((sum, record) => sum + WEIGHTS[metric](record), 0);
          const isIt = (record: PlainRecord) => names.every((name) => record[name] === cause[name]);
          if (cause.of === "matching") {
            const share = (some: PlainRecord[]) =>
              weighed(some, (one) => isMeant(one) && isIt(one)) / weighed(some, isMeant);
            assert.equal(cause.share, share(now));
            assert.equal(cause.before, Number.isNaN(share(before)) ? null : share(before));
            continue;
          }
          assert.ok(cause.amount <= weighed(now, isIt) && cause.share <= 1);
          // Of what buckets can tell of the rule: "all" names none of it.
          const told = (["section", "host", "status"] as const).filter((part) =>
            cause.of.split("_").includes(part)
          );
          assert.ok(cause.of === "all" || told.length > 0 && told.every((part) => match[part] !== null));
          const total = weighed(now, (one) => told.every((part) => meets[part](one)));
          assert.equal(cause.share, cause.amount / total, cause.of);
        }
      },
    ),
    { numRuns: 3000 },
  );
  const kinds = ["matching", "all", "section", "host", "status", "status_section", "status_host"] as const;
  for (const of of kinds) assert.ok(seen.get(of)! > 10, `${of}: ${seen.get(of)}`);
});

/** The routes of records, as buckets have them: two in each section, and one that is the section. */
const routeOf = ({ section, host }: PlainRecord): string =>
  host === "10.0.0.1" ? `${section}/one` : host < "1" ? section : `${section}/other`;

function withRoutes(buckets: readonly BucketRows[], all: readonly PlainRecord[], size: number): BucketRows[] {
  return buckets.map((bucket) => {
    const inside = all.filter(({ time }) => time - time % size === bucket.start);
    const route = [...Map.groupBy(inside, routeOf)].map(([value, those]) => ({
      ...{ value, hits: those.length, bytes: 0 },
      failures: those.filter(({ status }) => status >= "500").length,
    }));
    return { ...bucket, values: { ...bucket.values, route } };
  });
}

Deno.test("explanation: of a rule on all that failed the routes are named, with their true shares, and of no other one", () => {
  const seen = { routes: 0, others: 0 };
  const watchedOnes = fc.constantFrom<Pick<ExplainedRule, "metric" | "match" | "errors">>(
    ...(["error_ratio", "burn"] as const).map((metric) => ({
      metric,
      match: ALL_RECORDS,
      errors: SERVER_ERRORS,
    })),
    { metric: "rate", match: { ...ALL_RECORDS, status: SERVER_ERRORS }, errors: SERVER_ERRORS },
    { metric: "rate", match: ALL_RECORDS, errors: SERVER_ERRORS },
    { metric: "error_ratio", match: ALL_RECORDS, errors: [{ from: 400, to: 599 }] },
    { metric: "error_ratio", match: { ...ALL_RECORDS, section: ["/a"] }, errors: SERVER_ERRORS },
  );
  fc.assert(
    fc.property(
      ...[records, fc.nat({ max: END - 1 }), windows, sizes, watchedOnes, fc.boolean()] as const,
      (drawn, at, window, size, rule, hasRoutes) => {
        // Names that are paths, as routes are.
        const all = drawn.map((record) => ({
          ...record,
          section: record.section === "/a" ? "/a" : "/b",
          status: record.status === "999" && record.bytes !== 7 ? "500" : record.status,
        }));
        const [now, before] = around(all, at, window, size), both = [...now, ...before];
        const plainBuckets = bucketsOf(all, size);
        const buckets = hasRoutes ? withRoutes(plainBuckets, all, size) : plainBuckets;
        const { causes } = explain({ ...rule, window }, at, buckets, size, at - at % size + size);
        const isError = ({ status }: PlainRecord) => isStatusIn(rule.errors, Number(status));
        const isFailure = ({ status }: PlainRecord) => status >= "500";
        const isOfAll = rule.match.section === null && (rule.metric !== "rate" || rule.match.status !== null);
        const canTell = isOfAll && (hasRoutes || !both.some(isFailure)) &&
          both.every((record) => isError(record) === isFailure(record));
        const share = (some: PlainRecord[], route: string): number => {
          const failed = some.filter(isFailure);
          return failed.filter((record) => routeOf(record) === route).length / failed.length;
        };
        const named = causes.flatMap(({ route }) => route ?? []);
        for (const cause of causes) {
          if (cause.route === undefined) continue;
          seen.routes++;
          assert.ok(canTell && !["/a", "/b"].includes(cause.route));
          assert.equal(cause.of, "matching");
          assert.equal(cause.share, share(now, cause.route));
          assert.equal(cause.before, before.some(isFailure) ? share(before, cause.route) : null);
        }
        if (!canTell || causes.length === 3) {
          seen.others++;
          return;
        }
        for (const route of new Set(now.filter(isFailure).map(routeOf))) {
          if (["/a", "/b"].includes(route)) continue;
          const count = (some: PlainRecord[]) =>
            some.filter((one) => isFailure(one) && routeOf(one) === route).length;
          const all = (some: PlainRecord[]) => some.filter(isFailure).length;
          const isOut = 10 * count(now) >= 3 * all(now) &&
            2 * count(now) * all(before) >= 3 * count(before) * all(now);
          assert.equal(named.includes(route), isOut, `${route} of ${named}`);
        }
      },
    ),
    { numRuns: 6000 },
  );
  assert.ok(seen.routes > 100 && seen.others > 100, JSON.stringify(seen));
});

Deno.test("explanation: it depends neither on the order of the rows nor on later buckets", () => {
  fc.assert(
    fc.property(
      records,
      fc.nat({ max: END - 1 }),
      windows,
      metrics,
      fc.nat(),
      (all, at, window, metric, seed) => {
        const watched: ExplainedRule = { metric, match: ALL_RECORDS, errors: SERVER_ERRORS, window };
        const until = at - at % 10 + 10;
        const buckets = bucketsOf(all, 10), [expected] = [explain(watched, at, buckets, 10, until)];
        const turned = buckets.map((bucket) => ({
          ...bucket,
          values: mapped(bucket.values, (rows) => rows.toSorted((_, b) => (b.hits * 7 + seed) % 3 - 1)),
          pairs: mapped(bucket.pairs, (rows) => rows.toReversed()),
        }));
        assert.deepEqual(explain(watched, at, turned, 10, until), expected);
        assert.deepEqual(
          explain(watched, at, buckets.filter(({ start }) => start < until), 10, until),
          expected,
        );
      },
    ),
    { numRuns: 500 },
  );
});

function mapped<Key extends string, Of>(
  of: Readonly<Record<Key, Of>>,
  change: (one: Of) => Of,
): Record<Key, Of> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value as Of)])) as Record<
    Key,
    Of
  >;
}

const hit = (time: number, section: string, host: string, status = "200"): PlainRecord => {
  return { time, section, host, status, bytes: 10 };
};
const many = (count: number, record: PlainRecord) => Array.from({ length: count }, () => record);
const about = (metric: ExplainedRule["metric"], match: Partial<Match> = {}, window = 10): ExplainedRule => {
  return { metric, match: { ...ALL_RECORDS, ...match }, errors: SERVER_ERRORS, window };
};
const wordsOf = (watched: ExplainedRule, at: number, all: PlainRecord[], until = at - at % 10 + 10) =>
  causeTexts(explain(watched, at, bucketsOf(all, 10), 10, until));

Deno.test("explanation: a pair stands in for its parts from nine tenths of both on", () => {
  const errors = (others: number) => [
    ...many(9, hit(19, "/a", "10.0.0.1", "500")),
    ...many(others, hit(19, "/b", "10.0.0.1", "502")),
    ...many(11, hit(9, "/c", "10.0.0.2", "503")),
  ];
  const window = (others: number) => explain(about("error_ratio"), 19, bucketsOf(errors(others), 10), 10, 20);
  assert.deepEqual(window(1).causes.map(plain).slice(0, 2), [
    { status: "500", section: null, host: "10.0.0.1", amount: 9, share: 0.9, before: 0 },
    { status: "500", section: "/a", host: null, amount: 9, share: 0.9, before: 0 },
  ]);
  assert.equal(window(1).causes.length, 2);
  // 9 of 11: the host has more errors than the pair covers, and is told too.
  assert.deepEqual(window(2).causes.map(({ status, section, host }) => [status, section, host]), [
    [null, null, "10.0.0.1"],
    ["500", null, "10.0.0.1"],
    ["500", "/a", null],
  ]);
});

Deno.test("explanation: the words", () => {
  const log = [
    ...many(4, hit(5, "/a", "10.0.0.1", "500")),
    ...many(96, hit(6, "/b", "10.0.0.2", "404")),
    ...many(90, hit(15, "/a", "10.0.0.1", "500")),
    ...many(10, hit(16, "/b", "10.0.0.2", "404")),
  ];
  const errors = { from: 400, to: 599 };
  assert.deepEqual(wordsOf({ ...about("error_ratio"), errors: [errors] }, 19, log), [
    "status 500 from host 10.0.0.1 accounts for 90 % of the errors in 00:00:10 – 00:00:20 (before: 4 %)",
    "status 500 in section /a accounts for 90 % of the errors in 00:00:10 – 00:00:20 (before: 4 %)",
  ]);
  assert.deepEqual(
    wordsOf(about("rate", { section: ["/a"] }), 19, log.slice(4, 190)),
    [
      "status 500 from host 10.0.0.1 accounts for 100 % of all hits in 00:00:10 – 00:00:20 (before: 0 %)",
      "status 500 in section /a accounts for 100 % of the hits in 00:00:10 – 00:00:20 (before: no hits)",
    ].toSorted(),
  );
});

Deno.test("explanation: shares of what a rule fixes in part are told as of that part", () => {
  const log = [
    ...many(60, hit(15, "/other", "10.9.0.1", "503")),
    ...many(20, hit(15, "/api", "10.0.0.1", "503")),
    ...many(20, hit(15, "/api", "10.0.0.1")),
  ];
  const isTold = (metric: ExplainedRule["metric"], match: Partial<Match>, expected: string) => {
    const words = wordsOf(about(metric, { ...match, method: ["GET"] }), 19, log);
    const told = words.map((one) => one.replace(/ in 00:.*/, ""));
    assert.ok(told.includes(expected), told.join("\n"));
  };
  const failed = { status: [{ from: 500, to: 599 }] },
    api = { section: ["/api"] },
    net = { host: ["10.0.*"] };
  const inApi = "status 503 in section /api accounts for",
    fromHost = "status 503 from host 10.0.0.1 accounts for";
  isTold("error_ratio", api, `${inApi} 100 % of all errors in the rule's section`);
  isTold("burn", net, `${fromHost} 100 % of all errors from the rule's host`);
  isTold("count", api, `${inApi} 50 % of all hits in the rule's section`);
  isTold(
    "count",
    failed,
    "status 503 in section /other accounts for 75 % of all hits with the rule's status",
  );
  isTold("count", { ...api, ...failed }, `${inApi} 100 % of all hits with the rule's status in its section`);
  isTold(
    "count",
    { ...net, ...failed },
    `${fromHost} 100 % of all hits with the rule's status from its host`,
  );
  isTold("error_ratio", {}, "status 503 in section /other accounts for 75 % of all errors");
});

Deno.test("explanation: nearly all is not told as all, nor nearly nothing as nothing", () => {
  const told = (share: number, before: number | null) => {
    const cause = {
      status: null,
      section: null,
      host: "h",
      amount: 1,
      share,
      before,
      lift: null,
      of: "all",
    } as const;
    return causeTexts({ measure: "bytes", from: 0, to: 10, causes: [cause] })[0];
  };
  assert.equal(
    told(0.997, 0.001),
    "host h accounts for 99 % of all bytes in 00:00:00 – 00:00:10 (before: under 1 %)",
  );
  assert.equal(
    told(1, null),
    "host h accounts for 100 % of all bytes in 00:00:00 – 00:00:10 (before: no bytes)",
  );
});

Deno.test("explanation: where pairs were not counted, they are not taken for nothing", () => {
  const log = [...many(20, hit(5, "/a", "h", "500")), ...many(20, hit(15, "/a", "h", "500"))];
  const buckets = bucketsOf(log, 10);
  const former = { ...buckets[0], pairs: { status_host: [], status_section: [] } };
  assert.deepEqual(explain(about("error_ratio"), 19, [former, buckets[1]], 10, 20).causes, []);
  const other = bucketsOf(
    [...many(20, hit(5, "/a", "h", "501")), ...many(20, hit(15, "/a", "h", "500"))],
    10,
  );
  const causes =
    explain(about("error_ratio"), 19, [{ ...other[0], pairs: former.pairs }, other[1]], 10, 20).causes;
  assert.deepEqual(causes.map(({ status, host }) => [status, host]), [["500", null]]);
});

Deno.test("explanation: one that cannot wait is made from the buckets that are complete by then", () => {
  const log = [
    ...many(5, hit(5, "/b", "h")),
    ...many(5, hit(15, "/a", "h")),
    ...many(50, hit(25, "/c", "h")),
  ];
  const hurried = explain(about("count", {}, 15), 25, bucketsOf(log, 10), 10, 26);
  assert.deepEqual([hurried.from, hurried.to, hurried.soFar], [10, 20, true]);
  assert.deepEqual(causeTexts(hurried), [
    "section /a accounts for 100 % of the hits in 00:00:10 – 00:00:20 so far (before: 0 %)",
  ]);
  assert.deepEqual(hurried.causes.map(({ section }) => section), ["/a"]);
  const whole = explain(about("count", {}, 15), 25, bucketsOf(log, 10), 10, 30);
  assert.deepEqual([whole.from, whole.to, "soFar" in whole], [10, 30, false]);
  assert.equal(whole.causes[0].section, "/c");
  // At the last second of its bucket nothing is missing.
  assert.deepEqual(
    explain(about("count", {}, 15), 29, bucketsOf(log, 10), 10, 30),
    explain(about("count", {}, 15), 29, bucketsOf(log, 10), 10, 40),
  );
});

Deno.test("explanation: of silence it tells what there was before", () => {
  const log = [
    ...many(9, hit(8, "/login", "10.0.0.1")),
    ...many(1, hit(12, "/login", "10.0.0.2", "401")),
    ...many(90, hit(25, "/other", "10.0.0.3")),
  ];
  // The last one at 12; silent since 13.
  assert.deepEqual(wordsOf(about("absence", { section: ["/login"] }, 15), 27, log), []);
  assert.deepEqual(wordsOf(about("absence", { section: ["/log*"] }, 15), 27, log), [
    "section /login made up 100 % of the hits before the silence",
  ]);
  assert.deepEqual(
    wordsOf(about("absence", {}, 15), 27, log.slice(0, 10)),
    [
      "section /login made up 100 % of the hits before the silence",
      "status 200 made up 90 % of the hits before the silence",
      "host 10.0.0.1 made up 90 % of the hits before the silence",
    ],
  );
});

Deno.test("explanation: of a window of more than five hundred buckets the last ones are looked at", () => {
  const log = [
    ...many(5, hit(4_999, "/b", "h")),
    ...many(5, hit(5_000, "/a", "h")),
    ...many(5, hit(9_999, "/a", "h")),
  ];
  const { from, to, causes } = explain(about("count", {}, 86_400), 9_999, bucketsOf(log, 10), 10, 10_000);
  assert.deepEqual([from, to], [5_000, 10_000]);
  assert.deepEqual(causes.map(({ section, before }) => [section, before]), [["/a", 0]]);
});
