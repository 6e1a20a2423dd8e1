// Role: the program: builds the host, runs the CLI, ends with its exit code. Started as a worker, since a compiled
// program has no other module to start, it serves what the worker's name says. The only user of Deno.args and Deno.exit.

import { denoHost } from "./src/deno_host.ts";

/** Where a worker differs from the main thread. */
const worker = globalThis as unknown as {
  WorkerGlobalScope?: unknown;
  name: string;
  onmessage: ((event: MessageEvent) => void) | null;
};
const host = denoHost({ self: import.meta.url, exit: Deno.exit });

// Each of them loads what it needs: a worker nothing of the command line.
if (worker.WorkerGlobalScope !== undefined) await serve(worker.name);
else {
  const { runCli } = await import("./src/cli.ts");
  // A query may still be busy in its worker; Deno.exit does not wait for it.
  Deno.exit(await runCli(Deno.args, host));
}

/** Messages that come before the module that answers is loaded are kept for it. */
async function serve(name: string): Promise<void> {
  const early: MessageEvent[] = [];
  worker.onmessage = (event) => void early.push(event);
  if (name === "ranges") await (await import("./src/commands/replay_worker.ts")).serve(host);
  else (await import("./src/stores/query_worker.ts")).serve();
  for (const event of early) worker.onmessage(event);
}
