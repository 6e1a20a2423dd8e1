// Role: the program as `deno task bundle` makes it, which is what is compiled, and other scripts in the same way. Used by
// the tests that run the program as people do, and by `tests/faults/program.ts`.

import { bundleFlags } from "./end_to_end/tasks.ts";
import { PROJECT, run } from "./process.ts";

/** The bundled program: paths of its files, which lie beside each other. */
export interface BundledProgram {
  /** What is run. */
  readonly main: string;
  /** What its threads run. */
  readonly worker: string;
  /** The manual. */
  readonly manual: string;
  /** The lists that queries ask. */
  readonly lists: string;
  /** The page of `report` and `serve`. */
  readonly page: string;
}

/** Bundles the program into a directory. */
export async function bundleProgram(directory: string): Promise<BundledProgram> {
  const main = `${directory}/httplog-bundle.js`, worker = `${directory}/httplog-worker.js`;
  const manual = `${directory}/httplog-manual.js`, lists = `${directory}/httplog-lists.js`;
  const page = `${directory}/httplog-page.js`;
  // The first one may have to fetch the bundler, which two at a time do not survive.
  await bundle("main.ts", main);
  await Promise.all([
    bundle("src/worker.ts", worker),
    bundle("src/manual/manual.ts", manual),
    bundle("src/lists/lists.ts", lists),
    bundle("src/page/document.ts", page),
  ]);
  return { main, worker, manual, lists, page };
}

/** Bundles a script, named relative to the project, into `file`; beside it lies its source map, `<file>.map`. */
export async function bundle(script: string, file: string): Promise<void> {
  const words = [Deno.execPath(), "bundle", "--quiet", ...bundleFlags(), "--output", file, script];
  const { code, stdout, stderr } = await run(words, { cwd: PROJECT });
  if (code !== 0) throw new Error(`deno bundle ${script} failed:\n${stdout}${stderr}`);
}
