// Role: a log of given lines, replayed by the real program into a database of its own; for the tests of the reports.

import assert from "node:assert/strict";
import { runCli } from "../../src/cli/cli.ts";
import { denoHost } from "../../src/host/deno/deno_host.ts";
import { fakeHost } from "../fake_host.ts";

const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';

/** Runs a command line of the program in this process, which must succeed, and returns what it printed. */
export async function httplog(...words: string[]): Promise<string> {
  const real = denoHost({ worker: new URL("../../src/worker.ts", import.meta.url).href, exit: Deno.exit });
  const { stdout, stderr } = fakeHost({});
  const host = Object.assign(Object.create(real), { stdout, stderr });
  assert.equal(await runCli(words, host), 0, stderr.text);
  return stdout.text;
}

export interface Replayed extends AsyncDisposable {
  readonly database: string;
  /** Replays more lines of the log, with other options where there are any. */
  append(lines: string, options?: readonly string[]): Promise<void>;
}

/** Replays the lines, which come after a header, in this process. */
export async function replayed(lines: string, options: readonly string[] = []): Promise<Replayed> {
  const directory = await Deno.makeTempDir({ prefix: "httplog-" });
  const [log, database] = [`${directory}/log.csv`, `${directory}/log.db`];
  await Deno.writeTextFile(log, HEADER);
  const append = async (more: string, others = options): Promise<void> => {
    await Deno.writeTextFile(log, more, { append: true });
    await httplog(
      "replay",
      log,
      "--db",
      database,
      "--source",
      "log",
      "--quiet",
      "--workers",
      "1",
      ...others,
    );
  };
  await append(lines);
  return { database, append, [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }) };
}
