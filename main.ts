// Role: the program: builds the host, runs the CLI, exits with its code. The only user of Deno.args and Deno.exit. As a
// single-file bundle it is also the entry of the threads.

import { runCli } from "./src/cli/cli.ts";
import { denoHost } from "./src/host/deno/deno_host.ts";
import type { Manual } from "./src/manual/manual.ts";
import type { PageFiles } from "./src/page/document.ts";

if ("WorkerGlobalScope" in globalThis) await import("./src/worker.ts");
else {
  const host = denoHost({ worker: workerFor(import.meta.url), exit: Deno.exit });
  const code = await runCli(Deno.args, host, () => manualFor(import.meta.url), undefined, {
    page: () => pageFor(import.meta.url),
  });
  // The runtime writes its code cache in a turn of the event loop.
  await host.turn();
  // A query may still run in its worker; Deno.exit does not wait for it.
  Deno.exit(code);
}

/** What threads run: they load less than this module. A bundle of it may be alone (`deno task bundle` makes all). */
function workerFor(main: string): string {
  if (main.endsWith(".ts")) return new URL("src/worker.ts", main).href;
  return besideBundle("httplog-worker.js", main) ?? main;
}

/** The manual, out of a file of its own: every start would take longer with its text in the bundle. Null without that file. */
async function manualFor(main: string): Promise<Manual | null> {
  const file = main.endsWith(".ts")
    ? new URL("src/manual/manual.ts", main).href
    : besideBundle("httplog-manual.js", main);
  return file === null ? null : (await import(file)).manual;
}

/** The page of `report` and `serve`, likewise. */
async function pageFor(main: string): Promise<PageFiles | null> {
  const file = main.endsWith(".ts")
    ? new URL("src/page/document.ts", main).href
    : besideBundle("httplog-page.js", main);
  return file === null ? null : (await import(file)).page;
}

/** Where a bundle has another one beside it; null where it has not. */
function besideBundle(name: string, main: string): string | null {
  const beside = new URL(name, main);
  try {
    Deno.statSync(beside);
    return beside.href;
  } catch {
    return null;
  }
}
