// Role: `visitors` on a small log whose visitors can be counted in one's head, and what it says of what it does not know.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { visitors } from "../../src/reports/visitors.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { notesOf, rowsOf } from "./asked.ts";
import { httplog } from "./replayed.ts";

/** 2015-05-17T10:00:00Z, a Sunday. */
const START = 1431856800, HOUR = 3600;

const lineOf = (hour: number, host: number, agent: string): string => {
  const date = new Date((START + hour * HOUR) * 1000).toISOString();
  const clock = `${date.slice(8, 10)}/May/2015:${date.slice(11, 19)}`;
  return `10.0.0.${host} - - [${clock} +0000] "GET / HTTP/1.1" 200 1 "-" "${agent}"\n`;
};

/** Three on Sunday, of whom two come in two hours; two on Monday, of whom one is new. */
const LOG = [
  ...[lineOf(0, 1, "Firefox"), lineOf(0, 1, "Chrome"), lineOf(0, 2, "Firefox")],
  ...[lineOf(1, 1, "Firefox"), lineOf(1, 2, "Firefox"), lineOf(1, 2, "Firefox")],
  ...[lineOf(20, 1, "Firefox"), lineOf(20, 3, "-")],
].join("");

async function withLog(options: readonly string[], work: (database: string) => void): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "httplog-" });
  try {
    const file = `${directory}/access.log`, database = `${directory}/x.db`;
    await Deno.writeTextFile(file, LOG);
    await httplog("replay", file, "--db", database, "--quiet", "--source", "log", ...options);
    work(database);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("visitors: who comes twice counts once in each span", () =>
  withLog(["--dimensions", "all"], (database) => {
    using reader = sqlite.read(database);
    const counts = (given: Parameters<typeof rowsOf>[2]) =>
      rowsOf(reader, visitors, given).map((row) => row.visitors);
    assert.deepEqual(counts({ by: "hour" }), [3, 2, 2]);
    assert.deepEqual(counts({}), [3, 2]);
    assert.deepEqual(counts({ by: "week" }), [3, 2]);
    assert.deepEqual(counts({ by: "month" }), [4]);
    assert.deepEqual(counts({ by: "hour", limit: 2 }), [2, 2]);
    assert.deepEqual(counts({ by: "month", since: START + HOUR, until: START + 2 * HOUR }), [2]);
    assert.deepEqual(notesOf(reader, visitors), []);
    assert.deepEqual(notesOf(reader, visitors, { since: START + 60 }), [
      "Counted are the whole hours that start in this range.",
    ]);
  }));

Deno.test("visitors: of a source that keeps no agents it is said, and since when they are counted", async () => {
  await withLog(["--dimensions", "section,host"], (database) => {
    using reader = sqlite.read(database);
    assert.deepEqual(rowsOf(reader, visitors), []);
    assert.match(
      notesOf(reader, visitors).join("\n"),
      /^Missing is source "log": it was begun without agents/,
    );
  });
  await withLog(["--dimensions", "all"], (database) => {
    const db = new DatabaseSync(database);
    db.exec(`DELETE FROM visitor_hour WHERE start < ${START + HOUR};
      INSERT INTO hours_since SELECT id, 0, ${START + HOUR} FROM source`);
    db.close();
    using reader = sqlite.read(database);
    assert.deepEqual(notesOf(reader, visitors), [
      'Of source "log" visitors are counted since 2015-05-17T11:00:00Z: earlier versions did not.',
    ]);
    assert.deepEqual(notesOf(reader, visitors, { since: START + HOUR }), []);
  });
});
