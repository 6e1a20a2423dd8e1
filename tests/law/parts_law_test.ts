// Role: tries to break the replay law for logs whose collector has cut lines into parts: cut anywhere, such a log must leave what one run
// leaves.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cut, inOrder } from "./cut_arbitrary.ts";
import { Bench } from "./harness.ts";
import { NOW } from "./log_arbitrary.ts";
import type { Options } from "../reference/expected.ts";

const OPTIONS: Options = {
  bucketSize: 10,
  lateness: 30,
  maxJump: 3600,
  top: 3,
  threshold: 1,
  window: 5,
  now: NOW,
  complete: false,
};

const line = fc.record({
  seconds: fc.integer({ min: 0, max: 40 }),
  stream: fc.constantFrom("stdout", "stderr"),
  path: fc.constantFrom("/a", "/b/c", "/\\u00fc", "/"),
  status: fc.constantFrom("200", "404", "503", "20"),
  /** Where it is cut, in parts of its length; not in its first word, behind which a rest would be a record, too. */
  cuts: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.2, max: 1, noNaN: true })), { maxLength: 2 }),
  /** Whether all of it is given as a part, as some writers do. */
  isOpen: fc.boolean(),
});

const logs = fc.record({ isDocker: fc.boolean(), lines: fc.array(line, { minLength: 1, maxLength: 20 }) })
  .map(
    ({ isDocker, lines }) => {
      const wrap = (text: string, isPart: boolean, stream: string): string =>
        isDocker
          ? JSON.stringify({ log: isPart ? text : `${text}\n`, stream, time: "2020-01-01T00:00:00Z" })
          : `2020-01-01T00:00:00.413656027Z ${stream} ${isPart ? "P" : "F"} ${text}`;
      let time = NOW - 90_000, isFirst = true;
      const written: string[] = [];
      for (const { seconds, stream, path, status, cuts, isOpen } of lines) {
        time += seconds;
        const clock = new Date(time * 1000).toISOString();
        const record =
          `10.0.0.1 - - [${clock.slice(8, 10)}/${MONTHS[Number(clock.slice(5, 7)) - 1]}/${
            clock.slice(0, 4)
          }:` +
          `${clock.slice(11, 19)} +0000] "GET ${path} HTTP/1.1" ${isFirst ? 200 : status} 7`;
        // The first line says what the log is.
        const places = isFirst
          ? []
          : cuts.map((share) => Math.floor(share * record.length)).sort((a, b) => a - b);
        [...places, record.length].forEach((end, at) => {
          const isLast = at === places.length;
          written.push(
            wrap(record.slice(places[at - 1] ?? 0, end), !isLast || isOpen && places.length === 0, stream),
          );
        });
        isFirst = false;
      }
      const accepted = lines.filter(({ status }, at) => at === 0 || status !== "20").length;
      return {
        text: `${written.join("\n")}\n`,
        read: lines.length,
        accepted,
        hasOpen: lines.some(({ isOpen }) => isOpen),
      };
    },
  );

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

Deno.test("parts law: cut anywhere, paced, with threads and disturbed, a log leaves what one run leaves", async () => {
  const cuts = fc.array(cut, { maxLength: 6 });
  const property = fc.asyncProperty(logs, cuts, async ({ text, read, accepted, hasOpen }, cuts) => {
    using bench = new Bench([new TextEncoder().encode(text)], [0], OPTIONS);
    const until = bench.size;
    assert.equal(await bench.run("whole", { until }), 0);
    const whole = bench.dump("whole");
    if (hasOpen) assert.ok(whole.read <= read);
    else assert.deepEqual([whole.read, whole.accepted], [read, accepted]);
    for (const plan of [...inOrder(cuts, until), { until }]) {
      const code = await bench.run("cut", plan);
      if (!plan.disturbed) assert.equal(code, 0);
    }
    assert.deepEqual(bench.dump("cut"), whole);
    assert.deepEqual(bench.positions("cut"), bench.positions("whole"));
  });
  await fc.assert(property, { numRuns: 60, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});
