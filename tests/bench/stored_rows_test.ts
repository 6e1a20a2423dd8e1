// Role: what is asked of httplog's database and of DuckDB's alike: that it tells of every row, and of nothing else.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Answer, kindOf } from "./answer.ts";
import { linesOf, questionsOn } from "./stored_rows.ts";

/** Two buckets, of which the second was still open when the log ended. */
const TABLES = `
  CREATE TABLE seconds (time, hits, bytes, failures);
  CREATE TABLE buckets (start, hits, bytes, failures, hosts);
  CREATE TABLE bucket_sections (start, section, hits, bytes, failures);
  CREATE TABLE bucket_hosts (start, host, hits, bytes, failures);
  CREATE TABLE bucket_statuses (start, status, hits, bytes, failures);
  CREATE TABLE hourly_statuses (start, status, hits, bytes, failures);
  CREATE TABLE hourly_methods (start, method, hits, bytes, failures);
  CREATE TABLE hourly_sections (start, section, hits, bytes, failures);
  CREATE TABLE hourly_hosts (start, host, hits, bytes, failures);
  CREATE TABLE hourly_paths (start, path, hits, bytes, failures);
  INSERT INTO hourly_methods VALUES (0, 'GET', 3, 25, 1);
  INSERT INTO hourly_hosts VALUES (0, 'x', 2, 15, 1), (0, 'y', 1, 10, 0);
  INSERT INTO hourly_paths VALUES (-3600, '/a/b', 3, 25, 1);
  INSERT INTO seconds VALUES (101, 2, 20, 1), (140, 1, 5, 0);
  INSERT INTO buckets VALUES (100, 2, 20, 1, 2), (140, 1, 5, 0, 1);
  INSERT INTO bucket_sections VALUES (100, '/a', 2, 20, 1), (140, '/a', 1, 5, 0);
  INSERT INTO bucket_hosts VALUES (100, 'x', 1, 10, 1), (100, 'y', 1, 10, 0), (140, 'x', 1, 5, 0);
  INSERT INTO bucket_statuses VALUES (100, 200, 1, 10, 0), (100, 500, 1, 10, 1), (140, 200, 1, 5, 0);`;

/** What such a database tells after a change. */
function told(change = ""): Answer {
  const db = new DatabaseSync(":memory:");
  try {
    db.exec(TABLES + change);
    const rowsOf = (sql: string): string[] =>
      db.prepare(sql).all().map((row) => String(Object.values(row)[0]));
    const tables = rowsOf("SELECT name FROM sqlite_schema");
    return questionsOn(tables).flatMap((question) => linesOf(question, rowsOf(question.sql)));
  } finally {
    db.close();
  }
}

/** Kinds of lines that a change makes another. */
function changed(change: string): string[] {
  const before = told();
  return told(change).filter((line) => !before.includes(line)).map(kindOf);
}

Deno.test("sums are told as they are, rows as a hash of their table", () => {
  const lines = told();
  for (const line of ["hits 3", "bytes 25", "section /a 3 25 1", "status 200 2 15 0", "bucket 140 1"]) {
    assert.ok(lines.includes(line), line);
  }
  const hashed = lines.filter((line) => /^\w+ [0-9a-f]{64}$/.test(line)).map(kindOf).sort();
  assert.deepEqual(hashed, [
    ...["bucket_hosts", "bucket_sections", "bucket_statuses", "buckets"],
    ...["hourly_hosts", "hourly_methods", "hourly_paths", "hourly_sections", "hourly_statuses", "seconds"],
  ]);
});

Deno.test("another row, or another number in one, is told; the order of the rows is not", () => {
  assert.deepEqual(changed("UPDATE bucket_hosts SET host = '(other)' WHERE host = 'y'"), ["bucket_hosts"]);
  assert.deepEqual(changed("UPDATE buckets SET hosts = 3 WHERE start = 100"), ["buckets"]);
  assert.deepEqual(changed("UPDATE seconds SET failures = 0"), ["seconds"]);
  assert.deepEqual(changed("INSERT INTO bucket_sections VALUES (90, '/b', 0, 0, 0)"), [
    "section",
    "bucket_sections",
  ]);
  assert.deepEqual(
    changed(
      "DELETE FROM bucket_hosts; INSERT INTO bucket_hosts VALUES (100, 'y', 1, 10, 0), (100, 'x', 1, 10, 1)",
    ),
    [],
  );
});

Deno.test("hours of methods are told as they are, those of hosts and paths once they are final", () => {
  assert.deepEqual(changed("UPDATE hourly_methods SET hits = 4"), ["hourly_methods"]);
  assert.deepEqual(changed("UPDATE hourly_hosts SET host = '(other)' WHERE host = 'y'"), []);
  assert.deepEqual(changed("UPDATE hourly_paths SET path = '(other)'"), ["hourly_paths"]);
  assert.deepEqual(changed("DROP TABLE hourly_paths"), []);
});

Deno.test("sections and hosts of a bucket that was open are not told, for httplog has not cut them yet", () => {
  assert.deepEqual(changed("UPDATE bucket_hosts SET host = '(other)' WHERE start = 140"), []);
  assert.deepEqual(changed("UPDATE seconds SET time = 139 WHERE time = 140"), [
    "seconds",
    "bucket_sections",
    "bucket_hosts",
  ]);
});
