// Role: proves what a bundle holds, by its source map, and what `deno compile` packs, without the runtime part that
// comes from the network: with DENORT_BIN set to the Deno executable it packs all the same, and lists what it packed.
// Used by `end_to_end_test.ts`.

import { Buffer } from "node:buffer";
import type { BundledProgram } from "../bundle.ts";
import { PROJECT, run } from "../process.ts";

/** Paths below the project of the modules that bundled scripts were made of. */
export async function bundledModules(files: readonly string[]): Promise<Set<string>> {
  const modules = await Promise.all(files.map(async (file) => {
    const { sources }: { sources: string[] } = JSON.parse(await Deno.readTextFile(`${file}.map`));
    return sources.map((source) => new URL(source, `file://${file}`).href);
  }));
  return belowProject(modules.flat());
}

/** A bundled script with all that it loads by name: at once, and with `lazily` also when it is needed. */
export function closureOf(script: string, lazily = true): string[] {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const names = lazily ? loadedByName(file) : loadedAtOnce(file);
    for (const name of names.filter((name) => name.startsWith("./"))) {
      visit(file.replace(/[^/\\]*$/, name.slice(2)));
    }
  };
  visit(script);
  return [...reached];
}

/** What a bundled script loads by name at once. */
function loadedAtOnce(file: string): string[] {
  const text = Deno.readTextFileSync(file);
  return Array.from(text.matchAll(/(?:[}\w$]\s*from|\bimport)\s*"([^"\n]+)"/g), ([, name]) => name);
}

/** The same, and what it loads by name when that is needed. */
export function loadedByName(file: string): string[] {
  const lazily = Deno.readTextFileSync(file).matchAll(/\bimport\("([^"\n]+)"\)/g);
  return [...loadedAtOnce(file), ...Array.from(lazily, ([, name]) => name)];
}

function belowProject(hrefs: Iterable<string>): Set<string> {
  const project = new URL("../../", import.meta.url).href;
  const ours = Array.from(hrefs).filter((href) => href.startsWith(project));
  return new Set(ours.map((href) => href.slice(project.length)));
}

/** What `deno compile` embeds for a program: paths, and whether the text of all files is there. Throws where it fails. */
export async function packed(
  { main, parts, scripts }: BundledProgram,
  directory: string,
): Promise<{ files: Set<string>; isWhole: boolean }> {
  const output = `${directory}/packed`;
  const included = parts.flatMap((part) => ["--include", part]);
  const command = [Deno.execPath(), "task", "compile:base", "--output", output, ...included, main];
  const env = { DENORT_BIN: Deno.execPath(), NO_COLOR: "1" };
  const { code, stdout, stderr } = await run(command, { cwd: PROJECT, env });
  if (code !== 0) throw new Error(`deno compile with DENORT_BIN failed:\n${stderr}`);
  const binary = Buffer.from(await Deno.readFile(output));
  const isWhole = scripts.every((file) => binary.includes(Buffer.from(Deno.readFileSync(file))));
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
