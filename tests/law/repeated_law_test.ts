// Role: tries to break the replay law for logs in which syslogd says how often the line before came again: cut anywhere, such a log must
// leave what one run leaves, and that is what all of its lines would leave.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cut, inOrder, sliceBytes } from "./cut_arbitrary.ts";
import { Bench } from "./harness.ts";
import { NOW, ONE_LOG as OPTIONS } from "./log_arbitrary.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const line = fc.record({
  seconds: fc.integer({ min: 0, max: 40 }),
  path: fc.constantFrom("/a", "/b/c", "/"),
  status: fc.constantFrom("200", "404", "503"),
  /** How often it came again, as it is said at one time after the other. */
  again: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
  /** What stands behind it, of which the next line may say that it came again. */
  junk: fc.constantFrom("", "", "", "sshd[9]: session opened", "x".repeat(66_000)),
});

const logs = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 20 }),
  ends: fc.constantFrom("\n", "\r\n"),
})
  .map(({ lines, ends }) => {
    let time = NOW - 90_000, written = "", plain = "", rejected = 0;
    for (const { seconds, path, status, again, junk } of lines) {
      time += seconds;
      const clock = new Date(time * 1000).toISOString();
      const front = `Dec  9 ${clock.slice(11, 19)} web `;
      const date = `${clock.slice(8, 10)}/${MONTHS[Number(clock.slice(5, 7)) - 1]}/${clock.slice(0, 4)}`;
      const own = `${front}nginx: 10.0.0.1 - - [${date}:${
        clock.slice(11, 19)
      } +0000] "GET ${path} HTTP/1.1" ${status} 7${ends}`;
      const times = again.map((count) => `${front}last message repeated ${count} times${ends}`);
      written += own + times.join("");
      plain += own.repeat(1 + again.reduce((sum, count) => sum + count, 0));
      if (junk === "") continue;
      written += front + junk + ends + times.join("");
      rejected += 1 + times.length;
    }
    return { written, plain, rejected };
  });

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a source holds, without what is said of lines that are no records. */
function countsOf(bench: Bench): unknown {
  const { read: _, rejected: __, reasons: ___, rejects: ____, ...rest } = bench.dump("s");
  return rest;
}

Deno.test("repeated law: cut anywhere, paced, with threads and disturbed, a log leaves what one run leaves", async () => {
  const cuts = fc.array(cut, { maxLength: 6 });
  const property = fc.asyncProperty(logs, cuts, async ({ written }, cuts) => {
    using bench = new Bench([bytesOf(written)], [0], OPTIONS);
    const until = bench.size;
    assert.equal(await bench.run("whole", { until }), 0);
    for (const plan of [...inOrder(cuts, until), { until }]) await bench.run("cut", plan);
    assert.deepEqual(bench.dump("cut"), bench.dump("whole"));
    assert.deepEqual(bench.positions("cut"), bench.positions("whole"));
  });
  await fc.assert(property, { numRuns: 40, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});

Deno.test("repeated law: a log leaves what all of its lines would leave", async () => {
  const property = fc.asyncProperty(logs, async ({ written, plain, rejected }) => {
    using said = new Bench([bytesOf(written)], [0], OPTIONS);
    using all = new Bench([bytesOf(plain)], [0], OPTIONS);
    for (const bench of [said, all]) assert.equal(await bench.run("s", { until: bench.size }), 0);
    assert.equal(said.dump("s").read - all.dump("s").read, rejected);
    assert.deepEqual(countsOf(said), countsOf(all));
  });
  await fc.assert(property, { numRuns: 20, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});

Deno.test("repeated law: standard input that was left in the middle is read on from there", async () => {
  const disturbed = fc.record({
    by: fc.constantFrom("error" as const, "signal" as const),
    atRead: fc.nat({ max: 30 }),
  });
  const runs = fc.array(fc.record({ disturbed, sliceBytes }), { maxLength: 4 });
  const property = fc.asyncProperty(logs, runs, async ({ written }, runs) => {
    using bench = new Bench([bytesOf(written)], [0], OPTIONS);
    const all = { until: bench.size, stdin: true };
    assert.equal(await bench.run("whole", all), 0);
    for (const run of runs) await bench.run("cut", { ...all, ...run });
    assert.equal(await bench.run("cut", all), 0);
    assert.deepEqual(bench.dump("cut"), bench.dump("whole"));
  });
  await fc.assert(property, { numRuns: 20, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});
