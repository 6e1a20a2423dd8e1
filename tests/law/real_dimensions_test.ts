// Role: routes, requests that found nothing, and visitors of 10,000 real requests against a slow count by regular expressions, where that
// log is at hand.

import assert from "node:assert/strict";
import { VisitorSketch } from "../../src/domain/visitors/visitor_sketch.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { httplog } from "../reports/replayed.ts";
import { pathOf, routeOf } from "./dimension_logs.ts";

const LOG = new URL("../../../shared/data/access_2015_may_10k.combined.log", import.meta.url);
/** The agent of one line is cut, and has no closing quote. */
const LINE =
  /^(\S+) \S+ \S+ \[[^\]]+\] "((?:[^"\\]|\\.)*)" (\d{3}) \S+ "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"?$/;

interface Line {
  readonly host: string;
  readonly path: string;
  readonly status: string;
  readonly referrer: string;
  readonly agent: string;
}

function readLine(text: string): Line {
  const [, host, request, status, referrer, agent] = LINE.exec(text) ?? assert.fail(text);
  const page = referrer.replace(/[?#].*$/, "");
  return {
    host,
    path: pathOf(request),
    status,
    referrer: page === "-" || page === "" ? "(none)" : page,
    agent,
  };
}

function register(): void {
  const lines = Deno.readTextFileSync(LOG).trimEnd().split("\n").map(readLine);
  const counts = (of: readonly Line[], value: (line: Line) => string) =>
    [...Map.groupBy(of, value)].map(([key, { length }]) => [key, length]).sort();

  Deno.test("real log: routes, what was not found and who came are those of a slow count", () =>
    inTemporaryDirectory(async (directory) => {
      const db = `${directory}/x.db`;
      await httplog("replay", LOG.pathname, "--db", db, "--dimensions", "all", "--top", "10000", "--quiet");
      using reader = sqlite.read(db);
      const stored = (value: string, view: string) =>
        reader.query(`SELECT ${value} AS value, sum(hits) AS hits FROM ${view} GROUP BY value`).rows
          .map((row) => [...row]).sort();
      assert.deepEqual(stored("route", "bucket_routes"), counts(lines, ({ path }) => routeOf(path)));
      const lost = lines.filter(({ status }) => status === "404");
      assert.ok(lost.length > 100);
      assert.deepEqual(
        stored("path || ' ' || referrer", "hourly_not_founds"),
        counts(lost, ({ path, referrer }) => `${path} ${referrer}`),
      );
      // This log has no durations; of the busiest routes of each hour all is kept, and of the rest the sum.
      assert.deepEqual(stored("duration", "hourly_route_durations"), [[0, lines.length]]);
      const all = new VisitorSketch();
      for (const [registers] of reader.query("SELECT registers FROM visitor_hours").rows) {
        all.merge(VisitorSketch.of(registers as Uint8Array));
      }
      const visitors = new Set(lines.map(({ host, agent }) => `${host} ${agent}`)).size;
      // Three standard errors.
      assert.ok(Math.abs(all.estimate() / visitors - 1) < 0.05, `${all.estimate()} of ${visitors}`);
    }));
}

if (Deno.permissions.querySync({ name: "read" }).state === "granted" && isThere()) register();
else testUnless("../shared/data is not beside the project", "real log: dimensions", () => {});

function isThere(): boolean {
  try {
    return Deno.statSync(LOG).isFile;
  } catch {
    return false;
  }
}
