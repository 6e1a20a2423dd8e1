// Role: one prune after another: what an earlier one left is not lost to a later one that keeps less.

import assert from "node:assert/strict";
import { checkDatabase } from "../../../src/stores/sqlite/check/check.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { httplog } from "../../reports/replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200, HOUR = 3600, HOURS = 50;

const LINES = Array.from({ length: HOURS * 6 }, (_, at) => {
  const time = new Date((START + at * 600) * 1000).toUTCString().split(/[ ,]+/);
  const day = `${time[1]}/${time[2]}/${time[3]}:${time[4]} +0000`;
  return `10.0.0.${at % 9} - - [${day}] "GET /p/${at % 7} HTTP/1.1" 404 1 "-" "agent"\n`;
});

for (const rollup of ["30m", "10m"]) {
  Deno.test(`hours beside rollups of ${rollup} stay when later buckets are pruned without a rollup`, () =>
    inTemporaryDirectory(async (directory) => {
      const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
      await Deno.writeTextFile(log, LINES.join(""));
      await httplog("replay", log, "--db", db, "--source", "a", "--dimensions", "all", "--quiet");
      await httplog("prune", "--db", db, "--older-than", "20h", "--rollup", rollup);
      const sums = () => {
        using reader = sqlite.read(db);
        const one = (sql: string): number => Number(reader.query(sql).rows[0][0]);
        return {
          before: one("SELECT before FROM pruned"),
          paths: one("SELECT sum(hits) FROM hourly_paths"),
          pairs: one("SELECT sum(hits) FROM hourly_not_founds"),
          visitors: one("SELECT count(*) FROM visitor_hours"),
        };
      };
      const rolled = sums();
      assert.deepEqual(rolled, {
        before: rolled.before,
        paths: HOURS * 6,
        pairs: HOURS * 6,
        visitors: HOURS,
      });
      await httplog("prune", "--db", db, "--older-than", "15h");
      const after = sums(), left = HOURS - Math.floor((after.before - START) / HOUR);
      // The hour that the first prune divided has rollups, too.
      const stay = Math.floor((rolled.before - START) / HOUR) + (rolled.before % HOUR > 0 ? 1 : 0) + left;
      assert.deepEqual(after, { before: after.before, paths: stay * 6, pairs: stay * 6, visitors: stay });
      assert.deepEqual(checkDatabase(db, true).filter(({ state }) => state !== "ok"), []);
    }));
}

for (
  const [first, then] of [["1h", []], ["1h", ["--rollup", "6h"]], ["10m", ["--rollup", "6h"]], [
    "30m",
    [],
  ]] as const
) {
  const what = then.length === 0 ? "without a rollup" : `with one of ${then[1]}`;
  Deno.test(`reports of what was pruned to ${first} answer the same after a later prune ${what}`, () =>
    inTemporaryDirectory(async (directory) => {
      const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
      await Deno.writeTextFile(log, LINES.join(""));
      await httplog("replay", log, "--db", db, "--source", "a", "--dimensions", "all", "--quiet");
      await httplog("prune", "--db", db, "--older-than", "20h", "--rollup", first);
      // Within it, not at the ends of 6 h or of days.
      const span = ["--since", "2019-02-08T01:00", "--until", "2019-02-08T22:00"];
      const asked = [["visitors", "--by", "hour"], ["visitors", "--by", "day"], ["methods"], ["urls"], [
        "not-found",
      ]];
      const answers = (): Promise<string[]> =>
        Promise.all(asked.map((words) => httplog("query", ...words, ...span, "--db", db, "--format", "csv")));
      const before = await answers();
      assert.match(before[0], /2019-02-08T01:00:00Z,[1-9]/);
      assert.match(before[2], new RegExp(`GET,${21 * 6},`));
      await httplog("prune", "--db", db, "--older-than", "8h", ...then);
      assert.deepEqual(await answers(), before);
      assert.deepEqual(checkDatabase(db, true).filter(({ state }) => state !== "ok"), []);
    }));
}

Deno.test("hours beside rollups of less are whole: no note says that hits are missing where a range divides one", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
    await Deno.writeTextFile(log, LINES.join(""));
    await httplog("replay", log, "--db", db, "--source", "a", "--dimensions", "all", "--quiet");
    await httplog("prune", "--db", db, "--older-than", "20h", "--rollup", "30m");
    const span = ["--since", "2019-02-08T01:00", "--until", "2019-02-08T03:10"];
    const text = await httplog("query", "methods", ...span, "--db", db);
    assert.match(text, /GET +18 /);
    assert.doesNotMatch(text, /Missing/);
    // Sections have no hours that stay: their rollups fit in part only.
    assert.match(await httplog("query", "sections", ...span, "--db", db), /Missing are up to /);
  }));
