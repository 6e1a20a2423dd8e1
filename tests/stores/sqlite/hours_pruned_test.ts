// What is kept of hours alone, when they are pruned: whole hours, deleted or rolled up, and who came in them.

import assert from "node:assert/strict";
import { VisitorSketch } from "../../../src/domain/visitors/visitor_sketch.ts";
import { checkDatabase } from "../../../src/stores/sqlite/check/check.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { httplog } from "../../reports/replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200, HOUR = 3600;

/** Twelve hours, of which each has hosts of its own and ten that all have. */
const LINES = Array.from({ length: 12 * 60 }, (_, minute) => {
  const time = new Date((START + minute * 60) * 1000).toISOString(), hour = Math.floor(minute / 60);
  const day = `${time.slice(8, 10)}/Feb/2019:${time.slice(11, 19)} +0000`;
  const host = minute % 2 === 0 ? `10.0.0.${minute % 20}` : `10.1.${hour}.${minute % 60}`;
  return `${host} - - [${day}] "GET /p/${minute % 7} HTTP/1.1" 200 1 "-" "agent"\n`;
});

for (const [rollup, left] of [[null, 0], ["1h", 12], ["6h", 12], ["10m", 12]] as const) {
  Deno.test(`prune ${rollup ?? "without rollup"}: paths and visitors of whole hours`, () =>
    inTemporaryDirectory(async (directory) => {
      const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
      await Deno.writeTextFile(log, LINES.join(""));
      await httplog("replay", log, "--db", db, "--source", "a", "--dimensions", "all", "--quiet");
      const prune = ["prune", "--db", db, "--older-than", "190m"];
      await httplog(...prune, ...rollup === null ? [] : ["--rollup", rollup]);
      assert.deepEqual(checkDatabase(db, true).filter(({ state }) => state !== "ok"), []);
      using reader = sqlite.read(db);
      const [[before]] = reader.query("SELECT before FROM pruned").rows.map((row) => row.map(Number));
      // Hours of which all is pruned; where rollups hold no whole hours, none.
      const gone = rollup === "10m" ? 0 : Math.floor((before - START) / HOUR);
      const sum = (view: string) =>
        Number(reader.query(`SELECT coalesce(sum(hits), 0) FROM ${view}`).rows[0][0]);
      assert.equal(sum("hourly_paths"), (12 - gone) * 60);
      assert.equal(sum("rollup_paths"), rollup === null ? 0 : gone * 60);
      const sketches = reader.query("SELECT size, start, registers FROM visitor_hours ORDER BY start").rows;
      assert.deepEqual(
        sketches.filter(([size]) => size === HOUR || rollup === "1h").length,
        rollup === "1h" ? 12 : 12 - gone,
      );
      const all = new VisitorSketch();
      for (const [, , registers] of sketches) all.merge(VisitorSketch.of(registers as Uint8Array));
      const seen = LINES.slice(left === 0 ? gone * 60 : 0).map((line) => line.split(" ")[0]);
      assert.ok(Math.abs(all.estimate() / new Set(seen).size - 1) < 0.05, `${all.estimate()}`);
    }));
}
