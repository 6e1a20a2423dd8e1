// Role: a real store with two small logs in it, whose totals can be counted in one's head; for the tests of the reports
// and of the query command.
//
// "shop": ten buckets, one every half hour from START. Each has 10 hits, 2 of them failures: /api 6 (2 failures), /cart 3,
// (other) 1; one host of its own 9, (other) 1; status 200 8, 404 0, 500 1, 503 1; two parts of it are missing. "blog": one
// bucket of 5 hits at START.

import { readdirSync } from "node:fs";
import type { Alert } from "../../src/domain/alerts/alert.ts";
import {
  type BucketRows,
  type HourRows,
  NO_PAIRS,
  type SloMinute,
  type ValueRow,
  type VisitorHour,
} from "../../src/domain/buckets/rows.ts";
import { withBuiltIn } from "../../src/domain/rules/built_in.ts";
import { ALL_RECORDS, type RuleSet, SERVER_ERRORS } from "../../src/domain/rules/definition.ts";
import type { Countries } from "../../src/host/lists.ts";
import { lists } from "../../src/lists/lists.ts";
import type { Outside } from "../../src/stores/sqlite/read/functions.ts";
import { VisitorSketch } from "../../src/domain/visitors/visitor_sketch.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Change, Reader, RunDescription } from "../../src/stores/store.ts";
import { byDimension, DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { mmdb, type MmdbContent } from "../lists/mmdb.ts";
import { message, PLAIN_ALERT } from "../contracts/store_material.ts";

/** 2015-05-17T10:00:00Z. */
export const START = 1431856800;
/** Time of the last record of "shop"; that of "blog" is START. */
export const LAST: number = START + 9 * 1800 + 5;

const value = (name: string, hits: number, failures = 0, bytes = hits * 100): ValueRow => {
  return { value: name, hits, bytes, failures };
};

function shopBucket(number: number): BucketRows {
  return {
    start: START + number * 1800,
    hits: 10,
    bytes: 1000,
    failures: 2,
    late: number % 2,
    hosts: 3,
    values: {
      ...byDimension(() => []),
      section: [value("/api", 6, 2), value("/cart", 3), value("(other)", 1)],
      host: [value(`10.0.0.${number}`, 9, 2), value("(other)", 1)],
      status: [value("200", 8), value("500", 1, 1), value("503", 1, 1)],
      duration: [value("100", 6, 2), value("120", 3), value("0", 1)],
      route: [value("/api/:id", 6, 2), value("/cart", 3), value("(other)", 1)],
    },
    pairs: {
      status_section: [value("500 /api", 1, 1), value("503 /api", 1, 1)],
      status_host: [value(`500 10.0.0.${number}`, 1, 1), value(`503 10.0.0.${number}`, 1, 1)],
    },
  };
}

/** A bucket with one record of so many bytes. */
export function loneBucket(start: number, bytes: number, hits = 1): BucketRows {
  const one = (name: string) => [value(name, hits, 0, bytes)];
  const values = {
    ...byDimension(() => []),
    section: one("/blog"),
    host: one("10.9.9.9"),
    status: one("200"),
    route: one("/blog"),
    duration: one("0"),
  };
  return { start, hits, bytes, failures: 0, late: 0, hosts: 1, values, pairs: NO_PAIRS };
}

function alert(firedAt: number, resolvedAt: number | null): Alert {
  const times = { firedAt, peakAt: firedAt + 1, resolvedAt, resolvedValue: resolvedAt === null ? null : 1 };
  return { ...PLAIN_ALERT, value: 13.4917, peakValue: 20, ...times };
}

/** What buckets add to their hours. */
function hoursOf(closed: readonly BucketRows[]): HourRows[] {
  const hours = Map.groupBy(closed, ({ start }) => start - start % 3600);
  return [...hours].map(([start, buckets]) => ({
    start,
    values: byDimension(({ name, span }) => {
      // What hours alone have is that of sections here.
      const like = span === "hour" ? "section" : name;
      const rows = Map.groupBy(buckets.flatMap(({ values }) => values[like]), ({ value }) => value);
      return [...rows].map(([value, same]) => {
        const sum = (of: "hits" | "bytes" | "failures") =>
          Math.min(same.reduce((all, row) => all + row[of], 0), Number.MAX_SAFE_INTEGER);
        return { value, hits: sum("hits"), bytes: sum("bytes"), failures: sum("failures") };
      });
    }),
  }));
}

/** Two visitors in each bucket. */
function visitorsOf(closed: readonly BucketRows[]): VisitorHour[] {
  const hours = Map.groupBy(closed, ({ start }) => start - start % 3600);
  return [...hours].map(([start, buckets]) => {
    const sketch = new VisitorSketch();
    for (const bucket of buckets) {
      for (const one of [1, 2]) {
        sketch.add(Int32Array.of(Math.imul(bucket.start + one, 0x9e3779b1), bucket.start));
      }
    }
    return { start, sketch };
  });
}

/** A change that brings these buckets as final, and nothing else. */
export function changeOf(closed: readonly BucketRows[], last: number): Change {
  const hits = closed.reduce((sum, bucket) => sum + bucket.hits, 0);
  return {
    times: { first: closed[0].start, last },
    watermark: last - 30,
    seconds: closed.map(({ start, bytes, failures, late, hits }) => ({
      time: start,
      hits,
      bytes,
      failures,
      late,
    })),
    closed,
    amended: [],
    hours: hoursOf(closed),
    overdue: [],
    visitors: visitorsOf(closed),
    sloMinutes: [],
    sloSpans: [],
    outbox: [],
    alerts: [],
    rejects: [],
    rejected: {},
    counts: {
      bytes: 1000,
      read: hits,
      accepted: hits,
      rejected: 0,
      late: 0,
      outliers: 0,
      leftOut: 0,
      excluded: 0,
    },
    gaps: [],
    inputs: [],
    checkpoint: new Uint8Array([1]),
    ending: null,
  };
}

/** The built-in rule and an objective. */
const RULES: Pick<RuleSet, "rules" | "slos"> = {
  rules: withBuiltIn(null, 10, 120).rules,
  slos: [{
    id: "available",
    match: ALL_RECORDS,
    errors: SERVER_ERRORS,
    objectiveText: "99%",
    budget: 0.01,
    period: 7 * 86400,
    burn: [{ severity: "page", long: 3600, short: 300, factor: 14.4 }],
    minErrors: 5,
    notify: [],
  }],
};

/** A minute of the objective. */
export function minute(start: number, hits: number, errors: number): SloMinute {
  return { slo: "available", minute: start - start % 60, hits, errors };
}

const ALL = DIMENSIONS.map(({ name }) => name);

/** Stores one run of a source, with these dimensions or the usual ones. */
export function store(
  path: string,
  source: string,
  change: Change,
  dimensions?: RunDescription["dimensions"],
): void {
  using opened = sqlite.open(path, () => LAST);
  const session = opened.begin({
    source,
    meaning: {
      bucketSize: 10,
      lateness: 30,
      maxJump: 3600,
      idleLog: 600,
      top: 100,
      format: "csv",
      zone: null,
    },
    dimensions,
    fresh: false,
    rules: RULES,
    startedAt: LAST,
    files: [`${source}.csv`],
    options: { alertThreshold: 10 },
    version: "0.1.0",
  });
  session.commit(change);
  session.finish("ok", null);
}

/** Stores both logs at `path`. */
export function storeLogs(path: string): void {
  const shop = Array.from({ length: 10 }, (_, number) => shopBucket(number));
  const reject = { file: "shop.csv", offset: 90, reason: "status", sample: "a,b|\\x1b" } as const;
  store(path, "shop", {
    ...changeOf(shop.slice(0, 9), LAST),
    hours: hoursOf(shop),
    visitors: visitorsOf(shop),
    alerts: [alert(START + 100, START + 400), alert(START + 3600, START + 4000)],
    sloMinutes: [minute(START, 980, 0), minute(START + 15_000, 20, 1)],
    outbox: [message(START + 100), message(START + 100, "resolved"), message(START + 3600)],
    rejects: [{ ...reject, line: 3 }, { ...reject, line: 5 }],
    rejected: { status: 2 },
    counts: {
      bytes: 9000,
      read: 102,
      accepted: 100,
      rejected: 2,
      late: 5,
      outliers: 0,
      leftOut: 0,
      excluded: 0,
    },
    gaps: [{ path: "/logs/shop.csv", input: 0, offset: 4000 }, {
      path: "/logs/shop.csv",
      input: 1,
      offset: 70,
    }],
    ending: { open: shop.slice(9), provisional: [alert(START + 7200, null)] },
  }, ALL);
  store(path, "blog", {
    ...changeOf([loneBucket(START, 500, 5)], START),
    sloMinutes: [minute(START - 120, 5, 0)],
  }, ALL);
}

/** Lists, and a file that knows the country of documentation's addresses. */
export const OUTSIDE: Outside = { lists, countries: countriesOf({ "192.0.2.0/24": { country: "DE" } }) };

/** A file that knows the countries of these networks. */
export function countriesOf(networks: MmdbContent["networks"]): Countries {
  const opened = lists.openCountries(mmdb({ networks }));
  if (typeof opened === "string") throw new Error(opened);
  return opened;
}

/** Does `work` with a reader of both logs, in a directory of its own that holds nothing else afterwards. */
export function withLogs(work: (reader: Reader, path: string) => void): void {
  const directory = Deno.makeTempDirSync({ prefix: "httplog-" });
  try {
    const path = `${directory}/logs.db`;
    storeLogs(path);
    {
      using reader = sqlite.read(path, OUTSIDE);
      work(reader, path);
    }
    const strangers = readdirSync(directory).filter((name) => !name.startsWith("logs.db"));
    if (strangers.length > 0) throw new Error(`Left behind: ${strangers.join(", ")}`);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}
