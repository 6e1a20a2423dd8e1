// Role: reads the compile task of deno.json, so that the suite runs with exactly the permissions that are compiled in.

import { PROJECT } from "../process.ts";

/** Words of the task that every compile task goes through. */
function compileWords(): string[] {
  const tasks = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`)).tasks;
  const task = tasks["compile:base"];
  const command: string = typeof task === "string" ? task : task.command;
  return command.split(/\s+/);
}

/** The flags that the compiled program carries: its permissions, `--no-prompt`, and the flags of V8. */
export function compiledPermissions(): string[] {
  return compileWords().filter((word) => /^(--(allow|deny)-|--no-prompt$|--v8-flags=|-[A-Z])/.test(word));
}
