// The view `cut_route_durations`, and that a database which has another definition of a view gets that of this program.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { sqlite } from "../../../../src/stores/sqlite/sqlite.ts";
import { VIEWS } from "../../../../src/stores/sqlite/schema/views.ts";
import { inTemporaryDirectory } from "../../../process.ts";
import { httplog } from "../../../reports/replayed.ts";

const START = Date.parse("2019-02-07T21:00:00Z") / 1000;

/** Hits of so many routes, some more of the first ones, within an hour. */
function hour(at: number, routes: number): string {
  return Array.from({ length: routes * 3 }, (_, i) => {
    const route = i % (routes * 2) % routes, letter = String.fromCharCode(97 + route % 26);
    const request = `GET /r${letter}${"x".repeat(1 + Math.floor(route / 26))} HTTP/1.1`;
    const time = START + at * 3600 + Math.floor(i * 3000 / (routes * 3));
    return JSON.stringify({
      time,
      remote_addr: "10.0.0.1",
      request,
      status: 200,
      bytes: 1,
      request_time: i % 5 / 10,
    }) + "\n";
  }).join("");
}

Deno.test("cut_route_durations has the hours that do not keep the durations of all their routes", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/log.json`, `${directory}/log.db`];
    Deno.writeTextFileSync(log, hour(0, 150) + hour(1, 90) + hour(2, 150) + hour(4, 5));
    await httplog(
      "replay",
      log,
      "--source",
      "log",
      "--db",
      db,
      "--quiet",
      "--dimensions",
      "route,duration,route_duration",
    );
    using reader = sqlite.read(db);
    const rows = (sql: string) => reader.query(sql).rows;
    const others = rows(
      "SELECT source, start, start_iso, sum(hits), sum(hits) FROM hourly_route_durations WHERE route = '(other)' GROUP BY start ORDER BY start",
    );
    assert.deepEqual(others.map(([, start]) => start), [START, START + 7200]);
    assert.deepEqual(rows("SELECT * FROM cut_route_durations ORDER BY start"), others);
    assert.deepEqual(
      rows(`SELECT * FROM cut_route_durations WHERE source = 'log' AND start > ${START}`),
      others.slice(1),
    );
    const plan = rows(
      "EXPLAIN QUERY PLAN SELECT * FROM cut_route_durations WHERE source = 'log' AND start >= 1 AND start < 9",
    );
    assert.match(plan.join("\n"), /SEARCH r USING PRIMARY KEY \(source_id=\? AND start>\? AND start<\?\)/);
  }));

Deno.test("a run into a database with another definition of a view replaces it, and leaves all else as it is", () =>
  inTemporaryDirectory((directory) => {
    const path = `${directory}/log.db`;
    const definitions = (): unknown[] => {
      using database = new DatabaseSync(path, { readOnly: true });
      return database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
    };
    sqlite.open(path, () => 0)[Symbol.dispose]();
    const made = definitions(), [{ name }] = VIEWS;
    using database = new DatabaseSync(path);
    database.exec(
      `DROP VIEW ${name}; CREATE VIEW ${name} AS SELECT 1 AS one; CREATE VIEW own AS SELECT 2 AS two`,
    );
    database.close();
    sqlite.open(path, () => 0)[Symbol.dispose]();
    const found = definitions().filter((row) => (row as { name: string }).name !== "own");
    assert.deepEqual(found, made);
    assert.equal(definitions().length, made.length + 1);
    return Promise.resolve();
  }));
