// Role: the program: builds the host, runs the CLI, ends with its exit code. The only user of Deno.args and Deno.exit.

import { runCli } from "./src/cli.ts";
import { denoHost } from "./src/deno_host.ts";

/** What other threads run: beside a bundle of this module lies one of theirs (`deno task bundle`). */
const worker = import.meta.url.endsWith(".ts") ? "src/worker.ts" : "httplog-worker.js";
const host = denoHost({ worker: new URL(worker, import.meta.url).href, exit: Deno.exit });

// A query may still be busy in its worker; Deno.exit does not wait for it.
Deno.exit(await runCli(Deno.args, host));
