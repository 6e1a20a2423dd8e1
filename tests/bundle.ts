// Role: one script as a single file, made as `deno task bundle` makes what is compiled. Used by the tests that run the
// program as people do, and by `faults/program.ts`.

import { bundleFlags } from "./end_to_end/tasks.ts";
import { PROJECT, run } from "./process.ts";

/** Bundles a script, named relative to the project, into `file`; beside it lies its source map, `<file>.map`. */
export async function bundle(script: string, file: string): Promise<void> {
  const words = [Deno.execPath(), "bundle", "--quiet", ...bundleFlags(), "--output", file, script];
  const { code, stdout, stderr } = await run(words, { cwd: PROJECT });
  if (code !== 0) throw new Error(`deno bundle ${script} failed:\n${stdout}${stderr}`);
}
