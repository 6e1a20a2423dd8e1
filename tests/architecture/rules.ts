// Role: the rules of the house as pure functions over the facts of all files, so that the architecture test can
// also prove that each of them is able to fail. Each returns one line per offence.

import type { SourceFacts } from "./source_facts.ts";

/** One file: its path from the project's root with forward slashes, its text and its facts. */
export interface SourceFile extends SourceFacts {
  readonly path: string;
  readonly text: string;
}

/** Which layers a layer may import, besides itself. A name with `.ts` is one file of a layer. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "main": ["cli", "manual", "page", "host/deno", "worker"],
  "worker": ["api", "parallel", "stores", "host/deno"],
  "cli": [
    ...["commands", "manual", "api", "reports", "render", "rule_file", "src/stores/sqlite/schema/views.ts"],
    "src/stores/sqlite/read/functions.ts",
    ...["version", "domain", "host"],
  ],
  "manual": ["render"],
  "lists": ["domain", "host"],
  "commands": [
    ...["pipeline", "inputs", "notify", "page", "api", "reports", "render", "rule_file"],
    ...["formats", "stores", "plan", "version", "domain", "host"],
  ],
  "api": ["reports", "stores", "domain", "host"],
  "pipeline": [
    "parallel",
    "kernel",
    "inputs",
    "notify",
    "checksum",
    "formats",
    "stores",
    "plan",
    "domain",
    "host",
  ],
  "parallel": ["kernel", "checksum", "formats", "plan", "domain", "host"],
  "kernel": ["checksum", "formats", "plan", "domain", "host"],
  "inputs": ["kernel", "formats", "stores", "checksum", "plan", "domain", "host"],
  "notify": ["stores", "domain", "host"],
  "reports": ["src/stores/store.ts", "domain", "host"],
  "page": ["api", "render"],
  "render": ["src/stores/store.ts", "domain", "host"],
  "stores": ["plan", "domain", "host"],
  "plan": ["formats", "domain"],
  "formats": ["domain", "host"],
  "rule_file": ["domain"],
  "checksum": ["domain"],
  "host/deno": ["host", "domain"],
  "host": [],
  "version": [],
  "assembly": [],
  "domain": [],
};

/** Layers that reach the machine through `Host` only. */
const PURE_LAYERS = new Set([
  ...[
    "domain",
    "rule_file",
    "formats",
    "plan",
    "checksum",
    "kernel",
    "assembly",
    "parallel",
    "inputs",
    "manual",
    "lists",
  ],
  ...["notify", "pipeline", "api", "reports", "render"],
]);

/** The store may use Deno for the database file and its lock, which is here; elsewhere only what is listed below. */
const DATABASE_FILE = "src/stores/sqlite/file/";
const USED_BY_STORE: Readonly<Record<string, string>> = {
  "src/stores/sqlite/query_worker.ts": "globalThis",
  "src/stores/sqlite/errors.ts": "Deno",
};

/** Where threads begin: they take messages from outside, and pick from the registry what they need. */
const THREAD_ENTRIES = ["src/parallel/worker_entry.ts", "src/api/worker_entry.ts"];

/** What is compiled, and the file that it is compiled from. */
const COMPILED: Readonly<Record<string, string>> = {
  "src/kernel/kernel.wasm.txt": "src/kernel/assembly/kernel.ts",
  "src/page/built/page.js": "src/page/main.tsx",
};

/** The modules of Node that such a layer may import: they compute, and reach nothing. */
const HARMLESS_MODULES = new Set(["node:buffer", "node:zlib"]);

/** Longest allowed file, in lines. */
const LONGEST_FILE = 400;

/** Longest allowed function, in lines, with its signature and its last brace. */
const LONGEST_FUNCTION = 60;

/**
 * The layer of a file: its folder below src, or its own name for main.ts and the files right in src. AssemblyScript is a
 * layer of its own: it runs inside WebAssembly, where there is nothing to import. So is the one host that touches the machine.
 */
function layerOf(path: string): string {
  if (/^src\/\w+\/assembly\//.test(path)) return "assembly";
  if (path.startsWith("src/host/deno/")) return "host/deno";
  const parts = path.split("/");
  if (parts[0] === "src" && parts.length > 2) return parts[1];
  return parts[parts.length - 1].replace(/\.tsx?$/, "");
}

/** Relative imports of a file as paths from the project's root. */
export function targetsOf(file: SourceFile): string[] {
  // AssemblyScript names its files without their ending.
  return file.imports.filter((name) => name.startsWith(".")).map((name) =>
    new URL(/\.\w+$/.test(name) ? name : `${name}.ts`, `file:///${file.path}`).pathname.slice(1)
  );
}

/** Imports that point against the order of the layers. */
export function upwardArrows(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const from = layerOf(file.path);
    const allowed = ARROWS[from];
    if (allowed === undefined) return [`${file.path}: "${from}" is no layer of the house`];
    return targetsOf(file).filter((target) => {
      const to = layerOf(target);
      return !(target.startsWith("src/") &&
        (to === from || allowed.includes(to) || allowed.includes(target)));
    }).map((target) => `${file.path} imports ${target}`);
  });
}

/** Circles of imports, type-only ones included: each as `a → b → a`, once. */
export function circles(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map((file) => [file.path, targetsOf(file)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(" → "));
    if (at >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}

/** Uses of the machine where it must not be known, and of arguments and exit outside main.ts. */
export function machineUses(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => forbiddenUses(file).map((name) => `${file.path} uses ${name}`));
}

function forbiddenUses({ path, imports, machine }: SourceFile): string[] {
  if (path === "main.ts") return [];
  const layer = layerOf(path);
  const modules = imports.filter((name) => name.startsWith("node:") && !HARMLESS_MODULES.has(name));
  if (PURE_LAYERS.has(layer) && !THREAD_ENTRIES.includes(path)) return [...machine, ...modules];
  if (layer === "stores" && !path.startsWith(DATABASE_FILE)) {
    return [
      ...machine.filter((name) => name !== USED_BY_STORE[path]),
      ...modules.filter((name) => name !== "node:sqlite"),
    ];
  }
  return machine.filter((name) => name === "Deno.args" || name === "Deno.exit");
}

/** Imports of a `mod.ts` by anyone but commands, the CLI and the entry of a thread. */
export function registryReaders(files: readonly SourceFile[]): string[] {
  return files.filter(({ path }) =>
    !["commands", "cli"].includes(layerOf(path)) && !THREAD_ENTRIES.includes(path)
  )
    .flatMap((file) =>
      targetsOf(file).filter((target) => target.endsWith("/mod.ts")).map((target) =>
        `${file.path} imports ${target}`
      )
    );
}

/** Files that do not open with their role. */
export function withoutRole(files: readonly SourceFile[]): string[] {
  return files.filter((file) => !/^(#!.*\n)?\/\/ Role: \S/.test(file.text)).map((file) => file.path);
}

/** Files that are too long to hold one concept. */
export function tooLong(files: readonly SourceFile[]): string[] {
  return files.map((file) => [file.path, file.text.trimEnd().split("\n").length] as const)
    .filter(([, lines]) => lines > LONGEST_FILE)
    .map(([path, lines]) => `${path}: ${lines} lines, at most ${LONGEST_FILE}`);
}

/** Functions that are too long to be read at a glance. */
export function tooLongFunctions(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.functions.filter(({ lines }) => lines > LONGEST_FUNCTION)
      .map(({ name, lines }) => `${file.path}: ${name} has ${lines} lines, at most ${LONGEST_FUNCTION}`)
  );
}

/** Words that hide the actor or the thing; plain ones exist for each. */
const VAGUE =
  /\b(somebody|nobody|whoever|(?:is|are) told|goes on|what there is|as they go by|what has come)\b/gi;

/** Vague words in the comments and strings of the clean files. */
export function vagueWords(files: readonly SourceFile[], clean: readonly string[]): string[] {
  return files.filter(({ path }) => clean.some((start) => path.startsWith(start)))
    .flatMap(({ path, text }) => [...text.matchAll(VAGUE)].map(([word]) => `${path}: "${word}"`));
}

/** Names that two files export: a reader of one cannot know which is meant. */
export function exportedTwice(files: readonly SourceFile[]): string[] {
  // What is compiled to WebAssembly is a program of its own.
  const modules = files.filter(({ path }) => layerOf(path) !== "assembly");
  const byName = Map.groupBy(
    modules.flatMap(({ path, exports }) => exports.map((name) => ({ name, path }))),
    ({ name }) => name,
  );
  return [...byName].filter(([, places]) => places.length > 1).map(([name, places]) =>
    `${name}: ${places.map(({ path }) => path).join(", ")}`
  );
}

/** Files that a comment names in backticks and that do not exist, by their path or the end of it. */
export function namedButMissing(files: readonly SourceFile[], existing: readonly string[]): string[] {
  return files.flatMap((file) =>
    [...file.text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, name]) => name.replace(/^(\.\.?\/)+/, ""))
      .filter((name) => !existing.some((path) => path === name || path.endsWith(`/${name}`)))
      .map((name) => `${file.path} names ${name}`)
  );
}

/** Imports of packages that are neither Node's own nor named in deno.json's imports. */
export function unknownPackages(files: readonly SourceFile[], known: readonly string[]): string[] {
  return files.flatMap((file) =>
    file.imports.filter((name) =>
      !/^(\.|node:)/.test(name) && !known.some((one) => name === one || name.startsWith(`${one}/`))
    )
      .map((name) => `${file.path} imports ${name}`)
  );
}

/** Where a thread of the program begins, the main one and every other; and what is loaded by its address. */
const ENTRIES = [
  "main.ts",
  "src/worker.ts",
  "src/manual/manual.ts",
  "src/lists/lists.ts",
  "src/page/document.ts",
];

/** Files that nothing leads to from where the program begins. */
export function unreached(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    const file = byPath.get(COMPILED[path] ?? path);
    if (file === undefined || reached.has(file.path)) return;
    reached.add(file.path);
    targetsOf(file).forEach(visit);
  };
  ENTRIES.forEach(visit);
  return files.map((file) => file.path).filter((path) => !reached.has(path));
}
