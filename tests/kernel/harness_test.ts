// Role: the comparison itself: the reference in the kernel's place is the same, and each way to be wrong is caught and made
// small.

import assert from "node:assert/strict";
import { type ForgedLog, latin1, linesOf } from "./forged_log.ts";
import { forgedLog } from "./log_forge.ts";
import { edgeLogs } from "./edge_logs.ts";
import { nearMissLog, ORDINARY } from "./near_misses.ts";
import { complaint, reduced } from "./reduce.ts";
import { compare } from "./same.ts";
import { standIn, WRONG } from "./stand_in.ts";

Deno.test("kernel's harness: the reference is the same as itself", async () => {
  for (let seed = 0; seed < 100; seed++) assert.equal(await complaint(forgedLog(seed, 200), standIn()), null);
  const { claimed, lines, problems } = await compare(nearMissLog(ORDINARY[0]), standIn());
  assert.deepEqual({ claimed, problems }, { claimed: true, problems: [] });
  assert.ok(lines > 5000);
});

for (const [name, faults] of Object.entries(WRONG)) {
  Deno.test(`kernel's harness: a kernel is caught that ${name}`, async () => {
    const catches = async (log: ForgedLog) => (await compare(log, standIn(faults))).problems.length > 0;
    let isCaught = false;
    for (let seed = 0; seed < 100 && !isCaught; seed++) isCaught = await catches(forgedLog(seed, 200));
    for (const log of edgeLogs(0.05)) {
      if (isCaught) break;
      isCaught = await catches(log);
    }
    assert.ok(isCaught);
  });
}

Deno.test("kernel's harness: a message shows the log and what differs", async () => {
  const message = await complaint(nearMissLog(ORDINARY[0]), standIn(WRONG["takes 0xff for a space"]));
  assert.match(message!, /^nearMissLog\(/);
  assert.match(message!, /\n {2}remotehost,.*\n {2}".*ÿ.*\\n"/);
  assert.match(message!, /\n {2}slice 0: .* instead of /);
});

Deno.test("kernel's harness: what fails is made as small as it can be", async () => {
  const log = forgedLog(7, 400), texts = ["one\n", "two\n"].map((text) => latin1(text).join());
  const lines = log.lines.flatMap((line, at) =>
    at === 50 || at === 300 ? [line, ...linesOf([at === 50 ? "one\n" : "two\n"], () => true)] : [line]
  );
  const fails = ({ lines }: ForgedLog) =>
    Promise.resolve(texts.every((text) => lines.some(({ bytes }) => bytes.join() === text)));
  const small = await reduced({ ...log, lines }, fails);
  assert.deepEqual(
    small.lines.map(({ bytes, cut }) => [bytes.join(), cut]),
    texts.map((text) => [text, false]),
  );
});
