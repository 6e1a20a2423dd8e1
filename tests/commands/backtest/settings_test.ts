// Role: filters and other settings of a source in the command `backtest`. That its alerts are those of a replay with them is held by
// `../../backtest/`.

import assert from "node:assert/strict";
import { runCli } from "../../../src/cli/cli.ts";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory } from "../../process.ts";

const NOW = 1_600_000_000;
const FORMAT = '"GET / HTTP/1.1" 200 1 "-"';

/** Bots ask thirty times a second for five minutes, a person once. */
function log(): string {
  let text = "";
  for (let second = 0; second < 600; second++) {
    const at = new Date((NOW - 1000 + second) * 1000).toUTCString();
    const [, day, month, year, clock] = /, (\d+) (\w+) (\d+) (\S+) GMT/.exec(at)!;
    const begin = (host: string) => `${host} - - [${day}/${month}/${year}:${clock} +0000] ${FORMAT}`;
    text += `${begin("10.1.2.3")} "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"\n`;
    if (second < 300) text += `${begin("10.9.9.9")} "Googlebot/2.1"\n`.repeat(30);
  }
  return text;
}

interface Outcome {
  readonly code: number;
  readonly fires: number | null;
  readonly said: string;
}

async function bench(test: (run: (...words: string[]) => Promise<Outcome>) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    Deno.writeTextFileSync(`${directory}/a.log`, log());
    await test(async (command, ...words) => {
      const host = fakeHost({ now: NOW });
      const named = words.map((word) => word.replace(/^(?=[ab]\.(log|db)$)/, `${directory}/`));
      const format = command === "backtest" ? ["--format", "json"] : ["--quiet"];
      const code = await runCli([command, ...named, ...format], host);
      const told = host.stdout.text;
      return { code, fires: told === "" ? null : JSON.parse(told)[0].fires, said: host.stderr.text };
    });
  });
}

Deno.test("backtest: a filter of its options, or of the source that is named, is in force; an option replaces the stored one", () =>
  bench(async (run) => {
    await run("replay", "a.log", "--db", "a.db", "--source", "s", "--exclude-bots");
    const fires = async (...words: string[]) => (await run("backtest", "a.log", ...words)).fires;
    assert.equal(await fires(), 1);
    assert.equal(await fires("--exclude-bots"), 0);
    assert.equal(await fires("--exclude", "host=10.9.*"), 0);
    assert.equal(await fires("--exclude", "host=10.9.*", "--anonymize"), 0);
    assert.equal(await fires("--only", "agent=*bot*"), 1);
    assert.equal(await fires("--source", "s", "--db", "a.db"), 0);
    await run("replay", "a.log", "--db", "a.db", "--source", "t", "--exclude", "host=10.9.*");
    assert.equal(await fires("--source", "t", "--db", "a.db"), 0);
    assert.equal(await fires("--source", "t", "--db", "a.db", "--exclude", "host=10.1.*"), 1);
  }));

Deno.test("backtest: filters that are none, that leave nothing, or are not asked of a log are refused", () =>
  bench(async (run) => {
    await run("replay", "a.log", "--db", "a.db", "--source", "s");
    const refusals: [words: string[], code: number, said: RegExp][] = [
      [["a.log", "--exclude", "sektion=/a"], 64, /names no dimension that .* Did you mean "section"\?/],
      [["a.log", "--only", "section=/none"], 65, /no record to evaluate.*--only "section=\/none"\.$/m],
      [["a.log", "--db", "a.db"], 64, /--db goes with --from-store, or with --source/],
      [["a.log", "--db", "a.db", "--source", "t"], 64, /No source "t" .* Did you mean "s"\?/],
      [["a.log", "--db", "b.db", "--source", "t"], 66, /b\.db/],
      [["--from-store", "--db", "a.db", "--exclude", "section=/a"], 64, /--exclude is about reading a log/],
      [["--from-store", "--db", "a.db", "--exclude-bots"], 64, /--exclude-bots is about reading a log/],
      [["--from-store", "--db", "a.db", "--anonymize"], 64, /--anonymize is about reading a log/],
      [["--from-store", "--db", "a.db", "--idle-log", "5"], 64, /--idle-log is about reading a log/],
      [["a.log", "--idle-log", "x"], 64, /--idle-log takes/],
    ];
    for (const [words, code, said] of refusals) {
      const outcome = await run("backtest", ...words);
      assert.equal(outcome.code, code, `${words}: ${outcome.said}`);
      assert.match(outcome.said, said);
    }
  }));
