// Role: the reports `sections`, `hosts` and `statuses`, which share their SQL.

import assert from "node:assert/strict";
import { availability } from "../../src/reports/availability.ts";
import { buckets } from "../../src/reports/buckets.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { column, notesOf, planOf, rowsOf } from "./asked.ts";
import { replayed } from "./replayed.ts";
import { changeOf, loneBucket, START, store, withLogs } from "./stored_logs.ts";

const [sections, hosts, statuses] = DIMENSION_REPORTS;

Deno.test("sections: totals over all buckets, most hits first and (other) last", () =>
  withLogs((reader) => {
    const rows = rowsOf(reader, sections);
    assert.deepEqual(column(rows, "section"), ["/api", "/cart", "/blog", "(other)"]);
    assert.deepEqual(rows[0], {
      section: "/api",
      hits: 60,
      at_most: 60,
      share: 0.571429,
      bytes: 6000,
      failures: 20,
      availability: 0.666667,
    });
  }));

Deno.test("a value with * that fits nothing is said to be looked for as it is written", () =>
  withLogs((reader) => {
    const said = /The section is looked for as it is written: \* stands for itself/;
    for (const report of [sections, availability]) {
      assert.match(notesOf(reader, report, { section: "/a*" }).join("\n"), said);
      for (const section of ["/api", "/none", null]) {
        assert.doesNotMatch(notesOf(reader, report, { section }).join("\n"), said);
      }
    }
  }));

Deno.test("a log is said to have nothing of a dimension only where that is so, whichever rows are asked for", async () => {
  const line = (request: string): string => `"a","-","-",1549573860,"${request}",200,1\n`;
  for (const others of [[], ["GET / HTTP/1.1"]]) {
    await using log = await replayed(["-", "-", ...others].map(line).join(""));
    using reader = sqlite.read(log.database);
    const methods = DIMENSION_REPORTS.find(({ name }) => name === "methods")!;
    for (const given of [{}, { limit: 1 }, { method: "(none)" }]) {
      const isSaid = notesOf(reader, methods, given).some((note) => /^No record has/.test(note));
      assert.equal(isSaid, others.length === 0, JSON.stringify(given));
    }
  }
});

Deno.test("hosts: ties are ordered by name", () =>
  withLogs((reader) => {
    const names = column(rowsOf(reader, hosts, { limit: 3 }), "host");
    assert.deepEqual(names, ["10.0.0.0", "10.0.0.1", "10.0.0.2", "(other)"]);
  }));

Deno.test("statuses: one, or a class of them; the share stays that of all hits", () =>
  withLogs((reader) => {
    const failures = rowsOf(reader, statuses, { status: "5__", source: "shop" });
    assert.deepEqual(column(failures, "status").map(String), ["500", "503"]);
    assert.deepEqual(column(failures, "share"), [0.1, 0.1]);
    assert.deepEqual(column(rowsOf(reader, statuses, { status: "503" }), "hits"), [10]);
  }));

Deno.test("a bucket belongs to the range in which it starts", () =>
  withLogs((reader) => {
    const range = { since: START + 1800, until: START + 3 * 1800, section: "/api" };
    assert.deepEqual(column(rowsOf(reader, sections, range), "hits"), [12]);
    assert.deepEqual(column(rowsOf(reader, sections, range), "share"), [0.6]);
  }));

Deno.test("a sum of bytes beyond 64 bits stays at 2^53 - 1 instead of failing", async () => {
  const directory = await Deno.makeTempDir({ prefix: "httplog-" });
  try {
    const path = `${directory}/huge.db`;
    const buckets = Array.from({ length: 1100 }, (_, index) => {
      return loneBucket(START + index * 10, Number.MAX_SAFE_INTEGER);
    });
    store(path, "huge", changeOf(buckets, START + 11000));
    using reader = sqlite.read(path);
    for (const report of [sections, hosts, statuses]) {
      assert.deepEqual(column(rowsOf(reader, report), "bytes"), [Number.MAX_SAFE_INTEGER]);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

/** The steps of a plan that read rows: tables by their letter, and by which key. */
const reads = (plan: string): string[] =>
  plan.split("\n").filter((step) => /^(SCAN|SEARCH) [srnok]\b/.test(step));

Deno.test("totals since a time read the buckets from there on, found by their key, and no others", () =>
  withLogs((reader) => {
    const source = "SCAN s USING COVERING INDEX sqlite_autoindex_source_1";
    const ofSource = "SEARCH s USING COVERING INDEX sqlite_autoindex_source_1 (name=?)";
    const byKey = "SEARCH r USING PRIMARY KEY (source_id=? AND start>?)";
    // Of all records, out of the hours of statuses where they are kept.
    const kept = "SEARCH s USING INDEX sqlite_autoindex_source_1 (name=?)";
    const name = "SEARCH n USING INTEGER PRIMARY KEY (rowid=?)";
    const range = [ofSource, "SEARCH r USING PRIMARY KEY (source_id=? AND start>? AND start<?)"];
    const spans = [
      source,
      "SEARCH r USING PRIMARY KEY (source_id=? AND dimension_id=?) LEFT-JOIN",
    ];
    const whole = [source, kept, spans[1], ...range, kept, ...range, ...range];
    // Of buckets, of hours, and of days, of which the source says which are final; the names of their sums.
    const rollups = [source, byKey], named = "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)";
    const totals = [...range, kept, ...range, ...range];
    const cut = [
      ...[...range, "SEARCH o USING PRIMARY KEY (source_id=? AND start=? AND name_id=?)"],
      // The hours that there are, one after the other, and those of them that are cut.
      ...["SEARCH k USING PRIMARY KEY (source_id=? AND start=?)", ...range, ...range],
      ...[ofSource, "SEARCH r USING PRIMARY KEY (source_id=? AND start=? AND name_id=?)"],
    ];
    const one = [ofSource, "SEARCH r USING PRIMARY KEY (source_id=? AND start=?)"];
    const join = "SEARCH n USING AUTOMATIC COVERING INDEX (key=?) LEFT-JOIN";
    assert.deepEqual(reads(planOf(reader, hosts, { since: START })), [
      ...[...spans, ...totals, named, ...cut, ...one, ...one, join, ...whole],
    ]);
    assert.deepEqual(reads(planOf(reader, sections, { since: START })), [
      ...[...spans, ...totals, ...rollups, named, ...cut, ...rollups, name, ...one, ...one, join],
      // Rollups of the sources that keep the dimension.
      ...[...whole, ofSource, "SCAN s", byKey],
    ]);
  }));

Deno.test("a log without numbers of bytes: totals say that 0 is none", async () => {
  const lines = (bytes: string) =>
    Array.from({ length: 30 }, (_, at) => `"10.0.0.1","-","-",${START + at},"GET /a HTTP/1.0",200,${bytes}\n`)
      .join("");
  for (const [bytes, isSaid] of [["-", true], ["0", true], ["5", false]] as const) {
    await using log = await replayed(lines(bytes));
    using reader = sqlite.read(log.database);
    for (const report of [sections, hosts, buckets]) {
      const said = notesOf(reader, report).filter((note) =>
        note.startsWith("No record has a number of bytes")
      );
      assert.equal(said.length, isSaid ? 1 : 0, `${report.name} ${bytes}`);
    }
  }
});
