// Role: the real program with seams that it has only within a process: a smaller slice, so that a small log is many
// transactions, and named crash points. Bundled by `program.ts`; its first argument is a `RunnerSettings` as JSON.

import { runCli } from "../../src/cli/cli.ts";
import { serveRanges } from "../../src/parallel/worker_entry.ts";
import { denoHost } from "../../src/host/deno/deno_host.ts";
import { type CrashPoint, sqliteError, watchStatements } from "./crash_points.ts";

/** What the runner does apart from running the program. */
export interface RunnerSettings {
  /** See `Host.sliceBytes`. */
  readonly sliceBytes?: number;
  /** See `Host.rangeBytes`. */
  readonly rangeBytes?: number;
  /** Where to strike. */
  readonly at?: CrashPoint;
  /** What happens there: the process ends at once, an SQLite error of this code, or it stands still for a while. */
  readonly strike?: "exit" | "io" | "full" | "hold";
  /** Says at the end how many statements there were. */
  readonly count?: boolean;
}

/** Exit code at a crash point. */
const CRASHED = 137;

/** Where a worker differs from the main thread. */
const isWorker = (globalThis as { WorkerGlobalScope?: unknown }).WorkerGlobalScope !== undefined;

if (isWorker) await serveRanges(denoHost({ worker: import.meta.url, exit: Deno.exit }));
else if (import.meta.main) {
  const [settings, ...words] = Deno.args;
  const { sliceBytes, rangeBytes, at, strike, count }: RunnerSettings = JSON.parse(settings);
  const watched = watchStatements(at ?? null, () => {
    if (strike === "exit") Deno.exit(CRASHED);
    if (strike === "io") throw sqliteError(10);
    if (strike === "full") throw sqliteError(13);
    Deno.stderr.writeSync(new TextEncoder().encode("holding\n"));
    // Long enough that whoever reads the line can stop the process meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
  });
  const host = denoHost({ worker: import.meta.url, exit: Deno.exit });
  const code = await runCli(words, { ...host, sliceBytes, rangeBytes });
  if (count) console.error(`statements: ${watched.count()}`);
  Deno.exit(code);
}
