// Role: holds the tree to the house rules: which way imports point, who may touch the machine, roles and lengths.
// Every rule is first shown an offence, so that a rule that cannot fail does not pass.

import assert from "node:assert/strict";
import * as rules from "./rules.ts";
import { readFacts } from "./source_facts.ts";

const ROOT = new URL("../../", import.meta.url);
const KNOWN_PACKAGES = Object.keys(JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))).imports);
const TREE = [...sourcePaths("src"), "main.ts"].map((path) =>
  source(path, Deno.readTextFileSync(new URL(path, ROOT)))
);

function* sourcePaths(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(folder, ROOT))) {
    if (entry.isDirectory) yield* entry.name === "built" ? [] : sourcePaths(`${folder}/${entry.name}`);
    else if (/\.[jt]sx?$/.test(entry.name)) yield `${folder}/${entry.name}`;
  }
}

function source(path: string, text: string): rules.SourceFile {
  return { path, text, ...readFacts(path, text) };
}

Deno.test("imports point down the layers", () => {
  const offences = [
    source("src/domain/a.ts", `import type { Host } from "../host/host.ts";`),
    source("src/stores/b.ts", `type A = import("../reports/report.ts").A;`),
    source("src/reports/c.ts", `export { open } from "../stores/sqlite.ts";`),
    source("src/pipeline/d.ts", `export * from "../commands/replay.ts";`),
    source("src/commands/e.ts", `const cli = await import("../cli/cli.ts");`),
    source("src/commands/f.ts", `import "../../tests/f.ts";`),
    source("src/kernel/assembly/h.ts", `import "../kernel.ts";`),
    source("src/kernel/i.ts", `import "./assembly/kernel.ts";`),
    source("src/elsewhere/g.ts", ``),
  ];
  assert.equal(rules.upwardArrows(offences).length, offences.length);
  assert.deepEqual(rules.upwardArrows([source("src/reports/c.ts", `import "../stores/store.ts";`)]), []);
  assert.deepEqual(rules.upwardArrows([source("src/domain/c.ts", `/** import "../cli.ts" */`)]), []);
  assert.deepEqual(rules.upwardArrows(TREE), []);
});

Deno.test("imports run in no circle", () => {
  const offence = [
    source("src/domain/a.ts", `import "./b.ts";`),
    source("src/domain/b.ts", `import type { C } from "./c.ts";`),
    source("src/domain/c.ts", `type A = import("./a.ts").A;`),
    source("src/domain/d.ts", `import "./a.ts";`),
  ];
  assert.deepEqual(rules.circles(offence), [
    "src/domain/a.ts → src/domain/b.ts → src/domain/c.ts → src/domain/a.ts",
  ]);
  assert.deepEqual(rules.circles(TREE), []);
});

Deno.test("the pure layers know the machine through Host only, and the store beside it its own file", () => {
  const offences = [
    source("src/domain/a.ts", `export const now = () => Date.now();`),
    source("src/domain/b.ts", `export const now = () => new Date();`),
    source("src/domain/c.ts", `export const any = Math.random();`),
    source("src/domain/d.ts", `setTimeout(() => {}, 1);`),
    source("src/pipeline/e.ts", `console.log(1);`),
    source("src/formats/f.ts", `export type F = Deno.FsFile;`),
    source("src/reports/g.ts", `export const g = globalThis["Deno"];`),
    source("src/render/h.ts", `const name = "x"; await import(name);`),
    source("src/stores/i.ts", `Deno.exit(1);`),
    source("src/kernel/m.ts", `export const now = () => Date.now();`),
    source("src/render/j.ts", `export const j = console?.log;`),
    source("src/domain/k.ts", `import { readFileSync } from "node:fs";`),
    source("src/stores/sqlite/write/n.ts", `Deno.statSync("x.db");`),
    source("src/stores/sqlite/o.ts", `new Worker("x.ts");`),
    source("src/stores/sqlite/file/p.ts", `Deno.exit(1);`),
  ];
  assert.deepEqual(
    new Set(rules.machineUses(offences).map((line) => line.split(" ")[0])).size,
    offences.length,
  );
  const harmless = `// Deno.exit(1)\nexport const a = { process: "console", Deno: new Date(0) }; a.process;`;
  const ofStore = `import { DatabaseSync } from "node:sqlite";\nDeno.statSync("x.db");`;
  const allowed = [source("src/domain/l.ts", harmless), source("src/stores/sqlite/file/q.ts", ofStore)];
  assert.deepEqual(rules.machineUses(allowed), []);
  assert.deepEqual(rules.machineUses(TREE), []);
});

Deno.test("only commands and the CLI read a registry", () => {
  const offence = source("src/pipeline/a.ts", `import { FORMATS } from "../formats/mod.ts";`);
  assert.equal(rules.registryReaders([offence]).length, 1);
  assert.deepEqual(rules.registryReaders([source("src/cli/cli.ts", `import "./commands/mod.ts";`)]), []);
  assert.deepEqual(rules.registryReaders(TREE), []);
});

Deno.test("every source file opens with its role", () => {
  assert.equal(rules.withoutRole([source("src/a.ts", `/** Role: none */`)]).length, 1);
  assert.deepEqual(rules.withoutRole(TREE), []);
});

Deno.test("no source file is longer than 400 lines, no function longer than 60", () => {
  assert.equal(rules.tooLong([source("src/a.ts", "\n".repeat(400) + "1;")]).length, 1);
  assert.deepEqual(rules.tooLong(TREE), []);
  const long = `{${"\n".repeat(60)}}`;
  const offences = [`function a() ${long}`, `const b = () => ${long};`, `class C { d() ${long} }`];
  for (const text of offences) {
    assert.equal(rules.tooLongFunctions([source("src/a.ts", text)]).length, 1, text);
  }
  assert.deepEqual(rules.tooLongFunctions(TREE), []);
});

Deno.test("no name is exported twice", () => {
  const offences = [
    source("src/a.ts", `export const a = 1; export type B = 1; export class C {}`),
    source("src/b.ts", `export function a() {} export interface B {} export { C } from "./a.ts";`),
  ];
  assert.deepEqual(rules.exportedTwice(offences), ["a: src/a.ts, src/b.ts", "B: src/a.ts, src/b.ts"]);
  assert.deepEqual(rules.exportedTwice(TREE), []);
});

Deno.test("every file that a comment names exists", () => {
  const offence = source("src/a.ts", "// Of `gone.ts`, `a.ts` and `../src/a.ts`.");
  assert.deepEqual(rules.namedButMissing([offence], ["src/a.ts"]), ["src/a.ts names gone.ts"]);
  const existing = ["src", "tests", "sample_data"].flatMap((folder) => [...sourcePaths(folder)]);
  assert.deepEqual(rules.namedButMissing(TREE, ["main.ts", ...existing]), []);
});

Deno.test("texts name the actor", () => {
  const offences = [
    source("src/reports/a.ts", "// Role: whoever reads this."),
    source("src/reports/b.ts", `export const b = "Nobody is told.";`),
    source("src/elsewhere/c.ts", "// Goes on."),
  ];
  assert.deepEqual(rules.vagueWords(offences, ["src/reports/"]), [
    'src/reports/a.ts: "whoever"',
    'src/reports/b.ts: "Nobody"',
    'src/reports/b.ts: "is told"',
  ]);
  const harmless = source("src/reports/d.ts", "export const told = 1, whatever = 2;");
  assert.deepEqual(rules.vagueWords([harmless], ["src/"]).length, 0);
  assert.deepEqual(rules.vagueWords(TREE, ["src/", "main.ts"]), []);
});

Deno.test("only packages named in deno.json are imported", () => {
  assert.equal(
    rules.unknownPackages([source("src/a.ts", `import "npm:left-pad";`)], KNOWN_PACKAGES).length,
    1,
  );
  assert.deepEqual(rules.unknownPackages(TREE, KNOWN_PACKAGES), []);
});

Deno.test("every source file is reached from main.ts or the worker", () => {
  const files = [source("main.ts", `import "./src/a.ts";`), source("src/a.ts", ``), source("src/b.ts", ``)];
  assert.deepEqual(rules.unreached(files), ["src/b.ts"]);
  files.push(source("src/worker.ts", `import "./b.ts";`));
  assert.deepEqual(rules.unreached(files), []);
  const compiled = [
    source("main.ts", `import "./src/kernel/kernel.wasm.txt";`),
    source("src/kernel/assembly/kernel.ts", `import { a } from "./a";`),
    source("src/kernel/assembly/a.ts", ``),
    source("src/kernel/assembly/b.ts", ``),
  ];
  assert.deepEqual(rules.unreached(compiled), ["src/kernel/assembly/b.ts"]);
  assert.deepEqual(rules.unreached(TREE), []);
});

Deno.test("the tree has been walked", () => {
  const paths = TREE.map((file) => file.path);
  for (const path of ["main.ts", "src/cli/cli.ts", "src/domain/problem.ts", "src/stores/store.ts"]) {
    assert.ok(paths.includes(path), path);
  }
});
