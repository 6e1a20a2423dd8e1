// An hour that turns final keeps the same values however many of them were stored before, and in how many commits.

import assert from "node:assert/strict";
import fc from "fast-check";
import { keptOfHour } from "../../../../src/domain/buckets/keep_of_hour.ts";
import type { HourRows, ValueRow } from "../../../../src/domain/buckets/rows.ts";
import { HOUR } from "../../../../src/domain/counting/hours.ts";
import { byDimension, DIMENSIONS } from "../../../../src/domain/dimensions/dimensions.ts";
import { OTHER } from "../../../../src/domain/dimensions/dimension.ts";
import type { SqliteConnection } from "../../../../src/stores/sqlite/connection.ts";
import { openForWriting } from "../../../../src/stores/sqlite/file/open.ts";
import { HourWriter } from "../../../../src/stores/sqlite/write/hours.ts";
import { NameIds } from "../../../../src/stores/sqlite/write/name_ids.ts";
import { inTemporaryDirectory } from "../../../process.ts";

const START = 1549573200, KEEP = Number(DIMENSIONS.find(({ name }) => name === "path")!.keep);
/** Order by code points is neither that of UTF-16 nor that of any language. */
const LETTERS = ["a", "B", "é", "\u{ffee}", "\u{1f600}"];

/** What paths gain, in several commits of the same hour: about as many values as are kept, or more, with few different counts. */
const GAINS = fc.record({
  seed: fc.nat(1000),
  values: fc.nat(300).map((more) => KEEP - 100 + more),
  commits: fc.integer({ min: 2, max: 3 }),
  bytes: fc.constantFrom(10, Number.MAX_SAFE_INTEGER - 5),
}).map(({ seed, values, commits, bytes }) =>
  Array.from({ length: commits }, (_, commit) =>
    Array.from({ length: values }, (_, place): ValueRow => {
      const hits = 1 + (place * 7 + seed + commit * 3) % 4;
      const value = place === 3 && seed % 2 === 0
        ? OTHER
        : `/${LETTERS[(place + seed) % LETTERS.length]}/${place}`;
      return { value, hits, bytes, failures: hits % 2 };
    }).filter((_, place) => (place + commit + seed) % 5 > 0))
);

function sourceOf(connection: SqliteConnection): void {
  connection.run(`INSERT INTO source
    (id, sequence, settled, bucket_size, lateness, top, read, accepted, rejected, late, format, name)
    VALUES (1, 0, 0, 10, 30, 100, 0, 0, 0, 0, 'common', 'web')`);
}

function hourOf(path: readonly ValueRow[]): HourRows {
  return { start: START, values: { ...byDimension((): ValueRow[] => []), path } };
}

function summed(rows: readonly ValueRow[]): ValueRow[] {
  const sums = new Map<string, ValueRow>();
  for (const { value, hits, bytes, failures } of rows) {
    const before = sums.get(value);
    sums.set(value, {
      value,
      hits: hits + (before?.hits ?? 0),
      bytes: Math.min(bytes + (before?.bytes ?? 0), Number.MAX_SAFE_INTEGER),
      failures: failures + (before?.failures ?? 0),
    });
  }
  return [...sums.values()];
}

/** Sorted; `(other)`, which may stand there twice, once. */
function byValue(rows: readonly ValueRow[]): ValueRow[] {
  const others = rows.filter(({ value }) => value === OTHER);
  return [...rows.filter(({ value }) => value !== OTHER), ...others.length > 1 ? summed(others) : others]
    .sort((a, b) => a.value < b.value ? -1 : 1);
}

Deno.test("hours: of what several commits stored, the values with most hits are kept when the hour turns final", async () => {
  await inTemporaryDirectory((directory) => {
    fc.assert(
      fc.property(GAINS, (commits) => {
        using connection = openForWriting(`${directory}/${crypto.randomUUID()}.db`);
        sourceOf(connection);
        const writer = new HourWriter(connection, new NameIds(connection));
        for (const [commit, gains] of commits.entries()) {
          const watermark = START + (commit < commits.length - 1 ? 60 : HOUR + 60);
          connection.transaction(() => {
            writer.write(1, { hours: [hourOf(gains)], overdue: [], watermark }, 10);
            connection.run("UPDATE source SET watermark = ?", watermark);
          });
        }
        const rows = connection.all(
          "SELECT (SELECT value FROM name WHERE id = name_id) AS value, hits, bytes, failures FROM path_hour",
        );
        const stored = rows.map((row) => ({ ...row }) as unknown as ValueRow);
        assert.deepEqual(byValue(stored), byValue(keptOfHour(summed(commits.flat()), KEEP)));
      }),
      { numRuns: 12 },
    );
    return Promise.resolve();
  });
});
