// Role: `--fresh` reads again what is still there of what its source had read, by its bytes, and says what it drops.

import assert from "node:assert/strict";
import { replay } from "../../src/commands/replay/replay.ts";
import { fakeHost } from "../fake_host.ts";
import { HEADER, lines, type Place, SOURCE, testInPlace } from "./place.ts";

/** Replays a log anew, without a word beyond warnings. */
async function fresh(place: Place, ...names: string[]): Promise<{ said: string; records: number }> {
  const { code, said, records } = await place.speak(names, SOURCE, true, true);
  assert.equal(code, 0);
  return { said, records: records[SOURCE] };
}

/** Copies the log and cuts it, as logrotate does with `copytruncate`. */
function copyAndCut(place: Place, ...parts: string[]): void {
  for (const [at, part] of parts.entries()) if (at + 1 < parts.length) place.rename(parts[at + 1], part);
  Deno.copyFileSync(place.path("a.csv"), place.path(parts.at(-1)!));
  place.write("a.csv", "");
}

function test(name: string, work: (place: Place) => Promise<void>): void {
  testInPlace(`--fresh: ${name}`, work);
}

test("parts that were read before the log was copied and cut are read again, and no others", async (place) => {
  place.write("a.csv.9", HEADER + lines(1, 90));
  place.write("a.csv", HEADER + lines(101, 200));
  await place.brings(100, "a.csv");
  copyAndCut(place, "a.csv.1");
  place.write("a.csv", HEADER + lines(201, 203));
  await place.brings(103, "a.csv");
  copyAndCut(place, "a.csv.2", "a.csv.1");
  place.write("a.csv", HEADER + lines(301, 310));
  await place.brings(113, "a.csv");
  assert.deepEqual(await fresh(place, "a.csv"), { said: "", records: 113 });
  assert.deepEqual(await fresh(place, "a.csv"), { said: "", records: 113 });
});

test("a small archive from before the source stays left out", async (place) => {
  place.write("a.csv.1", HEADER + lines(1, 10));
  place.archive("a.csv.1");
  place.remove("a.csv.1");
  place.write("a.csv", HEADER + lines(101, 300));
  await place.brings(200, "a.csv");
  assert.deepEqual(await fresh(place, "a.csv"), { said: "", records: 200 });
});

test("what another text in the same file has replaced is dropped, with a word", async (place) => {
  place.write("a.csv", HEADER + lines(1, 100));
  await place.brings(100, "a.csv");
  place.write("a.csv", HEADER + lines(101, 130));
  const other = await fresh(place, "a.csv");
  assert.equal(other.records, 30);
  assert.match(
    other.said,
    /--fresh drops what was read of "[^"]*a\.csv" \(\d,\d{3} bytes\): not there any more/,
  );
  place.write("a.csv", HEADER + lines(101, 120));
  const cut = await fresh(place, "a.csv");
  assert.equal(cut.records, 20);
  assert.match(cut.said, /--fresh drops/);
});

test("a log that was copied, moved or put together holds what was read: nothing is dropped", async (place) => {
  place.write("a.csv", HEADER + lines(1, 100));
  await place.brings(100, "a.csv");
  place.write("b.csv", Deno.readFileSync(place.path("a.csv")));
  place.rename("b.csv", "a.csv");
  place.append("a.csv", lines(101, 110));
  assert.deepEqual(await fresh(place, "a.csv"), { said: "", records: 110 });
  copyAndCut(place, "a.csv.1");
  place.write("a.csv", HEADER + lines(111, 220));
  await place.brings(220, "a.csv");
  const [part, log] = ["a.csv.1", "a.csv"].map((name) => Deno.readTextFileSync(place.path(name)));
  place.write("all.csv", part + log);
  place.remove("a.csv.1");
  place.remove("a.csv");
  const { said, records } = await fresh(place, "all.csv");
  assert.doesNotMatch(said, /drops/);
  assert.equal(records, 220);
});

test("of lost parts each name is said once, with how many there were", async (place) => {
  for (let at = 0; at < 3; at++) {
    place.write("a.csv", HEADER + lines(at * 100 + 1, at * 100 + 90));
    if (at > 0) await place.run("a.csv");
    else await place.brings(90, "a.csv");
  }
  place.write("a.csv", HEADER + lines(401, 490));
  const { said, records } = await fresh(place, "a.csv");
  assert.equal(records, 90);
  assert.match(said, /read of "[^"]*a\.csv" \(3 files of that name, [\d,]+ bytes\): /);
});

test("of standard input it says how much less it was given than the runs before", async (place) => {
  const given = async (text: string, isFresh: boolean): Promise<string> => {
    const host = fakeHost({ now: 1_600_000_000, stdin: HEADER + text });
    const flags = { quiet: true, ...isFresh ? { fresh: true } as const : {} } as const;
    const values = { db: place.path("x.db"), source: "in" };
    assert.equal(await replay.run({ flags, values, lists: {}, positionals: ["-"] }, host), 0);
    return host.stderr.text;
  };
  const old = lines(1, 100), next = lines(101, 200);
  await given(old, false);
  await given(next, false);
  assert.match(
    await given(next, true),
    /^httplog: warning: --fresh drops what was read of standard input: earlier runs were given \d+,\d{3} bytes of it, and this one \d/,
  );
  assert.equal(await given(next, true), "");
  assert.equal(await given(old + next, true), "");
  assert.match(await given(next, true), /--fresh drops what was read of standard input/);
});
