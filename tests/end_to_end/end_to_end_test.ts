// Role: runs every scenario with every program under test: from source, bundled, and compiled. Where the runtime part of
// a compiled program cannot be fetched, it says so and proves what would have been packed.

import assert from "node:assert/strict";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { ERROR_SCENARIOS } from "./error_scenarios.ts";
import { bundleProgram } from "../bundle.ts";
import { bundledModules, closureOf, loadedByName, packed, readTree } from "./packaging.ts";
import { bundled, compiled, fromSource, type Program } from "./programs.ts";
import { QUERY_SCENARIOS } from "./query_scenarios.ts";
import { REPLAY_SCENARIOS, SIGNAL_SCENARIOS } from "./replay_scenarios.ts";
import { Bench } from "./scenario.ts";
import { bundledParts, compiledPermissions } from "./tasks.ts";

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
    testUnless(
      scenario.missing ?? null,
      `${program.name}: ${scenario.name}`,
      () => inTemporaryDirectory((directory) => scenario.play(new Bench(program, directory))),
    );
  }
}

Deno.test("the compiled program may do nothing but read, write, post, see its own variables and ask what a file system is", () => {
  const [env, ...rest] = compiledPermissions().sort();
  const engine =
    "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=25,--initial-old-space-size=48,--no-opt,--no-lazy";
  const plain = ["--allow-net", "--allow-read", "--allow-sys=statfs", "--allow-write", "--no-prompt"];
  assert.deepEqual(rest, [...plain, engine]);
  assert.equal(env, "--allow-env=HTTPLOG_*,NO_COLOR,TERM,COLUMNS");
});

Deno.test("the compiled program is five bundles, which hold all that they load", () =>
  inTemporaryDirectory(async (directory) => {
    const program = await bundleProgram(directory);
    const needed = [
      "src/kernel/kernel.wasm.txt",
      "src/kernel/kernel.wasm.txt",
      "src/manual/replay.md",
      "src/lists/agents.ts",
      "src/page/built/page.js",
    ];
    const scripts = bundledParts(), files = [program.main, ...program.parts];
    assert.equal(scripts.length, needed.length);
    const used = new Set<string>();
    for (const [place, script] of scripts.entries()) {
      // A piece that is not there cannot be read.
      const closure = closureOf(files[place]);
      const bundled = await bundledModules(closure);
      for (const path of [script, needed[place]]) assert.ok(bundled.has(path), path);
      for (const file of closure) used.add(file);
    }
    assert.deepEqual([...used].sort(), program.scripts, "nothing is made in vain");
    const foreign = program.scripts.flatMap(loadedByName).filter((name) =>
      !/^(\.\/[\w.-]+\.js|node:.*)$/.test(name)
    );
    assert.deepEqual(foreign, [], "nothing else is loaded by name");
    const { files: found, isWhole } = await packed(program, directory);
    assert.deepEqual([...found].sort(), program.scripts.map((path) => path.replace(/^.*\//, "")));
    assert.ok(isWhole, "the text of all is in it");
  }));

Deno.test("a start loads no more of the bundle than its command needs", () =>
  inTemporaryDirectory(async (directory) => {
    const { main, worker } = await bundleProgram(directory);
    const modules = async (scripts: readonly string[]) => [...await bundledModules(scripts)];
    const parts = closureOf(main);
    /** The main bundle and the piece that a module begins, with all that they load at once. */
    const started = (entry: string, script = main) => {
      const piece = parts.find((file) => new RegExp(`/${entry}-\\w+\\.js$`).test(file));
      assert.ok(piece !== undefined, entry);
      return [...new Set([...closureOf(script, false), ...closureOf(piece, false)])];
    };
    const foreign = (paths: readonly string[], layers: RegExp) => paths.filter((path) => layers.test(path));
    const later =
      "commands/(serve|watch|report|backtest|notify/notify|database)|api|notify|rule_file|lists|page";

    const atOnce = closureOf(main, false);
    assert.deepEqual(foreign(await modules(atOnce), /^src\/(stores|pipeline|formats|reports|kernel)\//), []);
    const replay = started("replay");
    assert.deepEqual(foreign(await modules(replay), new RegExp(`^src/(${later}|reports|render/csv)`)), []);
    const query = started("query");
    assert.deepEqual(
      foreign(await modules(query), new RegExp(`^src/(${later}|pipeline|kernel|parallel)`)),
      [],
    );
    // Each piece costs a start something, too.
    assert.ok(replay.length <= 30 && query.length <= 30, `${replay.length} and ${query.length} pieces`);

    const counting = closureOf(worker).filter((file) => /worker_entry|query_worker/.test(file));
    assert.equal(counting.length, 3, "each service of a thread is a piece of its own");
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
