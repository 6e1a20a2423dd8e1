// Role: loads the lists that others keep, out of a file of their own: every start would take longer with them in the program.

import { Problem } from "../../domain/problem.ts";
import type { Lists } from "../lists.ts";

/** The file beside a bundle. */
const BUNDLE = "lists.js";

/** `Host.lists`; threads load them by themselves. */
export async function loadLists(): Promise<Lists> {
  const here = import.meta.url;
  const file = here.endsWith(".ts") ? new URL("../../lists/lists.ts", here) : new URL(BUNDLE, here);
  try {
    Deno.statSync(file);
  } catch (error) {
    throw new Problem("input", `The lists of agents and addresses are not beside this bundle: ${BUNDLE}.`, {
      cause: error,
    });
  }
  return (await import(file.href)).lists;
}
