// Role: tries to break the replay law for logs whose collector has cut lines into parts: cut anywhere, such a log must leave what one run
// leaves.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cut, inOrder, sliceBytes } from "./cut_arbitrary.ts";
import { Bench } from "./harness.ts";
import { NOW, ONE_LOG as OPTIONS } from "./log_arbitrary.ts";
import type { Options } from "../reference/expected.ts";

const line = fc.record({
  seconds: fc.integer({ min: 0, max: 40 }),
  stream: fc.constantFrom("stdout", "stderr"),
  path: fc.constantFrom("/a", "/b/c", "/\\u00fc", "/"),
  status: fc.constantFrom("200", "404", "503", "20"),
  /** Where it is cut, in parts of its length; not in its first word, behind which a rest would be a record, too. */
  cuts: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.2, max: 1, noNaN: true })), { maxLength: 2 }),
  /** Whether all of it is given as a part, as some writers do. */
  isOpen: fc.boolean(),
  /** What stands behind it, or its first part. */
  junk: fc.oneof(
    { weight: 9, arbitrary: fc.constant("") },
    fc.constantFrom("\0".repeat(40), "x".repeat(66_000)),
  ),
});

/** A line as it is written. */
interface Written {
  readonly text: string;
  /** Whether a file may begin with it. */
  readonly isWhole: boolean;
}

const logs = fc.record({
  isDocker: fc.boolean(),
  lines: fc.array(line, { minLength: 1, maxLength: 20 }),
  /** Whose turn it is to write: the lines of a stream keep their order, and another stream may write between their parts. */
  turns: fc.array(fc.constantFrom("stdout", "stderr"), { maxLength: 60 }),
  ends: fc.constantFrom("\n", "\r\n"),
})
  .map(
    ({ isDocker, lines, turns, ends }) => {
      const wrap = (text: string, isPart: boolean, stream: string): string =>
        isDocker
          ? JSON.stringify({ log: isPart ? text : `${text}\n`, stream, time: "2020-01-01T00:00:00Z" })
          : `2020-01-01T00:00:00.413656027Z ${stream} ${isPart ? "P" : "F"} ${text}`;
      let time = NOW - 90_000, isFirst = true;
      const byStream: Record<string, Written[]> = { stdout: [], stderr: [] };
      for (const { seconds, stream, path, status, cuts, isOpen, junk } of lines) {
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
        const isWhole = places.length === 0 && !isFirst && status !== "20",
          own = byStream[isFirst ? "first" : stream] ??= [];
        [...places, record.length].forEach((end, at) => {
          const isLast = at === places.length;
          const text = wrap(
            record.slice(places[at - 1] ?? 0, end),
            !isLast || isOpen && places.length === 0,
            stream,
          );
          own.push({ text, isWhole });
          if (at === 0 && junk !== "") own.push({ text: junk, isWhole: false });
        });
        isFirst = false;
      }
      const written = [...byStream.first];
      for (const turn of turns) written.push(...byStream[turn].splice(0, 1));
      written.push(...byStream.stdout, ...byStream.stderr);
      const accepted = lines.filter(({ status }, at) => at === 0 || status !== "20").length;
      return {
        lines: written.map(({ text }) => `${text}${ends}`),
        read: lines.length + lines.filter(({ junk }) => junk.length > 40).length,
        accepted,
        whole: written.flatMap(({ isWhole }, at) => isWhole ? [at] : []),
        hasOpen: lines.some(({ isOpen }) => isOpen),
      };
    },
  );

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What is stored of what is open: nothing of its text, only places before the cursor. */
const STORED = /^\[null(?:,(?:null|"too long"|\[\d+,\d+\])){2}\]$/;

function assertNoText(bench: Bench, source: string): void {
  for (const { directives } of bench.positions(source) as { directives: string }[]) {
    assert.match(directives, STORED);
  }
}

/** The log as one file, or as two, for it was rotated in front of one of its whole lines. */
function generations(
  { lines, whole }: { lines: readonly string[]; whole: readonly number[] },
  rotated: number | null,
): Uint8Array[] {
  const at = rotated === null || whole.length === 0 ? lines.length : whole[rotated % whole.length];
  return [lines.slice(0, at), lines.slice(at)].filter((part) => part.length > 0)
    .map((part) => new TextEncoder().encode(part.join("")));
}

const rotated = fc.option(fc.nat(), { nil: null });

Deno.test("parts law: cut anywhere, paced, with threads and disturbed, a log leaves what one run leaves", async () => {
  const cuts = fc.array(cut, { maxLength: 6 });
  const property = fc.asyncProperty(
    logs,
    cuts,
    rotated,
    fc.boolean(),
    async (log, cuts, rotated, isScreened) => {
      const { read, accepted, hasOpen } = log, inputs = generations(log, rotated);
      const options: Options = isScreened ? { ...OPTIONS, screening: { anonymize: "network" } } : OPTIONS;
      using bench = new Bench(inputs, inputs.map((_, at) => at), options);
      const until = bench.size;
      assert.equal(await bench.run("whole", { until }), 0);
      const whole = bench.dump("whole");
      if (rotated === null && hasOpen) assert.ok(whole.read <= read);
      else if (rotated === null) assert.deepEqual([whole.read, whole.accepted], [read, accepted]);
      for (const plan of [...inOrder(cuts, until), { until }]) {
        const code = await bench.run("cut", plan);
        if (!plan.disturbed) assert.equal(code, 0);
        assertNoText(bench, "cut");
      }
      assert.deepEqual(bench.dump("cut"), whole);
      assert.deepEqual(bench.positions("cut"), bench.positions("whole"));
    },
  );
  await fc.assert(property, { numRuns: 60, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});

Deno.test("parts law: standard input that was left in the middle is read on from there", async () => {
  const disturbed = fc.record({
    by: fc.constantFrom("error" as const, "signal" as const),
    atRead: fc.nat({ max: 30 }),
  });
  const runs = fc.array(fc.record({ disturbed, sliceBytes }), { maxLength: 4 });
  const property = fc.asyncProperty(logs, runs, async (log, runs) => {
    using bench = new Bench(generations(log, null), [0], OPTIONS);
    const all = { until: bench.size, stdin: true };
    assert.equal(await bench.run("whole", all), 0);
    for (const run of runs) {
      await bench.run("cut", { ...all, ...run });
      assertNoText(bench, "cut");
    }
    assert.equal(await bench.run("cut", all), 0);
    assert.deepEqual(bench.dump("cut"), bench.dump("whole"));
    assert.deepEqual(bench.positions("cut"), bench.positions("whole"));
  });
  await fc.assert(property, { numRuns: 60, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});
