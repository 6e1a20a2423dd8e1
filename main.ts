// Role: the program: builds the host, runs the CLI, ends with its exit code. Started as a worker it answers one query
// (`src/stores/query_within.ts`), since a compiled program has no other module to start. The only user of Deno.args
// and Deno.exit.

import { runCli } from "./src/cli.ts";
import { denoHost } from "./src/deno_host.ts";

/** Where a worker differs from the main thread. */
const worker = globalThis as unknown as {
  WorkerGlobalScope?: unknown;
  onmessage: ((event: MessageEvent) => void) | null;
};

if (worker.WorkerGlobalScope !== undefined) await serveQueries();
// A query may still be busy in its worker; Deno.exit does not wait for it.
else Deno.exit(await runCli(Deno.args, denoHost({ self: import.meta.url, exit: Deno.exit })));

/** The module that answers is loaded only here; messages that come meanwhile are kept for it. */
async function serveQueries(): Promise<void> {
  const early: MessageEvent[] = [];
  worker.onmessage = (event) => void early.push(event);
  const { serve } = await import("./src/stores/query_worker.ts");
  serve();
  for (const event of early) worker.onmessage(event);
}
