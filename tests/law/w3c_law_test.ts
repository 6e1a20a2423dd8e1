// Role: tries to break the replay law for a log in which lines say how later ones are read: cut anywhere, it must leave what one
// run leaves.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cut, inOrder } from "./cut_arbitrary.ts";
import { Bench } from "./harness.ts";
import { NOW, ONE_LOG as OPTIONS } from "./log_arbitrary.ts";

/** Columns of a record, in the order in which a block has them. */
const COLUMNS = [
  "date",
  "time",
  "c-ip",
  "cs-method",
  "cs-uri-stem",
  "sc-status",
  "sc-bytes",
  "time-taken",
] as const;

const block = fc.record({
  /** Whether the day is in `#Date` alone. */
  hasDay: fc.boolean(),
  /** Whether `#Date` is written again. */
  hasDate: fc.boolean(),
  /** Whether it begins with what is no record of it. */
  comment: fc.constantFrom("", "#Remark: nothing", "#Software: Some Server 1.0", "junk", " "),
  order: fc.shuffledSubarray([...COLUMNS], { minLength: COLUMNS.length }),
  separator: fc.constantFrom(" ", "\t", "  "),
  records: fc.array(
    fc.record({
      seconds: fc.integer({ min: 0, max: 40 }),
      host: fc.constantFrom("10.0.0.1", "10.0.0.2", "::1"),
      path: fc.constantFrom("/a", "/b/c", "/"),
      status: fc.constantFrom("200", "404", "503", "x"),
      /** The first that is neither tells the unit of all. */
      taken: fc.constantFrom("0", "-", "12", "0.250"),
    }),
    { maxLength: 8 },
  ),
});

const logs = fc.array(block, { minLength: 1, maxLength: 6 }).map((blocks) => {
  let time = NOW - 90_000, text = "#Version: 1.0\n";
  for (const [at, { hasDay, hasDate, comment, order, separator, records }] of blocks.entries()) {
    if (comment !== "") text += `${comment}\n`;
    const columns = hasDay ? order.filter((name) => name !== "date") : order;
    if (hasDate || at === 0) text += `#Date: ${isoOf(time).replace("T", " ")}\n`;
    text += `#Fields: ${columns.join(" ")}\n`;
    for (const { seconds, host, path, status, taken } of records) {
      time += seconds;
      const [date, clock] = isoOf(time).split("T");
      const values: Record<string, string> = {
        ...{ date, time: clock, "c-ip": host, "cs-method": "GET", "cs-uri-stem": path },
        "sc-status": status,
        "sc-bytes": "7",
        "time-taken": taken,
      };
      text += `${columns.map((name) => values[name]).join(separator)}\n`;
    }
  }
  return text;
});

function isoOf(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 19);
}

Deno.test("w3c law: cut anywhere, paced, with threads and disturbed, a log leaves what one run leaves", async () => {
  const cuts = fc.array(cut, { maxLength: 6 });
  const property = fc.asyncProperty(logs, cuts, async (text, cuts) => {
    using bench = new Bench([new TextEncoder().encode(text)], [0], OPTIONS);
    const until = bench.size;
    assert.equal(await bench.run("whole", { until }), 0);
    const whole = bench.dump("whole");
    const lines = text.split("\n").filter((line) => !/^(#|$)/.test(line));
    assert.equal(whole.read, lines.length);
    assert.equal(whole.accepted, lines.filter((line) => /\b(200|404|503)\b/.test(line)).length);
    for (const plan of [...inOrder(cuts, until), { until }]) {
      const code = await bench.run("cut", plan);
      if (!plan.disturbed) assert.equal(code, 0);
    }
    assert.deepEqual(bench.dump("cut"), whole);
    assert.deepEqual(bench.positions("cut"), bench.positions("whole"));
    const durations = (source: string) =>
      bench.ask(
        "SELECT start, duration, hits FROM bucket_durations WHERE source = :source ORDER BY 1, 2",
        source,
      );
    assert.deepEqual(durations("cut"), durations("whole"));
  });
  await fc.assert(property, { numRuns: 60, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});
