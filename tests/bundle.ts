// Role: the program as `deno task bundle` makes it, which is what is compiled, and other scripts as single files. Used by
// the tests that run the program as people do, and by `tests/faults/program.ts`.

import { bundledParts, bundleFlags } from "./end_to_end/tasks.ts";
import { PROJECT, run } from "./process.ts";

/** The bundled program: paths of its files, which lie beside each other. */
export interface BundledProgram {
  /** What is run. */
  readonly main: string;
  /** What its threads run. */
  readonly worker: string;
  /** Everything that is loaded by its address: the worker, the manual, the lists and the page. */
  readonly parts: readonly string[];
  /** All scripts, the pieces that they load by name included. */
  readonly scripts: readonly string[];
}

/** Bundles the program into a directory of its own within this one. */
export async function bundleProgram(directory: string): Promise<BundledProgram> {
  const output = `${directory}/httplog-bundle`;
  const [main, ...others] = bundledParts();
  const make = (script: string) => deno([...bundleFlags(), "--outdir", output, script]);
  // The first one may have to fetch the bundler, which two at a time do not survive.
  await make(main);
  await Promise.all(others.map(make));
  const made = (script: string) => `${output}/${script.replace(/^.*\//, "").replace(/\.ts$/, ".js")}`;
  const parts = others.map(made);
  return {
    main: made(main),
    worker: parts[0],
    parts,
    scripts: [...Deno.readDirSync(output)].map(({ name }) => name).filter((name) => name.endsWith(".js"))
      .sort().map((name) => `${output}/${name}`),
  };
}

/** Bundles a script, named relative to the project, into `file`; beside it lies its source map, `<file>.map`. */
export async function bundle(script: string, file: string): Promise<void> {
  // A single file cannot be split.
  await deno([...bundleFlags().filter((flag) => flag !== "--code-splitting"), "--output", file, script]);
}

async function deno(words: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run([Deno.execPath(), "bundle", "--quiet", ...words], {
    cwd: PROJECT,
  });
  if (code !== 0) throw new Error(`deno bundle ${words.at(-1)} failed:\n${stdout}${stderr}`);
}
