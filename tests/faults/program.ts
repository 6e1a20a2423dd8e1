// Role: the programs that the fault suite runs as processes, bundled once: a bundle starts in a third of the time.

import { bundle, bundleProgram } from "../bundle.ts";
import { compiledPermissions } from "../end_to_end/tasks.ts";
import type { RunnerSettings } from "./runner.ts";

const FLAGS = ["--quiet", "--no-config", "--no-lock", "--no-remote", "--no-npm"];

let directory: string | undefined;
const bundles = new Map<string, Promise<string>>();

/** The program as people run it, with the permissions of the compiled one. */
export async function httplog(): Promise<string[]> {
  const main = await made("httplog", async (directory) => (await bundleProgram(directory)).main);
  return [Deno.execPath(), "run", ...FLAGS, ...compiledPermissions(), main];
}

/** The program with the seams of `runner.ts`, and the same permissions. */
export async function sliced(settings: RunnerSettings, flags: readonly string[] = []): Promise<string[]> {
  const file = await bundleOf("tests/faults/runner.ts");
  const words = [...FLAGS, ...flags, ...compiledPermissions(), file, JSON.stringify(settings)];
  return [Deno.execPath(), "run", ...words];
}

/** The program that keeps its offset in a file of its own; see `control/`. */
export async function control(): Promise<string[]> {
  const file = await bundleOf("tests/faults/control/replayer.ts");
  return [Deno.execPath(), "run", ...FLAGS, "--allow-read", "--allow-write", file];
}

/** One script as a single file. */
function bundleOf(script: string): Promise<string> {
  return made(script, async (directory) => {
    const file = `${directory}/${script.replaceAll(/[/.]/g, "_")}.js`;
    await bundle(script, file);
    return file;
  });
}

/** A bundle of this name, made when it is first asked for; gone when the tests end. */
function made(name: string, make: (directory: string) => Promise<string>): Promise<string> {
  let bundle = bundles.get(name);
  if (bundle === undefined) bundles.set(name, bundle = make(workshop()));
  return bundle;
}

function workshop(): string {
  if (directory === undefined) {
    const made = directory = Deno.makeTempDirSync({ prefix: "httplog_programs_" });
    globalThis.addEventListener("unload", () => Deno.removeSync(made, { recursive: true }));
  }
  return directory;
}
