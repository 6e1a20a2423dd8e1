// Role: what runs of a replay say of a log that grows between them.

import { replay } from "../../../../src/commands/replay/replay.ts";
import { fakeHost } from "../../../fake_host.ts";
import { inTemporaryDirectory } from "../../../process.ts";

/** The exit code of a run, and what it says on standard error. */
interface Run {
  readonly code: number;
  readonly said: string;
}

/** Of a run for each text that is appended. With `--quiet`, and further options by their values; `lists` are those that may be repeated. */
export function runsOfGrowingLog(
  texts: readonly string[],
  options: Readonly<Record<string, string>>,
  lists: Readonly<Record<string, readonly string[]>> = {},
): Promise<Run[]> {
  const append = (text: string) => (log: string) => Deno.writeTextFileSync(log, text, { append: true });
  return runsAfter(texts.map(append), options, lists);
}

/** Likewise of a run of the log with this path after each step. */
export function runsAfter(
  steps: readonly ((log: string) => unknown)[],
  options: Readonly<Record<string, string>>,
  lists: Readonly<Record<string, readonly string[]>> = {},
): Promise<Run[]> {
  return inTemporaryDirectory(async (directory) => {
    const log = `${directory}/access.log`, runs: Run[] = [];
    for (const step of steps) {
      await step(log);
      const host = fakeHost({ now: Date.UTC(2024, 5, 1) / 1000 });
      const values = { db: `${directory}/a.db`, source: "s", ...options };
      const code = await replay.run({ flags: { quiet: true }, values, lists, positionals: [log] }, host);
      runs.push({ code, said: host.stderr.text });
    }
    return runs;
  });
}
