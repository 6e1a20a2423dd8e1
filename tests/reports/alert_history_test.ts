// Role: the value history of an alert where the store no longer holds all of it, or holds what its rule did not see.

import assert from "node:assert/strict";
import { alertDetails } from "../../src/reports/alert/alert.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../process.ts";
import { httplog, replayed } from "./replayed.ts";

const START = 1549573200;
const lines = (from: number, to: number, each: number): string =>
  Array.from(
    { length: to - from },
    (_, second) => `"10.0.0.1","-","-",${START + from + second},"GET /a HTTP/1.1",200,1\n`.repeat(each),
  ).join("");

Deno.test("an alert's history leaves out what was pruned, and says from when on it is known", async () => {
  await using log = await replayed(lines(0, 600, 2) + lines(600, 900, 15) + lines(900, 1500, 2));
  const history = () => {
    using reader = sqlite.read(log.database);
    return alertDetails(reader, 1)!.history!;
  };
  const whole = history();
  assert.equal(whole.prunedBefore, null);
  await httplog("prune", "--older-than", "10m", "--db", log.database);
  const left = history(), pruned = left.prunedBefore!;
  assert.ok(pruned > START + 800 && pruned < START + 1000, `${pruned}`);
  // A value needs the whole window before it.
  const known = pruned + 120 - left.from - 1;
  assert.deepEqual(left.values.slice(0, known), Array(known).fill(null));
  assert.deepEqual(left.values.slice(known), whole.values.slice(known + left.from - whole.from));
  const text = await httplog("query", "alert", "1", "--db", log.database);
  assert.match(text, /What lies before 2019-02-07T21:\d\d:\d\dZ was pruned\./);
});

Deno.test("an alert's history holds no late records, which its rule did not see", async () => {
  const late = `"10.0.0.1","-","-",${START + 700},"GET /a HTTP/1.1",200,1\n`.repeat(2000);
  await using log = await replayed(lines(0, 600, 2) + lines(600, 900, 15) + lines(900, 1200, 2) + late);
  using reader = sqlite.read(log.database);
  const { alert, history } = alertDetails(reader, 1)!;
  assert.equal(Math.max(...history!.values.map((value) => value ?? 0)), alert.peakValue);
});

Deno.test("an alert's history from buckets that do not name all values says that it is a lower bound", async () => {
  const hit = (second: number, host: string): string =>
    `"${host}","-","-",${START + second},"GET /a HTTP/1.1",200,1\n`;
  const many = Array.from(
    { length: 900 },
    (_, second) =>
      hit(second, "10.0.0.1").repeat(second < 300 ? 1 : 20) + hit(second, "10.0.0.2") +
      hit(second, "10.0.0.3"),
  );
  const rules = await Deno.makeTempFile({ suffix: ".toml" });
  await Deno.writeTextFile(
    rules,
    'schema = 1\n[[rule]]\nid = "one"\nmetric = "rate"\nwindow = "2m"\nfire = "> 0.5"\nmatch = { host = "10.0.0.2" }\n',
  );
  for (const top of ["1", "9"]) {
    await using log = await replayed(many.join(""), ["--top", top, "--rules", rules]);
    using reader = sqlite.read(log.database);
    assert.equal(alertDetails(reader, 1)!.history!.isLowerBound, top === "1");
    const text = await httplog("query", "alert", "1", "--db", log.database);
    assert.equal(/At least: its buckets do not name all values/.test(text), top === "1");
  }
  await Deno.remove(rules);
});

const OBJECTIVE = `schema = 1
[[slo]]
id = "ok"
objective = "99%"
burn = [{ severity = "page", long = "10m", short = "1m", factor = 10 }]
`;

/** Half of what comes in [600, 1200) fails. */
const failing = Array.from({ length: 7200 }, (_, second) => {
  const status = second >= 600 && second < 1200 && second % 2 === 0 ? 500 : 200;
  return `"10.0.0.1","-","-",${START + second},"GET /a HTTP/1.1",${status},1\n`;
}).join("");

Deno.test("a burn's history leaves out what its long window reaches of pruned minutes, but not of those that rollups leave", () =>
  inTemporaryDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/rules.toml`, OBJECTIVE);
    await using log = await replayed(failing, ["--rules", `${directory}/rules.toml`]);
    const history = () => {
      using reader = sqlite.read(log.database);
      const { alert, history } = alertDetails(reader, 1)!;
      assert.equal(alert.metric, "burn");
      return history!;
    };
    const prune = (...options: string[]) => httplog("prune", ...options, "--db", log.database);
    const whole = history();
    assert.deepEqual([whole.prunedBefore, whole.uncounted], [null, null]);
    await prune("--older-than", "108m", "--rollup", "1m");
    assert.deepEqual(history(), whole, "its minutes are still there");
    // Later rollups do not bring back what was deleted before.
    for (const [minutes, options] of [[105, []], [90, ["--rollup", "1m"]]] as const) {
      await prune("--older-than", `${minutes}m`, ...options);
      const left = history();
      assert.deepEqual([left.prunedBefore, left.uncounted], [START + 900, null]);
      // The first ten minutes of which all are left end there.
      const known = (900 + 600 - 60 - (left.from - START)) / 60;
      assert.ok(known > 0 && known < left.values.length - 1, `${known}`);
      assert.deepEqual(left.values.slice(0, known), Array(known).fill(null));
      assert.deepEqual(left.values.slice(known), whole.values.slice(known));
    }
    assert.match(
      await httplog("query", "alert", "1", "--db", log.database),
      /What lies before 2019-02-07T21:15:00Z was pruned\./,
    );
    assert.match(
      await httplog("query", "slo", "--db", log.database),
      /What lies before 2019-02-07T21:15:00Z was pruned, and counts in no row\./,
    );
  }));

/** Of each second of [from, to) two hits; with `isFailing` every fourth of them fails. */
const hits = (from: number, to: number, isFailing: boolean): string =>
  Array.from({ length: to - from }, (_, at) => {
    const status = isFailing && at % 2 === 0 ? 500 : 200;
    const line = (status: number) =>
      `"10.0.0.1","-","-",${START + from + at},"GET /a HTTP/1.1",${status},1\n`;
    return line(status) + line(200);
  }).join("");

/** What another run has in the place of the objective. */
const BETWEEN: Readonly<Record<string, string | null>> = {
  "left out": null,
  "of other records": 'match = { section = "/a" }\nerrors = { status = "2xx" }\n',
};

for (const [name, other] of Object.entries(BETWEEN)) {
  Deno.test(`an objective that one run has ${name}: its alert, the plot of it and query slo say the same`, () =>
    inTemporaryDirectory(async (directory) => {
      const objective = OBJECTIVE.replace("10m", "1h");
      const written = async (text: string): Promise<string[]> => {
        await Deno.writeTextFile(`${directory}/rules.toml`, text);
        return ["--rules", `${directory}/rules.toml`];
      };
      await using log = await replayed("", await written(objective));
      await log.append(hits(0, 1200, false), await written(objective));
      const between = other === null ? [] : await written(objective.replace("burn", `${other}burn`));
      await log.append(hits(1200, 1500, false), between);
      await log.append(hits(1500, 2700, true) + hits(2700, 2880, false), await written(objective));
      using reader = sqlite.read(log.database);
      const id = Number(
        reader.query("SELECT max(id) FROM alerts WHERE metric = 'burn'").rows[0][0],
      );
      const { alert, history } = alertDetails(reader, id)!;
      // The last minute of the run before is not final, and those of the run between are missing.
      const note = "The objective was not counted for 6m before 2019-02-07T21:25:00Z.";
      assert.equal(history!.uncounted, note);
      assert.ok((await httplog("query", "alert", `${id}`, "--db", log.database)).includes(`\n  ${note}\n`));
      const valueAt = (second: number) => history!.values[(second + 1 - history!.from) / 60 - 1];
      assert.equal(valueAt(alert.firedAt), alert.value);
      assert.equal(valueAt(alert.peakAt), alert.peakValue);
      // Of the 20 minutes before the gap none failed, and the tier is above ten times the budget.
      assert.ok(alert.value > 10 && alert.value < 11.5 && alert.firedAt > START + 2100, `${alert.value}`);
      const now = (await httplog("query", "slo", "--db", log.database, "--format", "csv")).match(
        /([\d.]+)x over 1h/,
      )!;
      const until = Number(reader.query("SELECT watermark / 60 * 60 FROM sources").rows[0][0]);
      assert.equal(now[1], valueAt(until - 1)!.toFixed(2));
    }));
}
