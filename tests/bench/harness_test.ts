// Role: the parts of the benchmarks that compute: medians, turns, tables, answers, the cache, stages of a profile; and
// one run of the whole on a tiny log.

import assert from "node:assert/strict";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";
import { cached, stampOf } from "./cache.ts";
import { DATA_SETS, logFile } from "./data_sets.ts";
import { LINE_FORMAT_NAMES } from "../../sample_data/lines/mod.ts";
import { logTable } from "./log_table.ts";
import { figure, markdownTable } from "./markdown.ts";
import { measure, processorTime, sayingOf } from "./measure.ts";
import { asItIs } from "./peers/httplog.ts";
import { PEERS } from "./peers/mod.ts";
import { differ, versioned } from "./peers/peer.ts";
import { wc } from "./peers/wc.ts";
import { PLACES, secondsByStage, stageOfFile } from "./stages.ts";
import { isDue, median, runsWithin } from "./statistics.ts";

Deno.test("the median is the middle one, or the mean of the middle two", () => {
  assert.equal(median([3]), 3);
  assert.equal(median([10, 9, 1]), 9);
  assert.equal(median([1, 100, 2, 3]), 2.5);
  assert.throws(() => median([]), RangeError);
});

Deno.test("slow programs get fewer runs, the first in the first round and the others spread evenly", () => {
  assert.deepEqual([runsWithin(30, 0.1, 7), runsWithin(30, 10, 7), runsWithin(30, 61, 7)], [7, 3, 1]);
  const rounds = (runs: number) => Array.from({ length: 7 }, (_, round) => isDue(round, 7, runs));
  for (let runs = 1; runs <= 7; runs++) {
    assert.equal(rounds(runs).filter(Boolean).length, runs);
    assert.equal(rounds(runs)[0], true);
  }
  assert.deepEqual(rounds(2), [true, false, false, true, false, false, false]);
});

Deno.test("tables are aligned Markdown, and figures have three digits", () => {
  assert.equal(
    markdownTable(["a", "seconds"], [["one|two", "1.5"], ["x", "20"]]),
    "| a        | seconds |\n| -------- | ------: |\n| one\\|two |     1.5 |\n| x        |      20 |\n",
  );
  const figures = [0, 0.06412, 0.5, 2.567, 61.31, 355.6, 1204.4].map(figure);
  assert.deepEqual(figures, ["0", "0.0641", "0.500", "2.57", "61.3", "356", "1,204"]);
});

Deno.test("answers are compared in what both tell, in any order, and hashes where both have one", () => {
  const ours = { answer: ["hits 2", "bytes 10", "section /a 2 10 0"], hash: "x" };
  assert.equal(differ(ours, { answer: ["section /a 2 10 0", "bytes 10"] }), false);
  assert.equal(differ(ours, { answer: null }), false);
  assert.equal(differ(ours, { answer: ["bytes 11"] }), true);
  assert.equal(differ(ours, { answer: ["section /a 2 10 0", "section /b 1 1 0"] }), true);
  assert.equal(differ(ours, { ...ours, hash: "y" }), true);
});

Deno.test("a file in the cache is made once, anew for another stamp, and never half", () =>
  inTemporaryDirectory(async (directory) => {
    let made = 0;
    const make = (path: string) => Deno.writeTextFile(path, `made ${++made}`);
    const path = await cached(directory, "log", "one", make);
    assert.equal(await cached(directory, "log", "one", make), path);
    assert.equal(await Deno.readTextFile(path), "made 1");
    await cached(directory, "log", "two", make);
    assert.equal(await Deno.readTextFile(path), "made 2");
    const interrupted = async (unfinished: string) => {
      await make(unfinished);
      throw new RangeError("stopped");
    };
    await assert.rejects(cached(directory, "log", "three", interrupted), RangeError);
    assert.equal(await Deno.readTextFile(path), "made 2");
    await Deno.truncate(path, 2);
    await cached(directory, "log", "two", make);
    assert.equal(await Deno.readTextFile(path), "made 4");
    const left = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
    assert.deepEqual(left, ["log", "log.stamp"]);
  }));

Deno.test("a stamp changes with the source and with the settings", () =>
  inTemporaryDirectory(async (directory) => {
    const source = new URL(`file://${directory}/source.ts`);
    await Deno.writeTextFile(source, "1");
    const stamp = await stampOf([source], { records: 1 });
    assert.equal(await stampOf([source], { records: 1 }), stamp);
    assert.notEqual(await stampOf([source], { records: 2 }), stamp);
    await Deno.writeTextFile(source, "2");
    assert.notEqual(await stampOf([source], { records: 1 }), stamp);
  }));

Deno.test("the compressed data set is the plain one", () =>
  inTemporaryDirectory(async (cache) => {
    const options = { cache, scale: 0.001, note: () => {} };
    const [plain, gzip] = await Promise.all(
      ["plain", "gzip"].map((name) => logFile(DATA_SETS.find((set) => set.name === name)!, options)),
    );
    using packed = await Deno.open(gzip.path);
    const unpacked = packed.readable.pipeThrough(new DecompressionStream("gzip"));
    assert.equal(await new Response(unpacked).text(), await Deno.readTextFile(plain.path));
    assert.equal(gzip.bytes, plain.bytes);
  }));

Deno.test("the records of plain store the same, to the last row, in every format they are written in", () =>
  inTemporaryDirectory(async (directory) => {
    const options = { cache: directory, scale: 0.002, note: () => {} };
    const sets = DATA_SETS.filter(({ name, format }) => name === "plain" || name === format);
    assert.deepEqual(sets.map(({ format }) => format), LINE_FORMAT_NAMES);
    const found = [];
    for (const set of sets) {
      const log = await logFile(set, options);
      const trial = await asItIs.begin(log, await Deno.makeTempDir({ dir: directory }));
      found.push(await trial.found((await measure(trial.command, false)).stdout));
      const counting = await wc.begin(log, directory);
      const { answer } = await counting.found((await measure(counting.command, false)).stdout);
      assert.deepEqual(answer, [`records ${log.records}`], set.name);
    }
    const [plain, ...others] = found;
    assert.ok(plain.answer!.includes("hits 10000"));
    others.forEach(({ hash }, index) => assert.equal(hash, plain.hash, sets[index + 1].name));
  }));

Deno.test("every format is read by httplog, wc, DuckDB and GoAccess, and a program for CSV alone is named as not measured", async () => {
  for (const { name, formats } of PEERS) {
    const one = ["mawk", "gawk", "miller"].includes(name)
      ? ["csv"]
      : /^duckdb-/.test(name)
      ? ["combined"]
      : null;
    assert.deepEqual(formats, one ?? LINE_FORMAT_NAMES, name);
  }
  const set = DATA_SETS.find(({ name }) => name === "combined")!;
  const ran = { wall: 1, processor: null, memory: null, stdout: "" };
  const found = { answer: ["hits 1"], hash: "0" };
  const contender = { peer: PEERS[0], label: "httplog", allowed: 1, runs: [ran], found, failure: null };
  const log = { path: "", records: 1, bytes: 1e6, format: set.format, isGzip: false };
  const unfit = PEERS.filter(({ name }) => name === "miller");
  const table = await logTable(set, log, [contender], { missing: [], unfit });
  assert.match(table, /^Not measured, .* does not read combined: miller\.$/m);
  assert.doesNotMatch(await logTable(set, log, [contender], { missing: [], unfit: [] }), /Not measured/);
});

Deno.test("a process is measured, and one that fails is told of", async () => {
  const script = "let sum = 0; for (let i = 0; i < 3e8; i++) sum += i % 7; console.log(sum > 0)";
  const { wall, stdout } = await measure([Deno.execPath(), "eval", script], false);
  assert.equal(stdout, "true\n");
  assert.ok(wall > 0.05, `${wall}`);
  const { user, system } = await processorTime([Deno.execPath(), "eval", script]);
  assert.ok(user > 0.05 && system >= 0, `${user} ${system}`);
  await assert.rejects(measure([Deno.execPath(), "eval", "Deno.exit(3)"], false), /ended with 3/);
  assert.equal(await sayingOf(["a-program-that-nobody-has"]), null);
  assert.equal(versioned("Miller", "mlr 6.6.0"), "Miller 6.6.0");
});

Deno.test("a sample belongs to the innermost function that stands for a stage", () => {
  const url = (path: string) => `file:///project/src/${path}`;
  const node = (id: number, functionName: string, at: string, ...children: number[]) => ({
    id,
    callFrame: { functionName, url: at },
    children,
  });
  const nodes = [
    node(1, "(root)", "", 2, 6, 7),
    node(2, "persist", url("pipeline/persist.ts"), 3),
    node(3, "read", url("pipeline/read.ts"), 4, 5),
    node(4, "pack", url("domain/packed_bytes.ts")),
    node(5, "(garbage collector)", ""),
    node(6, "(idle)", ""),
    node(7, "summarize", url("pipeline/count/slices.ts"), 8),
    node(8, "wasm-function[3]", "wasm://wasm/1"),
  ];
  const profile = { nodes, samples: [2, 4, 5, 6, 8, 1], timeDeltas: [1e6, 2e6, 3e6, 4e6, 5e6, 6e6] };
  const { persist, read, summarize, waiting, runtime, ...rest } = secondsByStage(profile, url(""));
  assert.deepEqual([persist, read, summarize, waiting, runtime], [1, 2, 5, 4, 6]);
  assert.equal(rest["garbage collection"], 3);
});

Deno.test("every place that stands for a stage exists", () => {
  for (const [place, stage] of PLACES) {
    assert.doesNotThrow(() => Deno.statSync(`${PROJECT}src/${place}`), place);
    assert.equal(stageOfFile(place), stage);
  }
  assert.equal(stageOfFile("stores/sqlite/write/bulk_insert.ts"), "persist");
  assert.equal(stageOfFile("domain/counting/names.ts"), null);
});

Deno.test("a benchmark runs, agrees with wc -l, and writes its table", () =>
  inTemporaryDirectory(async (directory) => {
    const bench = [Deno.execPath(), "run", "--quiet", "--allow-all", `${PROJECT}tests/bench/main.ts`];
    const words = ["--cache", `${directory}/cache`, "--scale", "0.0002", "--runs", "2"];
    const out = `${directory}/table.md`;
    const only = [
      "--only",
      "hosts",
      "--only",
      "dirty",
      "--only",
      "combined",
      "--peers",
      "httplog-reference,wc",
    ];
    const { code, stdout, stderr } = await run([...bench, ...words, ...only, "--out", out], { cwd: PROJECT });
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim(), (await Deno.readTextFile(out)).trim());
    assert.match(stdout, /^### hosts$[^]*^### combined$[^]*^\| wc .*\| +same \|$/m);
    assert.match(stdout, /^\| httplog-reference .*\| +2 \| +same \|$/m);
    assert.match(stdout, /^\| wc .*\| +2 \| +same \|$[^]*^\| wc .*\| +2 \| +– \|$/m);
    const wrong = await run([...bench, "--only", "everything"], { cwd: PROJECT });
    assert.equal(wrong.code, 64);
    assert.match(wrong.stderr, /There is no "everything"/);
  }));
