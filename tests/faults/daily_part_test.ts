// Role: a part of a log that is named by itself, as by a cron job that reads `access.log.1` after each rotation: what was
// read is found again under the next number, and what lies there beside it stays unread.

import assert from "node:assert/strict";
import { HEADER, lines, testInPlace } from "./place.ts";

for (const packs of [false, true]) {
  testInPlace(
    `a.csv.1 named day by day is no gap, ${packs ? "compressed" : "renamed"} since`,
    async (place) => {
      place.write("a.csv.3", HEADER + lines(1, 10));
      place.write("a.csv.2", HEADER + lines(11, 20));
      for (let day = 1; day <= 4; day++) {
        const from = day * 100;
        place.write("a.csv.1", HEADER + lines(from, from + 89));
        // Also where it runs twice.
        for (let run = 0; run < 2; run++) await place.brings(day * 90, "a.csv.1");
        place.rename("a.csv.1", "a.csv.2");
        if (!packs) continue;
        place.archive("a.csv.2");
        place.remove("a.csv.2");
      }
    },
  );
}

testInPlace("what a.csv.1 got after it was read is read under the next number", async (place) => {
  place.write("a.csv.1", HEADER + lines(1, 90));
  await place.brings(90, "a.csv.1");
  place.append("a.csv.1", lines(91, 95));
  place.rename("a.csv.1", "a.csv.2");
  place.write("a.csv.1", HEADER + lines(101, 190));
  await place.brings(185, "a.csv.1");
  place.archive("a.csv.2");
  place.rename("a.csv.2.gz", "a.csv.3.gz");
  place.rename("a.csv.1", "a.csv.2");
  place.write("a.csv.1", HEADER + lines(201, 290));
  await place.brings(275, "a.csv.1");
});

testInPlace("a day between that was not read is a gap", async (place) => {
  for (const day of [1, 3]) {
    place.write("a.csv.1", HEADER + lines(day * 100, day * 100 + 89));
    if (day === 1) await place.brings(90, "a.csv.1");
    else {
      place.write("a.csv.2", HEADER + lines(200, 289));
      const { code, records, gaps } = await place.run("a.csv.1");
      assert.deepEqual({ code, records, gaps }, { code: 65, records: 180, gaps: 1 });
    }
    place.rename("a.csv.1", "a.csv.3");
  }
});

testInPlace("parts of a.csv that are named by themselves do not take each other's", async (place) => {
  place.write("a.csv.2", HEADER + lines(1, 90));
  place.write("a.csv.1", HEADER + lines(101, 190));
  await place.brings(180, "a.csv.1", "a.csv.2");
  place.rename("a.csv.2", "a.csv.3");
  place.rename("a.csv.1", "a.csv.2");
  place.write("a.csv.1", HEADER + lines(201, 290));
  await place.brings(270, "a.csv.1", "a.csv.2");
  place.append("a.csv.1", lines(291, 299));
  await place.brings(279, "a.csv.1");
});
