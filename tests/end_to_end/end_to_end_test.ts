// Role: runs every scenario with every program under test: from source, bundled, and compiled. Where the runtime part of
// a compiled program cannot be fetched, it says so and proves what would have been packed.

import assert from "node:assert/strict";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";
import { ERROR_SCENARIOS } from "./error_scenarios.ts";
import { bundleProgram } from "../bundle.ts";
import { bundledModules, loadedModules, packed, readTree } from "./packaging.ts";
import { bundled, compiled, fromSource, type Program } from "./programs.ts";
import { QUERY_SCENARIOS } from "./query_scenarios.ts";
import { REPLAY_SCENARIOS, SIGNAL_SCENARIOS } from "./replay_scenarios.ts";
import { Bench } from "./scenario.ts";
import { compiledPermissions } from "./tasks.ts";

const SCENARIOS = [
  ...REPLAY_SCENARIOS,
  ...(Deno.build.os === "windows" ? [] : SIGNAL_SCENARIOS),
  ...QUERY_SCENARIOS,
  ...ERROR_SCENARIOS,
];

const workshop = await Deno.makeTempDir({ prefix: "httplog-programs-" });
Deno.test.afterAll(() => Deno.remove(workshop, { recursive: true }));

const programs: Program[] = [fromSource(), await bundled(workshop)];
const binary = await compiled(workshop);
if (binary !== null) programs.push(binary);
else {console.log(
    "The runtime part of deno compile cannot be fetched: packaging is proven with DENORT_BIN instead.",
  );}

for (const program of programs) {
  for (const scenario of SCENARIOS) {
    Deno.test(`${program.name}: ${scenario.name}`, () =>
      inTemporaryDirectory((directory) => scenario.play(new Bench(program, directory))));
  }
}

Deno.test("the compiled program may do nothing but read, write, post, see its own variables and ask what a file system is", () => {
  const [env, ...rest] = compiledPermissions().sort();
  const engine =
    "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=25,--initial-old-space-size=24,--no-opt,--no-lazy";
  const plain = ["--allow-net", "--allow-read", "--allow-sys=statfs", "--allow-write", "--no-prompt"];
  assert.deepEqual(rest, [...plain, engine]);
  assert.equal(env, "--allow-env=HTTPLOG_*,NO_COLOR,TERM,COLUMNS");
});

Deno.test("the compiled program is five bundles, which hold every module that it can load", () =>
  inTemporaryDirectory(async (directory) => {
    const program = await bundleProgram(directory);
    for (
      const [script, file, needed] of [
        ["main.ts", program.main, "src/kernel/kernel.wasm"],
        ["src/worker.ts", program.worker, "src/kernel/kernel.wasm"],
        ["src/manual/manual.ts", program.manual, "src/manual/replay.md"],
        ["src/lists/lists.ts", program.lists, "src/lists/agents.ts"],
        ["src/page/document.ts", program.page, "src/page/built/page.js"],
      ]
    ) {
      const loaded = await loadedModules(script);
      for (const path of [script, needed]) assert.ok(loaded.has(path), path);
      const bundled = await bundledModules(file);
      assert.deepEqual([...loaded].filter((path) => !bundled.has(path)), []);
    }
    const { files, isWhole } = await packed(program, directory);
    assert.deepEqual([...files].sort(), [
      "httplog-bundle.js",
      "httplog-lists.js",
      "httplog-manual.js",
      "httplog-page.js",
      "httplog-worker.js",
    ]);
    assert.ok(isWhole, "the text of all is in it");
  }));

Deno.test("a bundle of the main module alone does all of it, threads included", () =>
  inTemporaryDirectory(async (directory) => {
    const { main, worker } = await bundleProgram(directory);
    await Deno.remove(worker);
    const command = [Deno.execPath(), "run", "--quiet", ...compiledPermissions(), main];
    const log = `${PROJECT}sample_data/access.csv`;
    const replayed = await run([...command, "replay", log, "--workers", "1"], { cwd: directory });
    assert.deepEqual([replayed.code, replayed.stderr], [0, ""]);
    const sql = "SELECT sum(hits) AS hits FROM buckets";
    const asked = await run([...command, "query", sql, "--format", "csv"], { cwd: directory });
    assert.deepEqual([asked.code, asked.stdout.trim().split(/\r?\n/)], [0, ["hits", "11792"]], asked.stderr);
  }));

Deno.test("the listing of deno compile is read as it is meant", () => {
  const listing = `
├── main.ts (1KB)
├── .deno_compile_node_modules/localhost/gunshi/1.0.0/* (2KB)
└─┬ src (488B)
  ├─┬ stores (120B)
  │ └── mod.ts (60B)
  └── cli.ts (2.5KB)`;
  assert.deepEqual([...readTree(listing)], ["main.ts", "src/stores/mod.ts", "src/cli.ts"]);
});
