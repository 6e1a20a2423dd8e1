// The report `slo`.

import assert from "node:assert/strict";
import { slo } from "../../src/reports/slo.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { planOf, rowsOf } from "./asked.ts";
import { inTemporaryDirectory } from "../process.ts";
import { httplog } from "./replayed.ts";
import { changeOf, LAST, loneBucket, minute, START, store, withLogs } from "./stored_logs.ts";

// The last final minute of "shop" ends at START + 16140: it was read to START + 16205, 30 s late.
const UNTIL = START + 16_140;

Deno.test("slo: what is left of the budget, how fast it burns, and how much of the period is known", () =>
  withLogs((reader) => {
    assert.equal(Math.floor((LAST - 30) / 60) * 60, UNTIL);
    const [blog, shop] = rowsOf(reader, slo);
    assert.deepEqual(shop, {
      slo: "available",
      objective: "99%",
      period: "7d",
      hits: 1000,
      errors: 1,
      availability: 0.999,
      budget_remaining: 0.9,
      burn: "- over 5m, 5.00x over 1h",
      coverage: Math.round(16_140 / (7 * 86400) * 1e6) / 1e6,
      // 0.1 % of errors is a burn of 0.1: the budget lasts.
      budget_gone: null,
      until_iso: "2015-05-17T14:29:00Z",
      source: "shop",
    });
    assert.deepEqual([blog.hits, blog.availability, blog.budget_gone], [5, 1, null], "nothing burns");
  }));

/** The row of a log that ends at `last`, with these minutes. */
function rowOf(last: number, minutes: readonly [start: number, hits: number, errors: number][]) {
  const directory = Deno.makeTempDirSync({ prefix: "httplog-" });
  try {
    const change = changeOf([loneBucket(START, 500)], last);
    store(`${directory}/a.db`, "a", { ...change, sloMinutes: minutes.map((one) => minute(...one)) });
    using reader = sqlite.read(`${directory}/a.db`);
    return rowsOf(reader, slo)[0];
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("slo: without traffic there is no ratio", () => {
  const { hits, availability, budget_remaining, burn, coverage, budget_gone } = rowOf(START + 600, []);
  assert.deepEqual([hits, availability, budget_remaining, burn, coverage, budget_gone], [
    ...[0, null, null, "- over 5m, - over 1h", 0, null],
  ]);
});

Deno.test("slo: a budget that is spent is gone, and may be overdrawn", () => {
  const row = rowOf(START + 600, [[START, 100, 3]]);
  assert.deepEqual([row.budget_remaining, row.budget_gone], [-2, "gone"]);
  assert.equal(rowOf(START + 600, [[START, 100, 1]]).budget_gone, "gone", "to the last error");
});

Deno.test("slo: windows end with the last final minute; minutes after it, or before the period, are no part of them", () => {
  const week = 7 * 86400, last = START + week + 90;
  const row = rowOf(last, [[START, 1000, 1000], [START + 60, 10, 0], [START + week, 90, 1], [
    START + week + 60,
    7,
    7,
  ]]);
  assert.deepEqual([row.until_iso, row.hits, row.errors, row.coverage], [
    ...["2015-05-24T10:01:00Z", 100, 1, 1],
  ]);
  assert.equal(row.burn, "1.11x over 5m, 1.11x over 1h");
});

Deno.test("slo: minutes are found by their key", () =>
  withLogs((reader) => {
    assert.match(
      planOf(reader, slo, {}),
      /SEARCH r USING PRIMARY KEY \(source_id=\? AND slo=\? AND minute>\? AND minute<\?\)/,
    );
  }));

/** A log in the same hour as an objective may be: a record each 10 s, of /a failing and of /blog not, in turn. */
function inTurn(from: number, hours: number): string {
  const lines = Array.from({ length: hours * 360 }, (_, i) => {
    const [section, status] = i % 2 === 0 ? ["a", 500] : ["blog", 200];
    return `"10.0.0.1","-","-",${from + i * 10},"GET /${section} HTTP/1.0",${status},1\n`;
  });
  return lines.join("");
}

/** What `query slo` tells after runs over parts of a log, each with these keys of its objective; null: without rules. */
async function afterRuns(
  directory: string,
  runs: readonly (readonly [hours: number, keys: string | null])[],
): Promise<{ readonly row: Record<string, string>; readonly notes: string[] }> {
  const [log, rules, db] = [`${directory}/a.csv`, `${directory}/a.toml`, `${directory}/${runs.length}.db`];
  let lines = '"remotehost","rfc931","authuser","date","request","status","bytes"\n', time = START;
  const files = ["replay", log, "--db", db, "--source", "s", "--quiet", "--workers", "1"];
  for (const [hours, keys] of runs) {
    lines += inTurn(time, hours);
    time += hours * 3600;
    Deno.writeTextFileSync(log, lines);
    Deno.writeTextFileSync(
      rules,
      `schema = 1\n[[slo]]\nid = "a"\n${keys}\nobjective = "99.9%"\nperiod = "3d"\n`,
    );
    await httplog(...files, ...keys === null ? [] : ["--rules", rules]);
  }
  const [head, row] = (await httplog("query", "slo", "--db", db, "--format", "csv")).split("\n");
  const values = row.match(/"[^"]*"|[^,]+|(?<=,)(?=,)/g)!;
  const table = await httplog("query", "slo", "--db", db);
  return {
    row: Object.fromEntries(head.split(",").map((name, at) => [name, values[at]])),
    notes: table.split("\n").filter((line) => line.startsWith("Objective")),
  };
}

const BLOG = 'match = { section = "/blog" }';

Deno.test("slo: an objective that was changed counts since then, and what it counted before when it is as it was", () =>
  inTemporaryDirectory(async (directory) => {
    // Each run ends 10 s before the hour; the objective is new from the next minute on, which is the hour.
    const { row, notes } = await afterRuns(directory, [[3, ""], [2, BLOG]]);
    // The last minutes of a run are not final.
    const minutes = (Date.parse(row.until_iso) / 1000 - START) / 60 - 180;
    assert.ok(minutes > 117 && minutes < 120, row.until_iso);
    assert.deepEqual([row.hits, row.errors, row.availability], [`${minutes * 3}`, "0", "1"]);
    assert.equal(Number(row.coverage), Math.round(minutes / 4320 * 1e6) / 1e6);
    assert.deepEqual(notes, [
      'Objective "a" of source "s" was not counted for 3h of its period, before 2015-05-17T13:00:00Z: ' +
      "runs had no such objective, or one with another match or other errors.",
    ]);
    const back = await afterRuns(directory, [[3, BLOG], [2, ""], [1, BLOG]]);
    const lost = 120 - minutes;
    assert.deepEqual([back.row.hits, back.row.errors], [`${3 * (180 - lost + 60 - lost)}`, "0"]);
    assert.match(back.notes.join(), /was not counted for 2h\d+m of its period, before 2015-05-17T15:00:00Z/);
  }));

Deno.test("slo: what runs without its objective read is not covered, and a note says so", () =>
  inTemporaryDirectory(async (directory) => {
    const { row, notes } = await afterRuns(directory, [[3, ""], [2, null], [1, ""]]);
    const { row: whole, notes: none } = await afterRuns(directory, [[3, ""], [3, ""]]);
    assert.deepEqual(none, []);
    const until = (Date.parse(row.until_iso) / 1000 - START) / 60, lost = 360 - until;
    assert.equal(Number(whole.hits), until * 6);
    assert.equal(Number(row.hits), (until - 120 - lost) * 6);
    assert.equal(Number(row.coverage), Math.round((until - 120 - lost) / 4320 * 1e6) / 1e6);
    assert.match(notes.join(), /was not counted for 2h\d+m of its period, before 2015-05-17T15:00:00Z/);
  }));

Deno.test("slo: what was not counted is told after a prune, too, which leaves the minutes with rollups", () =>
  inTemporaryDirectory(async (directory) => {
    const { notes } = await afterRuns(directory, [[3, ""], [2, null], [1, ""]]), db = `${directory}/3.db`;
    assert.equal(notes.length, 1);
    await httplog("prune", "--db", db, "--older-than", "30m", "--rollup", "1h");
    assert.ok((await httplog("query", "slo", "--db", db)).includes(notes[0]));
  }));

Deno.test("slo: what is changed of an objective besides its records and errors leaves its minutes as they are", () =>
  inTemporaryDirectory(async (directory) => {
    const { row, notes } = await afterRuns(directory, [[1, "min_errors = 9"], [1, "min_errors = 5"]]);
    assert.deepEqual(notes, []);
    assert.equal(Number(row.hits), (Date.parse(row.until_iso) / 1000 - START) / 60 * 6);
  }));

Deno.test("slo: a note says how many hits of the periods came late, and count in no row", () =>
  inTemporaryDirectory(async (directory) => {
    const [rules, db] = [`${directory}/a.toml`, `${directory}/a.db`];
    // A hit each 10 s, of which one of each 100 began a minute before it was written, and failed.
    const linesOf = (from: number, count: number): string =>
      Array.from({ length: count }, (_, i) => {
        const [time, status] = i % 100 === 50 ? [from + i * 10 - 60, 504] : [from + i * 10, 200];
        return `"10.0.0.1","-","-",${time},"GET /a HTTP/1.0",${status},1\n`;
      }).join("");
    const notes = async (source: string, lines: string, period: string): Promise<string[]> => {
      const log = `${directory}/${source}.csv`;
      Deno.writeTextFileSync(
        log,
        `"remotehost","rfc931","authuser","date","request","status","bytes"\n${lines}`,
      );
      Deno.writeTextFileSync(
        rules,
        `schema = 1\n[[slo]]\nid = "a"\nobjective = "99%"\nperiod = "${period}"\n`,
      );
      const given = [log, "--db", db, "--source", source, "--rules", rules];
      await httplog("replay", ...given, "--quiet", "--workers", "1");
      const table = await httplog("query", "slo", "--db", db, "--source", source);
      return table.split("\n").filter((line) => /late/.test(line));
    };
    assert.deepEqual(await notes("some", linesOf(START, 1000), "30d"), [
      "Objectives did not see 10 hits of 996: they came late, more than --lateness behind.",
    ]);
    const onTime = Array.from(
      { length: 9000 },
      (_, i) => `"10.0.0.1","-","-",${START + 20_000 + i * 30},"GET /a HTTP/1.0",200,1\n`,
    ).join("");
    const both = linesOf(START, 1000) + onTime;
    assert.deepEqual(await notes("before", both, "3d"), [], "none of the last three days is late");
    assert.equal((await notes("within", both, "4d")).length, 1);
    assert.deepEqual(await notes("none", onTime, "30d"), []);
    await httplog("prune", "--db", db, "--older-than", "1d", "--rollup", "1d");
    // The first sum over a day reaches into the last three days, and holds those that were late before.
    const [note] = (await httplog("query", "slo", "--db", db, "--source", "before")).match(/.*late.*/) ?? [];
    assert.match(
      note ?? "",
      /^Objectives did not see 10 hits of .* behind\. Counted are whole sums over 1d, which pruning left\.$/,
    );
    const ranged = await httplog(
      "query",
      "alerts",
      "--db",
      db,
      "--source",
      "before",
      "--since",
      "2015-05-17T18:00Z",
    );
    assert.match(
      ranged,
      /Alerts did not see 10 hits of .* Counted are whole sums over 1d, which pruning left\./,
    );
    const whole = await httplog("query", "slo", "--db", db, "--source", "some");
    assert.doesNotMatch(whole, /sums/, "none is pruned of a source whose last day is all there is");
  }));

Deno.test("slo: hits that came late in a time in which no objective counted are in no note", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, rules, db] = ["a.csv", "a.toml", "a.db"].map((name) => `${directory}/${name}`);
    Deno.writeTextFileSync(rules, 'schema = 1\n[[slo]]\nid = "a"\nobjective = "99%"\n');
    let lines = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';
    const run = async (hour: number, isLate: boolean, options: readonly string[]): Promise<string> => {
      for (let i = 0; i < 360; i++) {
        const time = START + hour * 3600 + i * 10 - (isLate && i % 100 === 50 ? 60 : 0);
        lines += `"10.0.0.1","-","-",${time},"GET /a HTTP/1.0",200,1\n`;
      }
      Deno.writeTextFileSync(log, lines);
      await httplog("replay", log, "--db", db, "--source", "s", "--quiet", "--workers", "1", ...options);
      return (await httplog("query", "slo", "--db", db)).match(/.* late.*/)?.[0] ?? "";
    };
    await run(0, false, ["--rules", rules]);
    await run(1, true, []);
    assert.equal(await run(2, false, ["--rules", rules]), "");
    assert.match(await run(3, true, ["--rules", rules]), /^Objectives did not see 4 hits of 1,\d\d\d: /);
  }));
