// Role: what is summed up of hours equals what is summed up of their buckets: statuses, durations, percentiles and all records, in any
// range and by any span, also of sources that keep no hours of them.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { ApiAnswer } from "../../src/api/answer.ts";
import { answerRequest } from "../../src/api/answer_request.ts";
import { RESOURCES } from "../../src/api/mod.ts";
import { HOURLY } from "../../src/domain/dimensions/dimensions.ts";
import { availability } from "../../src/reports/availability.ts";
import { comparison } from "../../src/reports/compare.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import { latency } from "../../src/reports/latency.ts";
import type { Report, ReportArguments } from "../../src/reports/report.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader } from "../../src/stores/store.ts";
import { inTemporaryDirectory } from "../process.ts";
import { rowsOf } from "./asked.ts";
import { httplog } from "./replayed.ts";

/** 2019-02-07T22:00:00Z: the log has two whole days. */
const START = 1549576800, HOUR = 3600, HOURS = 60;
const FORMAT = '%h %l %u %t "%r" %>s %b %D';

const LINES = fc.array(
  fc.record({
    second: fc.nat(HOURS * HOUR),
    status: fc.constantFrom(200, 200, 301, 404, 500, 503),
    duration: fc.option(fc.oneof(fc.nat(60), fc.nat(3_000_000))),
    host: fc.nat(5),
    back: fc.nat(9),
  }),
  { minLength: 20, maxLength: 200 },
).map((drawn) =>
  drawn.toSorted((one, other) => one.second - other.second).map(
    ({ second, status, duration, host, back }) => {
      const time = new Date((START + (back === 0 ? Math.max(0, second - 7000) : second)) * 1000)
        .toISOString();
      const day = `${time.slice(8, 10)}/Feb/2019:${time.slice(11, 19)} +0000`;
      return `10.0.0.${host} - - [${day}] "GET /s${host}/x HTTP/1.1" ${status} 100 ${duration ?? "-"}\n`;
    },
  )
);

/** Takes the hours away: everything is read out of buckets then. */
function withoutHours(database: string): void {
  const db = new DatabaseSync(database);
  for (const { id, name, span } of HOURLY) {
    if (span !== "both") continue;
    db.exec(`DELETE FROM ${name}_hour`);
    db.exec(`INSERT OR REPLACE INTO hours_since SELECT id, ${id}, ${START + 999 * HOUR} FROM source`);
  }
  db.close();
}

const report = (wanted: string): Report => DIMENSION_REPORTS.find(({ name }) => name === wanted)!;

/** Everything that is never cut. */
function answersOf(reader: Reader, range: Partial<ReportArguments>, step: number): unknown[] {
  const ask = (path: string, more: Record<string, string> = {}): unknown => {
    const parameters = new URLSearchParams({ step: `${step}`, ...more });
    for (const end of ["since", "until"] as const) {
      if (range[end] != null) parameters.set(end, `${range[end]}`);
    }
    if (range.source != null) parameters.set("source", range.source);
    const reply = answerRequest({ path, parameters, now: START }, RESOURCES, reader);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    const { rows, sparklines } = reply.body as ApiAnswer;
    return [rows, sparklines];
  };
  const spans = (["1m", "hour", "day", "week", "month"] as const)
    .map((by) => rowsOf(reader, latency, { ...range, by }));
  const middle = START + 29 * HOUR + 1234;
  const compared = { since: range.since ?? START, until: middle };
  return [
    rowsOf(reader, report("statuses"), range),
    rowsOf(reader, report("statuses"), { ...range, status: "5__" }),
    rowsOf(reader, report("durations"), range),
    // The whole of which hosts have shares.
    rowsOf(reader, report("hosts"), range).map(({ host, hits, share }) => [host, hits, share]),
    ...["10.0.0.1", "10.0.0.9"].map((host) => rowsOf(reader, report("hosts"), { ...range, host })),
    ...(["5m", "hour", "day"] as const).flatMap((by) => [
      rowsOf(reader, availability, { ...range, by, host: "10.0.0.2" }),
      rowsOf(reader, availability, { ...range, by, section: "/s3" }),
    ]),
    ask("values/host", { value: "10.0.0.1" }),
    ...(step < HOUR ? [] : ["values/host", "values/section", "values/status"].map((path) => ask(path))),
    ...spans,
    ...(["1m", "hour", "day", "week"] as const).map((by) => rowsOf(reader, availability, { ...range, by })),
    rowsOf(reader, comparison, {
      ...range,
      since: middle,
      until: range.until ?? START + 61 * HOUR,
      compared,
    }),
    ...["buckets", "latency/steps", "latency/heat"].map((path) => ask(path)),
  ];
}

Deno.test("hours: what is never cut is the same out of hours as out of buckets", () => {
  const edge = fc.option(fc.oneof(fc.nat(HOURS * HOUR), fc.nat(HOURS).map((hour) => hour * HOUR)), {
    nil: null,
  });
  const step = fc.constantFrom(60, 600, HOUR, 2 * HOUR, 86_400);
  const property = fc.asyncProperty(
    ...[LINES, LINES, edge, edge, step, fc.boolean()] as const,
    (lines, others, from, to, step, isPruned) =>
      inTemporaryDirectory(async (directory) => {
        fc.pre((from ?? 0) < (to ?? Infinity));
        const db = `${directory}/x.db`;
        // The second source keeps none of what all records are counted by.
        for (
          const [name, text, dimensions] of [["a", lines, "all"], [
            "b",
            others,
            "host,section,duration",
          ]] as const
        ) {
          await Deno.writeTextFile(`${directory}/${name}.log`, text.join(""));
          const words = ["--log-format", FORMAT, "--dimensions", dimensions, "--source", name, "--quiet"];
          await httplog("replay", `${directory}/${name}.log`, "--db", db, ...words);
        }
        if (isPruned) await httplog("prune", "--db", db, "--older-than", "30h", "--rollup", "10m");
        const range = {
          since: from === null ? null : START + from,
          until: to === null ? null : START + to,
        };
        const asked = [{ ...range }, { ...range, source: "a" }, { ...range, source: "b" }];
        const answers = (): unknown[] => {
          using reader = sqlite.read(db);
          return asked.map((one) => answersOf(reader, one, step));
        };
        const byHours = answers();
        withoutHours(db);
        assert.deepEqual(byHours, answers());
      }),
  );
  return fc.assert(property, { numRuns: 15, interruptAfterTimeLimit: 60_000 });
});
