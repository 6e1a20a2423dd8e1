// Role: the programs under test, each as a command to which arguments are added: from source, bundled, and compiled
// where the runtime part of a compiled program can be had. Used by `end_to_end_test.ts`.

import { bundleProgram } from "../bundle.ts";
import { PROJECT } from "../process.ts";
import { compiledPermissions } from "./tasks.ts";

/** One way to start httplog. */
export interface Program {
  /** For the names of the tests. */
  readonly name: string;
  /** The command; arguments of httplog follow. */
  readonly command: readonly string[];
}

/** How long the attempt to have the runtime part of a compiled program may take. */
const COMPILE_TIME_LIMIT = 60_000;

/** What `deno compile` says when it cannot fetch that part. */
const CANNOT_FETCH = /denort|Setting up base binary|error sending request/;

/** The program from source, with the permissions of the compiled one. */
export function fromSource(): Program {
  const flags = ["--quiet", ...compiledPermissions()];
  return { name: "source", command: [Deno.execPath(), "run", ...flags, `${PROJECT}main.ts`] };
}

/** The program as a bundle in a directory of its own: away from the sources, deno.json and the lock file. */
export async function bundled(directory: string): Promise<Program> {
  const { main } = await bundleProgram(directory);
  const flags = ["--quiet", "--no-config", "--no-lock", "--no-remote", "--no-npm", ...compiledPermissions()];
  return { name: "bundle", command: [Deno.execPath(), "run", ...flags, main] };
}

/**
 * The compiled program, made of a bundle by the task itself; null where the runtime part cannot be fetched.
 * Throws where compiling fails for another reason.
 */
export async function compiled(directory: string): Promise<Program | null> {
  const { main, parts } = await bundleProgram(directory);
  const file = `${directory}/httplog${Deno.build.os === "windows" ? ".exe" : ""}`;
  const included = parts.flatMap((part) => ["--include", part]);
  const words = [Deno.execPath(), "task", "compile:base", "--output", file, ...included, main];
  const child = new Deno.Command(words[0], {
    args: words.slice(1),
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill(), COMPILE_TIME_LIMIT);
  const { success, stderr } = await child.output();
  clearTimeout(timer);
  if (success) return { name: "binary", command: [file] };
  const said = new TextDecoder().decode(stderr);
  if (CANNOT_FETCH.test(said)) return null;
  throw new Error(`deno compile failed:\n${said}`);
}
