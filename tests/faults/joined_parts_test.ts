// Role: rotated parts that are put together again, as after a rotation that was not meant: what was read of them counts once, what
// is new in them is read.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { HEADER, lines, type Place, testInPlace } from "./place.ts";

/** A log that was read as two rotated parts and a live one: of 300, `middle` and 50 lines. */
async function rotatedTwice(place: Place, middle: number): Promise<void> {
  place.write("a.csv", HEADER + lines(1, 300));
  await place.brings(300, "a.csv");
  place.rename("a.csv", "a.csv.1");
  place.write("a.csv", HEADER + lines(301, 300 + middle));
  await place.brings(300 + middle, "a.csv");
  place.rename("a.csv.1", "a.csv.2");
  place.rename("a.csv", "a.csv.1");
  place.write("a.csv", HEADER + lines(301 + middle, 350 + middle));
  await place.brings(350 + middle, "a.csv");
}

/** Puts files together into the last one, as `cat` and `mv` do; the others go. */
function join(place: Place, ...names: string[]): void {
  const bytes = names.flatMap((name) => [...Deno.readFileSync(place.path(name))]);
  place.write("joined", new Uint8Array(bytes));
  for (const name of names) place.remove(name);
  place.rename("joined", names.at(-1)!);
}

for (const middle of [1, 12, 1000]) {
  testInPlace(
    `two rotated parts, the second of ${middle} lines, that are put together are not read again`,
    async (place) => {
      await rotatedTwice(place, middle);
      join(place, "a.csv.2", "a.csv.1");
      place.append("a.csv", lines(351 + middle, 400 + middle));
      for (let run = 0; run < 2; run++) await place.brings(400 + middle, "a.csv");
      place.rename("a.csv.1", "a.csv.2");
      place.rename("a.csv", "a.csv.1");
      place.write("a.csv", HEADER + lines(401 + middle, 410 + middle));
      for (let run = 0; run < 2; run++) await place.brings(410 + middle, "a.csv");
    },
  );

  testInPlace(
    `a rotated part, of ${middle} lines, that is put in front of its log again is not read again`,
    async (place) => {
      await rotatedTwice(place, middle);
      join(place, "a.csv.1", "a.csv");
      place.append("a.csv", lines(351 + middle, 400 + middle));
      await place.brings(400 + middle, "a.csv");
      place.append("a.csv", lines(401 + middle, 410 + middle));
      for (let run = 0; run < 2; run++) await place.brings(410 + middle, "a.csv");
      place.rename("a.csv", "a.csv.1");
      place.write("a.csv", HEADER + lines(411 + middle, 420 + middle));
      for (let run = 0; run < 2; run++) await place.brings(420 + middle, "a.csv");
    },
  );
}

testInPlace(
  "all parts of a log that are put together, also compressed, are not read again",
  async (place) => {
    await rotatedTwice(place, 100);
    join(place, "a.csv.2", "a.csv.1", "a.csv");
    place.append("a.csv", lines(451, 460));
    for (let run = 0; run < 2; run++) await place.brings(460, "a.csv");
    place.rename("a.csv", "a.csv.1");
    const packed = gzipSync(Deno.readFileSync(place.path("a.csv.1")));
    place.write("a.csv.1.gz", packed);
    place.remove("a.csv.1");
    place.write("a.csv", HEADER + lines(461, 470));
    for (let run = 0; run < 2; run++) await place.brings(470, "a.csv");
    place.remove("a.csv.1.gz");
    await place.brings(470, "a.csv");
  },
);

testInPlace(
  "what is lost behind parts that were put together is a gap, and what follows them otherwise is read",
  async (place) => {
    await rotatedTwice(place, 100);
    join(place, "a.csv.2", "a.csv.1");
    await place.brings(450, "a.csv");
    place.remove("a.csv");
    place.write("a.csv", HEADER + lines(500, 509));
    const { code, records, gaps } = await place.run("a.csv");
    assert.deepEqual([code, records, gaps], [65, 460, 1]);
  },
);
