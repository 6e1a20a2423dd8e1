// Role: `httplog report`: where it writes, what it refuses, and that its data are those of `query`.

import assert from "node:assert/strict";
import { runCli } from "../../../src/cli/cli.ts";
import { page } from "../../../src/page/document.ts";
import type { Recording } from "../../../src/page/data/model.ts";
import { fakeHost, type FakeSettings } from "../../fake_host.ts";
import { inTemporaryDirectory, PROJECT } from "../../process.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(words: readonly string[], settings: FakeSettings = {}): Promise<Ran> {
  const host = fakeHost(settings);
  const code = await runCli(words, host, undefined, undefined, { page: () => Promise.resolve(page) });
  return { code, out: host.stdout.text, err: host.stderr.text };
}

async function withDatabase(work: (database: string, directory: string) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`;
    const log = `${PROJECT}sample_data/access.csv`;
    const { code, err } = await ran(["replay", log, "--source", "shop", "--quiet", "--db", database]);
    assert.equal(code, 0, err);
    await work(database, directory);
  });
}

Deno.test("a page goes to a file as a whole, which replaces an older one, or to a pipe", () =>
  withDatabase(async (database, directory) => {
    const file = `${directory}/report.html`;
    Deno.writeTextFileSync(file, "old");
    const { code, out, err } = await ran(["report", "--db", database, "-o", file]);
    assert.deepEqual([code, out], [0, ""]);
    assert.match(err, /^Wrote ".*report\.html": [\d.]+ kB\. Open it in a browser\.\n$/);
    const text = Deno.readTextFileSync(file);
    assert.match(text, /^<!DOCTYPE html>/);
    assert.deepEqual([...Deno.readDirSync(directory)].filter(({ name }) => /partial/.test(name)), []);
    const piped = await ran(["report", "--db", database]);
    // The wall clock is in it.
    assert.equal(piped.out.length, text.length);
  }));

Deno.test("it refuses a terminal, its own database, a directory, and a place that is not there", () =>
  withDatabase(async (database, directory) => {
    const terminal = await ran(["report", "--db", database], { terminal: 100 });
    assert.deepEqual([terminal.code, terminal.out], [64, ""]);
    assert.match(terminal.err, /not for a terminal\. Write a file: httplog report --output report\.html/);
    const before = Deno.readFileSync(database);
    const own = await ran(["report", "--db", database, "-o", database]);
    assert.equal(own.code, 64);
    assert.match(own.err, /it is the database/);
    assert.deepEqual(Deno.readFileSync(database), before);
    assert.equal((await ran(["report", "--db", database, "-o", directory])).code, 73);
    assert.equal((await ran(["report", "--db", database, "-o", `${directory}/none/x.html`])).code, 73);
    assert.equal((await ran(["report", "--db", database, "-o", ""])).code, 64);
    assert.equal((await ran(["report", "--db", database, "x.html"])).code, 64);
    assert.equal((await ran(["report", "--db", database, "--source", "shp"])).code, 64);
    assert.equal(
      (await ran(["report", "--db", `${directory}/none.db`, "-o", `${directory}/x.html`])).code,
      66,
    );
    assert.throws(() => Deno.statSync(`${directory}/x.html`));
  }));

/** What reports are called that are not called after their dimension. */
const REPORT_WORDS: Readonly<Record<string, readonly string[]>> = {
  path: ["urls"],
  referrer: ["referrers", "--full"],
  referrer_site: ["referrers"],
};

Deno.test("the data hold the sums of query, over a range as over all", () =>
  withDatabase(async (database) => {
    for (const range of [[], ["--since", "2019-02-07T21:18", "--until", "2019-02-07T21:22"]]) {
      const { out } = await ran(["report", "--db", database, "-f", "json", ...range]);
      const recording: Recording = JSON.parse(out), { traffic, tops, courses } = recording.parts[""];
      const rows = JSON.parse(
        (await ran(["query", "buckets", "--db", database, "-f", "json", "-n", "0", ...range])).out,
      );
      const sum = (amounts: readonly number[]): number =>
        amounts.reduce((total, amount) => total + amount, 0);
      for (const name of ["hits", "failures", "bytes"] as const) {
        assert.equal(sum(traffic[name]), sum(rows.map((row: Record<string, number>) => row[name])), name);
      }
      assert.equal(sum(traffic.classes.flat()), sum(traffic.hits));
      for (const { name, plural } of recording.dimensions) {
        const all = JSON.parse(
          (await ran([
            "query",
            ...REPORT_WORDS[name] ?? [plural],
            "--db",
            database,
            "-f",
            "json",
            "-n",
            "40",
            ...range,
          ])).out,
        );
        assert.deepEqual(tops[name].rows, all.map(Object.values), plural);
        assert.equal(sum(courses[name].hits) <= sum(traffic.hits), true, plural);
      }
    }
  }));

Deno.test("Markdown is a summary, CSV the traffic; a database without records says so", () =>
  withDatabase(async (database, directory) => {
    const { out } = await ran(["report", "--db", database, "-f", "markdown"], { terminal: 100 });
    assert.match(out, /^## Traffic\n\n2019-02-07T21:11:00Z to 2019-02-07T21:51:00Z\.\n/);
    assert.match(out, /- 11,792 hits, 4\.91 a second\n- 99\.60 % available: 47 failures/);
    assert.match(out, /### Sections\n\n\| section \|/);
    const csv = (await ran(["report", "--db", database, "-f", "csv"])).out.split("\r\n");
    assert.equal(csv[0], "start_iso,seconds,hits,failures,bytes,1xx,2xx,3xx,4xx,5xx");
    Deno.writeTextFileSync(`${directory}/empty.csv`, "");
    await ran(["replay", `${directory}/empty.csv`, "--source", "s", "--quiet", "--db", `${directory}/e.db`]);
    const empty = await ran(["report", "--db", `${directory}/e.db`, "-f", "markdown"]);
    assert.match(empty.out, /Nothing is stored/);
    assert.equal((await ran(["report", "--db", `${directory}/e.db`])).code, 0);
  }));

Deno.test("a report of a past range says as of when its objectives are", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`, sample = `${PROJECT}sample_data/`;
    const rules = ["--rules", `${sample}rules.toml`];
    await ran(["replay", `${sample}outage.csv`, "--db", database, "--source", "s", "-q", ...rules]);
    const until = ["--until", "2019-02-07T21:13"];
    const { out } = await ran(["report", "--db", database, "-f", "markdown", ...until]);
    const [slo] = JSON.parse((await ran(["query", "slo", "--db", database, "-f", "json"])).out);
    assert.ok(slo.until_iso > "2019-02-07T21:13");
    const [, text] = out.split("### Objectives\n\n"), [words, , columns, , row] = text.split("\n");
    assert.equal(
      words,
      "Of the period that ends at until_iso, with the last final minute of all that is stored, whatever the range above.",
    );
    const place = columns.split(" | ").indexOf("until_iso");
    assert.equal(row.split(" | ")[place], slo.until_iso);
  }));

Deno.test("objectives of a report in Markdown have their coverage, and the notes of query slo", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`, log = `${directory}/x.csv`;
    const lines = Deno.readTextFileSync(`${PROJECT}sample_data/outage.csv`).trimEnd().split("\n");
    const replay = async (until: number, ...rules: string[]): Promise<void> => {
      Deno.writeTextFileSync(log, lines.slice(0, until).join("\n") + "\n");
      const { code, err } = await ran(["replay", log, "--db", database, "--source", "s", "-q", ...rules]);
      assert.equal(code, 0, err);
    };
    await replay(lines.length >> 1);
    await replay(lines.length, "--rules", `${PROJECT}sample_data/rules.toml`);
    const { out: asked } = await ran(["query", "slo", "--db", database, "-f", "markdown"]);
    const [, note] = /^(Objective .* was not counted for .*)$/m.exec(asked)!;
    const [slo] = JSON.parse((await ran(["query", "slo", "--db", database, "-f", "json"])).out);
    assert.ok(slo.coverage < 0.01);
    const { out } = await ran(["report", "--db", database, "-f", "markdown"]);
    const [, text] = out.split("### Objectives\n\n"), [section] = text.split("### ");
    const [, , columns, , row] = section.split("\n");
    const place = columns.split(" | ").indexOf("coverage");
    assert.match(row.split(" | ")[place] ?? "", /^0\.\d+ %$/);
    assert.ok(section.includes(`\n\n${note}\n`), section);
  }));

Deno.test("a report counts what was pruned as long as rollups hold it, and as CSV says what is missing", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`, log = `${PROJECT}sample_data/access.csv`;
    await ran(["replay", log, "--db", database, "--source", "s", "-q"]);
    await ran(["prune", "--older-than", "10m", "--rollup", "5m", "--db", database, "-q"]);
    const sum = async (): Promise<[hits: number, said: string]> => {
      const { out, err } = await ran(["report", "--db", database, "-f", "csv"]);
      const [, ...rows] = out.trim().split("\r\n");
      return [rows.reduce((sum, row) => sum + Number(row.split(",")[2]), 0), err];
    };
    assert.deepEqual(await sum(), [11_792, ""]);
    const { out } = await ran(["report", "--db", database, "-f", "markdown"]);
    assert.match(out, /^- 11,792 hits/m);
    await ran(["prune", "--older-than", "5m", "--db", database, "-q"]);
    const [hits, said] = await sum();
    assert.match(said, /^Missing are (up to )?[\d,]+ hits before /m);
    assert.ok(hits < 11_792);
  }));
