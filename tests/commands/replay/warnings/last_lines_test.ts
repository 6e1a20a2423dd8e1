// Role: a log in front of whose lines something stands from some day on says so in every run; others say nothing.

import assert from "node:assert/strict";
import { runsAfter, runsOfGrowingLog } from "./growing_log.ts";

const line = (at: number, front = ""): string =>
  `${front}203.0.113.${at} - - [17/May/2024:10:${at}:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl"\n`;
const lines = (from: number, count: number, front = ""): string =>
  Array.from({ length: count }, (_, at) => line(from + at, front)).join("");

/** What runs warn of as a log grows, one each. */
async function said(...texts: readonly string[]): Promise<string[]> {
  const runs = await runsOfGrowingLog(texts, { "warn-rejects": "100%" });
  return runs.map(({ said }) =>
    said.split("\n").filter((line) => line.includes("the last lines of")).join("\n")
  );
}

const FRONTS = [
  ...["2024-05-17T10:00:00.123Z ", "access.log:", "12:", "\x1b[32m", "\t", "[pod/web/nginx] ", "web nginx "],
  ...["+", "msg=", "May 17 10:00:00 host nginx: ", "a b: "],
];

for (const front of FRONTS) {
  Deno.test(`what is in front of the last lines of a log is said: ${JSON.stringify(front)}`, async () => {
    const [first, second, third] = await said(lines(10, 9), lines(20, 9, front), line(30, front));
    assert.equal(first, "");
    for (const text of [second, third]) {
      assert.match(text, /^httplog: warning: the last lines of ".*access\.log" have something in front/);
    }
    const [once] = await said(lines(10, 3) + lines(20, 20, front));
    assert.match(once, /have something in front/);
  });
}

for (
  const [what, change] of [
    ["a duration", (text: string) => text.replaceAll(" 200 5 ", " 200 5 0.123 ")],
    ["a cache status", (text: string) => text.replaceAll(" 200 5 ", " 200 5 HIT ")],
    ["one quoted field", (text: string) => text.replaceAll('"-" "curl"', '"curl"')],
  ] as const
) {
  Deno.test(`a field that the last lines have more, so that others are not read, is said: ${what}`, async () => {
    const [first, second, third] = await said(lines(10, 9), change(lines(20, 9)), change(line(30)));
    assert.equal(first, "");
    for (const text of [second, third]) {
      assert.match(
        text,
        /the last lines of ".*access\.log" are not written as the first one of the log: what stands between quotes/,
      );
      assert.ok(!text.includes("first line"), text);
    }
    const [begun, on] = await said(change(lines(10, 9)), change(lines(20, 9)));
    assert.deepEqual([begun, on], ["", ""]);
  });
}

Deno.test("a log that has a field more from its rotation on says so, until it is rotated again", async () => {
  const longer = (from: number): string => lines(from, 9).replaceAll(" 200 5 ", " 200 123 5 ");
  const rotated = (text: string) => (log: string) => {
    for (const [from, to] of [["1", "2"], ["", "1"]]) {
      const [path, next] = [from, to].map((number) => number === "" ? log : `${log}.${number}`);
      try {
        Deno.renameSync(path, next);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    Deno.writeTextFileSync(log, text);
  };
  const runs = await runsAfter([lines(10, 9), longer(20), longer(30), longer(40)].map(rotated), {});
  const told = runs.map(({ said }) =>
    said.includes("are not written as the first one of the log: of the numbers")
  );
  assert.deepEqual(told, [false, true, false, false]);
});

Deno.test("nothing is said of lines as they were, of some odd ones, and of a log that began so", async () => {
  assert.deepEqual(await said(lines(10, 9), lines(20, 9), line(30)), ["", "", ""]);
  assert.deepEqual(await said(lines(10, 9), lines(20, 7) + lines(27, 2, "access.log:")), ["", ""]);
  for (const front of FRONTS.filter((front) => front !== "msg=")) {
    assert.deepEqual(await said(lines(10, 9, front), lines(20, 9, front)), ["", ""], front);
  }
  const odd = Array.from(
    { length: 9 },
    (_, at) => line(20 + at).replace("GET /a HTTP/1.1", "\\x16\\x03").replace("200 5", "404 404"),
  );
  assert.deepEqual(await said(lines(10, 9), odd.join("")), ["", ""]);
});
