// Role: the real machine as a `Host`, on Deno.

import { type Host, type Screen, signalCode } from "../host.ts";
import { openBrowser } from "./browser.ts";
import { identity, listDirectory, readText } from "./files.ts";
import { openInput, standardInput } from "./input.ts";
import { loadLists } from "./load_lists.ts";
import { standardOutput } from "./output.ts";
import { post } from "./post.ts";
import { replaceText } from "./replace_text.ts";
import { openScreen } from "./screen.ts";

import { startThread } from "./thread.ts";
import { turn } from "./turn.ts";

/** What only the main module knows: the URL of the threads' entry, and how the process exits. */
interface ProcessFacts {
  readonly worker: string;
  readonly exit: (code: number) => never;
}

/** The longest timer, seconds: 2^31 − 1 ms. */
const LONGEST_TIMER = 2147483.647;

/** Shows the cursor, which a status line hides. */
const SHOW_CURSOR = "\x1b[?25h\n";

export function denoHost({ worker, exit }: ProcessFacts): Host {
  const stdout = standardOutput(Deno.stdout, "standard output", environment);
  const stderr = standardOutput(Deno.stderr, "standard error", environment);
  let screen: Screen | null = null;
  const leave = (code: number): never => {
    screen?.[Symbol.dispose]();
    try {
      if (stderr.isTerminal) stderr.write(SHOW_CURSOR);
    } catch {
      // The terminal has gone.
    }
    return exit(code);
  };
  let stop: AbortSignal | undefined;
  return {
    stdout,
    stderr,
    now: () => Date.now() / 1000,
    monotonic: () => performance.now() / 1000,
    sleep,
    env: environment,
    realPath,
    exists,
    identity,
    list: listDirectory,
    openInput,
    stdin: standardInput,
    readText,
    replaceText,
    post,
    listen: async (address, answer) => (await import("./http_server.ts")).listenHttp(address, answer),
    openBrowser,
    openScreen: () => screen = openScreen((text) => stdout.write(text)),
    processors: navigator.hardwareConcurrency,
    startThread: (name) => startThread(worker, name),
    lists: loadLists,
    turn,
    stopSignal: () => stop ??= listen(leave),
  };
}

/** Reads a variable if that is permitted; without this check the runtime would prompt the user. */
function environment(name: string): string | undefined {
  if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") return undefined;
  return Deno.env.get(name);
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    // A pipe that the shell made, as in <(zcat log.gz), exists and has no other path.
    if (error instanceof Deno.errors.NotFound && exists(path)) return path;
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory);
  }
}

async function sleep(seconds: number, stop: AbortSignal): Promise<void> {
  const due = performance.now() / 1000 + seconds;
  let left = seconds;
  do {
    if (stop.aborted) return;
    // The runtime takes about 10 ms to load setTimeout.
    const timer = AbortSignal.timeout(Math.min(Math.max(left, 0), LONGEST_TIMER) * 1000);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const signal of [timer, stop]) signal.removeEventListener("abort", done);
        resolve();
      };
      for (const signal of [timer, stop]) signal.addEventListener("abort", done);
    });
    left = due - performance.now() / 1000;
  } while (left > 0.001);
}

/** Windows has Ctrl-Break instead of SIGTERM; it counts as Ctrl-C. */
const SIGNALS: readonly (readonly [signal: Deno.Signal, reason: string])[] = Deno.build.os === "windows"
  ? [["SIGINT", "SIGINT"], ["SIGBREAK", "SIGINT"]]
  : [["SIGINT", "SIGINT"], ["SIGTERM", "SIGTERM"]];

function listen(leave: (code: number) => never): AbortSignal {
  const controller = new AbortController();
  for (const [signal, reason] of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      if (controller.signal.aborted) leave(signalCode(reason));
      controller.abort(reason);
    });
  }
  return controller.signal;
}
