// Role: the program: builds the host, runs the CLI, exits with its code. The only user of Deno.args and Deno.exit.

import { runCli } from "./src/cli/cli.ts";
import { denoHost } from "./src/host/deno/deno_host.ts";
import type { Manual } from "./src/manual/manual.ts";
import type { PageFiles } from "./src/page/document.ts";

const main = import.meta.url;
const host = denoHost({ worker: partAt("src/worker.ts", "worker.js"), exit: Deno.exit });
const code = await runCli(Deno.args, host, manualFor, undefined, { page: pageFor });
// The runtime writes its code cache in a turn of the event loop.
await host.turn();
// A query may still run in its worker; Deno.exit does not wait for it.
Deno.exit(code);

/** The manual, out of a file of its own: every start would take longer with its text in the bundle. Null without that file. */
async function manualFor(): Promise<Manual | null> {
  const file = partAt("src/manual/manual.ts", "manual.js");
  return isThere(file) ? (await import(file)).manual : null;
}

/** The page of `report` and `serve`, likewise. */
async function pageFor(): Promise<PageFiles | null> {
  const file = partAt("src/page/document.ts", "document.js");
  return isThere(file) ? (await import(file)).page : null;
}

/** The address of a part that is loaded by it: its module, or in a bundle the file beside the main one. */
function partAt(module: string, bundle: string): string {
  return new URL(main.endsWith(".ts") ? module : bundle, main).href;
}

function isThere(file: string): boolean {
  try {
    Deno.statSync(new URL(file));
    return true;
  } catch {
    return false;
  }
}
