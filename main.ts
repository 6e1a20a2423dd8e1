// Role: the program: builds the host, runs the CLI, exits with its code. The only user of Deno.args and Deno.exit. As a
// single-file bundle it is also the entry of the threads.

import { runCli } from "./src/cli/cli.ts";
import { denoHost } from "./src/host/deno/deno_host.ts";

if ("WorkerGlobalScope" in globalThis) await import("./src/worker.ts");
else {
  const host = denoHost({ worker: workerFor(import.meta.url), exit: Deno.exit });
  const code = await runCli(Deno.args, host);
  // The runtime writes its code cache in a turn of the event loop.
  await host.turn();
  // A query may still run in its worker; Deno.exit does not wait for it.
  Deno.exit(code);
}

/** What threads run: they load less than this module. A bundle of it may be alone (`deno task bundle` makes both). */
function workerFor(main: string): string {
  if (main.endsWith(".ts")) return new URL("src/worker.ts", main).href;
  const beside = new URL("httplog-worker.js", main);
  try {
    Deno.statSync(beside);
    return beside.href;
  } catch {
    return main;
  }
}
