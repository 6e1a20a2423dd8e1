// Role: reads the tasks of deno.json that make the program, so that the suite runs what people get: bundled in the same
// way, with exactly the permissions that are compiled in.

import { PROJECT } from "../process.ts";

/** Words of a task. */
function wordsOf(name: string): string[] {
  const task = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`)).tasks[name];
  const command: string = typeof task === "string" ? task : task.command;
  return command.split(/\s+/);
}

/** The flags that the compiled program carries: its permissions, `--no-prompt`, and the flags of V8. */
export function compiledPermissions(): string[] {
  return wordsOf("compile:base").filter((word) =>
    /^(--(allow|deny)-|--no-prompt$|--v8-flags=|-[A-Z])/.test(word)
  );
}

/** The scripts of which `deno task bundle` makes bundles, the main one first and that of the threads second. */
export function bundledParts(): string[] {
  return wordsOf("bundle").filter((word) => word.endsWith(".ts"));
}

/** How the program is bundled. */
export function bundleFlags(): string[] {
  return wordsOf("bundle:base").filter((word) => word.startsWith("--"));
}
