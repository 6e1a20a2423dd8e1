// The kernel rests on a log of which it leaves most lines to the reference, which does not show in what is stored.

import assert from "node:assert/strict";
import { Random } from "../../../sample_data/random.ts";
import type { LineReader } from "../../../src/formats/format.ts";
import { Kernel } from "../../../src/kernel/kernel.ts";
import { Rests } from "../../../src/kernel/rests.ts";
import { fakeHost } from "../../fake_host.ts";
import type { Invocation } from "../../../src/commands/command.ts";
import { replay } from "../../../src/commands/replay/replay.ts";
import { stored } from "../../faults/oracle.ts";
import { HEADER } from "../../faults/small_log.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { simulatedThreads } from "../../simulated_threads.ts";

const NOW = 1_700_000_000;

/** Lines of which the kernel leaves those from `odd` on, up to `usual`, to the reference: they hold quotes. */
function log(lines: number, odd: number, usual: number): string {
  const line = (i: number) => {
    const request = i >= odd && i < usual ? `"GET /a""b${i % 3} HTTP/1.1"` : `GET /a${i % 7} HTTP/1.1`;
    return `h${i % 50},-,-,${1_000_000 + Math.floor(i / 20)},${request},${i % 9 === 0 ? 500 : 200},${
      i % 1000
    }\n`;
  };
  return HEADER + Array.from({ length: lines }, (_, i) => line(i)).join("");
}

/** How often the kernel ended a summary while `work` went on. */
async function summariesDuring(work: () => Promise<void>): Promise<number> {
  const { end } = Kernel.prototype;
  let count = 0;
  Kernel.prototype.end = function (this: Kernel) {
    count++;
    return end.call(this);
  };
  try {
    await work();
  } finally {
    Kernel.prototype.end = end;
  }
  return count;
}

Deno.test("an input rests after a summary of which most was left, and is tried again", () => {
  const rests = new Rests(), reader = {} as LineReader, other = {} as LineReader;
  assert.equal(rests.isResting(reader, false), false);
  assert.equal(rests.isResting(reader, false), false, "the kernel reads on");
  for (let summary = 0; summary < 15; summary++) {
    assert.equal(rests.isResting(reader, true), true, `${summary}`);
  }
  assert.equal(rests.isResting(reader, true), false, "the kernel is tried again");
  // Another input does not rest for what this one was.
  assert.equal(rests.isResting(other, true), false);
  assert.equal(rests.isResting(reader, false), true);
});

for (
  const [name, odd, usual] of [["none", 0, 0], ["all", 0, 40_000], ["the first half", 0, 20_000], [
    "the second half",
    20_000,
    40_000,
  ]] as const
) {
  Deno.test(`a log of which ${name} of the lines are left by the kernel is stored as by the reference`, () =>
    inTemporaryDirectory(async (directory) => {
      const file = `${directory}/x.csv`;
      Deno.writeTextFileSync(file, log(40_000, odd, usual));
      const store = async (database: string, settings: object, workers = "0", reference = false) => {
        const usual: Invocation["flags"] = { quiet: true, "no-progress": true };
        const flags = reference ? { ...usual, reference: true as const } : usual;
        const values = { db: `${directory}/${database}`, workers };
        const host = fakeHost({ now: NOW, ...settings });
        const code = await replay.run({ flags, values, lists: {}, positionals: [file] }, host);
        assert.equal(code, 0, host.stderr.text);
      };
      await store("reference.db", {}, "0", true);
      const sliced = { sliceBytes: 40_000, rangeBytes: 1 << 30 };
      const inSlices = await summariesDuring(() => store("slices.db", sliced));
      const startThread = simulatedThreads({ random: new Random(1), slowness: 1, failures: 0 });
      await store("ranges.db", { rangeBytes: 40_000, startThread }, "1");
      for (const database of ["slices.db", "ranges.db"]) {
        assert.deepEqual(stored(`${directory}/${database}`), stored(`${directory}/reference.db`), database);
      }
      // The kernel is tried again every sixteenth time: of some forty slices.
      const most = name === "none" ? Infinity : name === "all" ? 4 : 30;
      assert.ok(inSlices > 2 && inSlices <= most, `${inSlices} summaries of the kernel`);
    }));
}
