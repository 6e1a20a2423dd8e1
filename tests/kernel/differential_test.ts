// Role: the kernel says of every log what the reference says: the quick set. `fuzz.ts` has the long one; how much is
// compared, and that each kind of mistake is caught, is shown in `harness_test.ts`.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import assert from "node:assert/strict";
import { NOT_BEGUN } from "../../src/domain/counting/log_clock.ts";
import { csvReader } from "../csv_reader.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { type ForgedLog, joined, latin1, linesOf, USUAL_HEADER } from "./forged_log.ts";
import { forgedLog } from "./log_forge.ts";
import { edgeLogs } from "./edge_logs.ts";
import { doubleMissLog, nearMissLog, ORDINARY, shiftedLog } from "./near_misses.ts";
import { complaint } from "./reduce.ts";
import { compare } from "./same.ts";
import type { Claim } from "./subject.ts";

const claim: Claim = (reader, options) => Kernel.claim(reader, options);

async function same(log: ForgedLog): Promise<void> {
  const message = await complaint(log, claim);
  assert.ok(message === null, `\n${message}`);
}

Deno.test("kernel: it counts what only looks like an ordinary line as the reference does", async (test) => {
  for (const line of ORDINARY) {
    await test.step(`one byte from ${JSON.stringify(line)}`, () => same(nearMissLog(line)));
  }
  await test.step("two bytes from any of them", () => same(doubleMissLog(1, 20_000)));
});

Deno.test("kernel: it counts forged logs as the reference does", async () => {
  for (let seed = 1; seed <= 150; seed++) await same(forgedLog(seed, 300));
  for (let seed = 1001; seed <= 1010; seed++) await same(forgedLog(seed, 8000));
});

Deno.test("kernel: it counts as the reference does at the edges of its room", async (test) => {
  for (const log of edgeLogs(0.25)) await test.step(log.name, () => same(log));
});

Deno.test("kernel: it does not matter where its blocks and pieces end", async () => {
  for (let shift = 0; shift < 80; shift++) await same(shiftedLog(shift, 100_000));
  for (let shift = 0; shift < 10; shift++) await same(shiftedLog(7 * shift, 600_000));
});

Deno.test("kernel: it does not matter after which lines a log is cut into slices", async () => {
  for (let seed = 2001; seed <= 2010; seed++) {
    const log = forgedLog(seed, 30);
    for (let cut = 0; cut < log.lines.length; cut++) {
      const lines = log.lines.map(({ bytes }, line) => ({ bytes, cut: line === cut }));
      await same({ ...log, lines, carries: true });
    }
  }
});

Deno.test("kernel: ordinary lines it counts itself", async () => {
  const texts = [0, 1, 2, 3, 6, 7, 8].map((line) => `${ORDINARY[line]}\n`), log = nearMissLog("");
  const { left, problems } = await compare({ ...log, lines: linesOf(texts, () => false) }, claim);
  assert.deepEqual({ left, problems }, { left: 0, problems: [] });
});

Deno.test("kernel: one at a time holds it, and it comes back as new", async () => {
  const reader = csvReader(latin1(USUAL_HEADER));
  const options = { bucketSize: 10, lateness: 30, top: 100, maxJump: 3600 },
    line = latin1(ORDINARY[0] + "\n");
  const summaries = [];
  for (let times = 0; times < 2; times++) {
    using kernel = await Kernel.claim(reader, options);
    assert.ok(kernel !== null);
    assert.equal(await Kernel.claim(reader, options), null);
    summaries.push(kernel.summarize(line, NOT_BEGUN, dateLimits(2e9), 10));
  }
  assert.deepEqual(summaries[1], summaries[0]);
});

Deno.test("kernel: every thread has one of its own, and what it gives can be sent", async () => {
  const { lines } = shiftedLog(1, 300_000), bytes = joined(lines).bytes.slice();
  const reader = csvReader(latin1(USUAL_HEADER));
  using kernel = await Kernel.claim(reader, {
    bucketSize: 10,
    lateness: 30,
    top: 100,
    maxJump: 3600,
  });
  const workers = [1, 2].map(() =>
    new Worker(new URL("kernel_in_worker.ts", import.meta.url), { type: "module" })
  );
  const answers = workers.map((worker) =>
    new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data))
  );
  for (const worker of workers) worker.postMessage(bytes);
  const own = kernel!.summarize(bytes, NOT_BEGUN, dateLimits(2e9), 10);
  assert.deepEqual(await Promise.all(answers), [own, own]);
  for (const worker of workers) worker.terminate();
});
