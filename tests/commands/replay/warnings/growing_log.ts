// Role: what runs of a replay say of a log that grows between them.

import { replay } from "../../../../src/commands/replay/replay.ts";
import { fakeHost } from "../../../fake_host.ts";
import { inTemporaryDirectory } from "../../../process.ts";

/** Its exit code and what it says on standard error, of a run for each text that is appended. With `--quiet`, and further options by their values. */
export function runsOfGrowingLog(
  texts: readonly string[],
  options: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly said: string }[]> {
  return inTemporaryDirectory(async (directory) => {
    const log = `${directory}/access.log`, runs: { code: number; said: string }[] = [];
    for (const text of texts) {
      Deno.writeTextFileSync(log, text, { append: true });
      const host = fakeHost({ now: Date.UTC(2024, 5, 1) / 1000 });
      const values = { db: `${directory}/a.db`, source: "s", ...options };
      const code = await replay.run({ flags: { quiet: true }, values, lists: {}, positionals: [log] }, host);
      runs.push({ code, said: host.stderr.text });
    }
    return runs;
  });
}
