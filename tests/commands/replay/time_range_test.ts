// Role: tests of `replay --since` and `--until`: which times they take, and that what is left out stays so.

import assert from "node:assert/strict";
import { replayPlan } from "../../../src/commands/replay/make_plan.ts";
import { runCli } from "../../../src/cli/cli.ts";
import type { Problem } from "../../../src/domain/problem.ts";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory } from "../../process.ts";

/** 2020-09-13T12:26:40Z, a Sunday. */
const NOW = 1_600_000_000, TODAY = NOW - NOW % 86400;

function rangeOf(values: Record<string, string>): [since: number | null, until: number | null] {
  const invocation = { values, flags: {}, lists: {}, positionals: ["a.csv"] };
  const { since, until } = replayPlan(invocation, fakeHost({ now: NOW }));
  return [since, until];
}

Deno.test("replay --since and --until take times and words by the clock", () => {
  assert.deepEqual(rangeOf({}), [null, null]);
  assert.deepEqual(rangeOf({ since: "yesterday", until: "today" }), [TODAY - 86400, TODAY]);
  assert.deepEqual(rangeOf({ since: "monday", until: "now" }), [TODAY - 6 * 86400, NOW]);
  assert.deepEqual(rangeOf({ since: "11:00" }), [TODAY + 39600, null]);
  assert.deepEqual(rangeOf({ until: "2020-09-13T12:00+02:00" }), [null, TODAY + 36000]);
});

Deno.test("replay --since and --until refuse what depends on a record that is not read yet, and what is no range", () => {
  const refused = (values: Record<string, string>, message: RegExp) =>
    assert.throws(
      () => rangeOf(values),
      (error: Problem) => error.kind === "usage" && message.test(error.message),
    );
  refused({ since: "1.5h" }, /--since 1\.5h counts back from the last record, which is not known/);
  refused({ until: "2d" }, /--until 2d counts back/);
  refused({ since: "soon" }, /--since "soon" is no time/);
  refused({ since: "today", until: "yesterday" }, /Nothing lies between/);
});

Deno.test("replay: what was left out is read by no later run, but by one with --fresh", () =>
  inTemporaryDirectory(async (directory) => {
    const log = `${directory}/a.csv`,
      lines = Array.from({ length: 100 }, (_, i) => `h,-,-,${NOW - 1000 + i},GET /,200,1\n`);
    Deno.writeTextFileSync(log, `remotehost,rfc931,authuser,date,request,status,bytes\n${lines.join("")}`);
    const counts = async (...words: string[]): Promise<unknown[]> => {
      const host = fakeHost({ now: NOW });
      const code = await runCli(
        ["replay", log, "--db", `${directory}/x.db`, "--output", "json", ...words],
        host,
      );
      const { read, accepted, rejected, left_out } = JSON.parse(
        host.stdout.text.trimEnd().split("\n").at(-1)!,
      );
      return [code, host.stderr.text, read, accepted, rejected, left_out];
    };
    // That nothing is accepted is no failure where the person wanted it so.
    const [code, said, ...read] = await counts("--since", "today", "--until", `${NOW - 1000}`);
    assert.deepEqual([code, ...read], [0, 100, 0, 0, 100]);
    assert.match(`${said}`, /^httplog: warning: no record lies from .* on before .*: all 100 were left out/);
    assert.deepEqual(await counts(), [0, "", 0, 0, 0, 0]);
    Deno.writeTextFileSync(log, lines[99].replace("h,", "i,"), { append: true });
    assert.deepEqual(await counts(), [0, "", 1, 1, 0, 0]);
    assert.deepEqual(await counts("--fresh", "--since", `${NOW - 910}`), [0, "", 101, 11, 0, 90]);
  }));
