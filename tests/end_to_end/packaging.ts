// Role: proves what a bundle holds, by its source map, and what `deno compile` packs, without the runtime part that
// comes from the network: with DENORT_BIN set to the Deno executable it packs all the same, and lists what it packed.
// Used by `end_to_end_test.ts`.

import { Buffer } from "node:buffer";
import type { BundledProgram } from "../bundle.ts";
import { PROJECT, run } from "../process.ts";

/** One module as `deno info --json` gives it. */
interface ModuleInfo {
  readonly specifier: string;
  readonly local?: string;
  readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
}

/** Paths below the project of all modules that can be loaded from this one on; type-only imports do not count. */
export async function loadedModules(script: string): Promise<Set<string>> {
  const { stdout } = await run([Deno.execPath(), "info", "--json", script], { cwd: PROJECT });
  const { roots, modules }: { roots: string[]; modules: ModuleInfo[] } = JSON.parse(stdout);
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module]));
  const reached = new Set<string>();
  const visit = (specifier: string | undefined) => {
    const module = specifier === undefined ? undefined : bySpecifier.get(specifier);
    if (module === undefined || reached.has(module.specifier)) return;
    reached.add(module.specifier);
    for (const dependency of module.dependencies ?? []) visit(dependency.code?.specifier);
  };
  roots.forEach(visit);
  return belowProject(reached);
}

/** Paths below the project of the modules that a bundle was made of. */
export async function bundledModules(file: string): Promise<Set<string>> {
  const { sources }: { sources: string[] } = JSON.parse(await Deno.readTextFile(`${file}.map`));
  return belowProject(sources.map((source) => new URL(source, `file://${file}`).href));
}

function belowProject(hrefs: Iterable<string>): Set<string> {
  const project = new URL("../../", import.meta.url).href;
  const ours = Array.from(hrefs).filter((href) => href.startsWith(project));
  return new Set(ours.map((href) => href.slice(project.length)));
}

/** What `deno compile` embeds for a program: paths, and whether the text of all files is there. Throws where it fails. */
export async function packed(
  { main, worker, manual, lists, page }: BundledProgram,
  directory: string,
): Promise<{ files: Set<string>; isWhole: boolean }> {
  const output = `${directory}/packed`;
  const included = ["--include", worker, "--include", manual, "--include", lists, "--include", page];
  const command = [Deno.execPath(), "task", "compile:base", "--output", output, ...included, main];
  const env = { DENORT_BIN: Deno.execPath(), NO_COLOR: "1" };
  const { code, stdout, stderr } = await run(command, { cwd: PROJECT, env });
  if (code !== 0) throw new Error(`deno compile with DENORT_BIN failed:\n${stderr}`);
  const binary = Buffer.from(await Deno.readFile(output));
  const isWhole = [main, worker, manual, lists, page].every((file) =>
    binary.includes(Buffer.from(Deno.readFileSync(file)))
  );
  return { files: readTree(stdout + stderr), isWhole };
}

/**
 * Reads the tree that `deno compile` prints. A line is `│ └─┬ name (12KB)`: two columns a level; `name/*` stands for
 * a directory of which every file is embedded.
 */
export function readTree(output: string): Set<string> {
  const files = new Set<string>();
  const trail: string[] = [];
  for (const line of output.split("\n")) {
    const match = /^((?:[│ ] )*)[├└]─([─┬]) (.+?)(?: \([\d.]+\s*[KMG]?B\))?$/u.exec(line);
    if (match === null) continue;
    const [, indent, branch, name] = match;
    trail.splice(indent.length / 2, Infinity, name);
    const path = trail.join("/");
    if (branch === "┬" || path.startsWith(".deno_compile_node_modules")) continue;
    if (path.endsWith("/*")) addAll(path.slice(0, -2), files);
    else files.add(path);
  }
  return files;
}

function addAll(folder: string, files: Set<string>): void {
  for (const entry of Deno.readDirSync(`${PROJECT}${folder}`)) {
    if (entry.isDirectory) addAll(`${folder}/${entry.name}`, files);
    else files.add(`${folder}/${entry.name}`);
  }
}
