// Role: the program as the tests of the page use it: logs → a database → a report file, and what `query` says of the same.

import assert from "node:assert/strict";
import { PROJECT, run } from "../process.ts";

const COMMAND = [Deno.execPath(), "run", "--quiet", "--no-prompt", "--allow-all", `${PROJECT}main.ts`];

/** Runs the program and returns what it printed; it must succeed. */
export async function httplog(words: readonly string[], database: string): Promise<string> {
  const { code, stdout, stderr } = await run([...COMMAND, ...words], {
    cwd: PROJECT,
    env: { HTTPLOG_DB: database },
  });
  assert.equal(code, 0, `${words.join(" ")}\n${stderr}`);
  return stdout;
}

/** The rows of a report as objects. */
export async function queryRows(
  words: readonly string[],
  database: string,
): Promise<Record<string, unknown>[]> {
  return JSON.parse(await httplog(["query", ...words, "--format", "json"], database));
}

/** Makes a report file, and returns its address. */
export async function reportFile(database: string, file: string, ...words: string[]): Promise<string> {
  await httplog(["report", "--output", file, "--quiet", ...words], database);
  return `file://${file}`;
}
