// Role: a log that was cut at its beginning, or edited, between two runs: it is read anew, and the run says that records may count
// twice. One that was truncated by its rotation is not taken for one.

import assert from "node:assert/strict";
import { HEADER, lines, SOURCE, testInPlace } from "./place.ts";

const TWICE =
  /begins with times that were read: if it is the same log, cut at its beginning or edited, what was read/;

const CHANGED: Readonly<Record<string, string>> = {
  "cut at its beginning": HEADER + lines(200, 420),
  edited: HEADER + lines(1, 420, "10.0.0.9"),
};

for (const [what, text] of Object.entries(CHANGED)) {
  testInPlace(
    `a log that was ${what} is read anew, with a word that records may count twice`,
    async (place) => {
      place.write("a.csv", HEADER + lines(1, 400));
      assert.equal((await place.speak(["a.csv"])).code, 0);
      place.write("b.csv", text);
      place.rename("b.csv", "a.csv");
      const { code, said } = await place.speak(["a.csv"], SOURCE, true);
      assert.equal(code, 65);
      assert.match(said, TWICE);
      assert.match(said, /"httplog undo last" takes that back, --fresh counts what is there/);
    },
  );
}

testInPlace("a log that was truncated and has grown again does not count twice", async (place) => {
  place.write("a.csv", HEADER + lines(1, 400));
  assert.equal((await place.speak(["a.csv"])).code, 0);
  place.write("a.csv", HEADER + lines(410, 900));
  const { code, said, records } = await place.speak(["a.csv"], SOURCE, true);
  assert.deepEqual({ code, records }, { code: 65, records: { [SOURCE]: 400 + 491 } });
  assert.match(said, /can no longer be found/);
  assert.doesNotMatch(said, TWICE);
});
