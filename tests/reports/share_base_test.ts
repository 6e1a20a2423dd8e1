// The base of shares where one of several sources keeps fewer dimensions: the hits of those that keep them, in every report.

import assert from "node:assert/strict";
import { PLAIN } from "../../src/domain/dimensions/dimensions.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import { rangeRows } from "../../src/reports/rows/range_rows.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../process.ts";
import { column, EVERYTHING, rowsOf } from "./asked.ts";
import { httplog } from "./replayed.ts";

const START = 1431856800;

/** Lines with all that a combined log has, of several hours. */
function linesOf(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const date = new Date((START + i * 60) * 1000).toISOString();
    const time = `${date.slice(8, 10)}/May/2015:${date.slice(11, 19)} +0000`;
    return `10.0.${i % 7}.${i % 5} - - [${time}] "GET /s${i % 9}/p${i % 4} HTTP/1.1" 200 1 "http://a/${
      i % 3
    }" "b${i % 2}"\n`;
  }).join("");
}

/** A database of three sources, of which one keeps statuses and one keeps hosts, too. */
function withSources(work: (database: string) => Promise<void> | void): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`;
    for (const [source, dimensions] of [["all", "all"], ["few", "status"], ["some", "status,host"]]) {
      const file = `${directory}/${source}.log`;
      await Deno.writeTextFile(file, linesOf(source === "all" ? 500 : 800));
      const options = ["--source", source, "--dimensions", dimensions, "--top", "3", "--quiet"];
      await httplog("replay", file, "--db", database, ...options);
    }
    await work(database);
  });
}

Deno.test("shares of a dimension are of the hits of the sources that keep it, and sum to the whole, also out of rollups", () =>
  withSources(async (database) => {
    const check = (): void => {
      using reader = sqlite.read(database);
      for (const report of DIMENSION_REPORTS) {
        for (const source of [null, "all"]) {
          const rows = rowsOf(reader, report, { source });
          if (rows.length === 0) continue;
          const whole = column(rows, "share").reduce<number>((sum, share) => sum + Number(share), 0);
          assert.ok(Math.abs(whole - 1) < 1e-4, `${report.name} of ${source}: ${whole}`);
        }
        // A value keeps its share when it is asked for by itself.
        const [first] = rowsOf(reader, report), name = report.columns[0];
        if (first === undefined || !report.options.some((option) => option === name)) continue;
        assert.equal(rowsOf(reader, report, { [name]: first[name] })[0].share, first.share, report.name);
      }
    };
    check();
    await httplog("prune", "--older-than", "4h", "--rollup", "1h", "--db", database);
    // Rollups keep no hosts: a share of them is of what is still there by name.
    check();
  }));

Deno.test("what lists say of the values of a dimension has the same base", () =>
  withSources((database) => {
    using reader = sqlite.read(database);
    for (const dimension of PLAIN) {
      const { spans, totals, all, parameters } = rangeRows(dimension, EVERYTHING);
      // The sum of the values is the whole.
      if (all === null) continue;
      const parts = [...spans, `own AS (${totals})`, `whole AS (${all})`].join(", ");
      const [[own, whole]] = reader.query(
        `WITH ${parts} SELECT (SELECT coalesce(sum(hits), 0) FROM own), (SELECT coalesce(sum(hits), 0) FROM whole)`,
        parameters,
      ).rows;
      if (own !== 0) assert.equal(whole, own, dimension.name);
    }
  }));
