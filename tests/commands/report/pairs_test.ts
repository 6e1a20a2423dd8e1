// Role: what goes with what in the file of `report` is what `query goes-with` says, also where buckets were cut, and where a part of the
// log was read without a rule file.

import assert from "node:assert/strict";
import fc from "fast-check";
import { recordedClient } from "../../../src/page/data/recorded.ts";
import { httplog, replayed } from "../../reports/replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200;
const RULES = new URL("../../../sample_data/rules.toml", import.meta.url).pathname;

const HITS = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: 3600 }),
    host: fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3"),
    section: fc.constantFrom("/a", "/b", "/c"),
    status: fc.constantFrom(200, 404, 500, 503),
  }),
  { minLength: 1, maxLength: 60 },
);

const TOP = fc.constantFrom(1, 2, 100);
/** The part of the lines that is read before there is a rule file. */
const UNRULED = fc.constantFrom(0, 0.5);

/** Ten errors. */
const FAILED = Array.from(
  { length: 10 },
  (_, place) => ({ second: place * 300, host: "10.0.0.1", section: "/a", status: place < 8 ? 503 : 404 }),
);

Deno.test("a report says of every value what query says that it goes with, over all and over a part", () =>
  fc.assert(
    fc.asyncProperty(HITS, TOP, UNRULED, async (found, top, unruled) => {
      const hits = found.toSorted((one, other) => one.second - other.second);
      const lines = hits.map(({ second, host, section, status }) =>
        `"${host}","-","-",${START + second},"GET ${section}/x HTTP/1.0",${status},100\n`
      );
      const first = Math.floor(lines.length * unruled), options = ["--top", String(top)];
      await using log = await replayed(lines.slice(0, first).join(""), options);
      await log.append(lines.slice(first).join(""), ["--rules", RULES, ...options]);
      const recording = JSON.parse(await httplog("report", "--db", log.database, "-f", "json"));
      const client = recordedClient(recording), { whole, dimensions } = await client.known();
      const middle = Math.round((whole!.since + whole!.until) / 2 / recording.grains.coarse) *
        recording.grains.coarse;
      const spans = [whole!, {
        since: whole!.since,
        until: Math.max(middle, whole!.since + recording.grains.coarse),
      }];
      for (const [place, span] of spans.entries()) {
        const range = place === 0 ? [] : ["--until", new Date(span.until * 1000).toISOString()];
        for (
          const dimension of dimensions.filter(({ name }) => ["section", "host", "status"].includes(name))
        ) {
          const values = new Set(
            hits.map((hit) => String(hit[dimension.name as "section" | "host" | "status"])),
          );
          for (const value of values) {
            const words = ["goes-with", `--${dimension.name}`, value, "-n", "0", "-f", "json", ...range];
            const asked = JSON.parse(await httplog("query", ...words, "--db", log.database));
            const { rows } = await client.goesWith({ source: null, span }, dimension, value);
            // In a part of a range that was cut, or has no pairs, the file may not know how many more there may be.
            const isKnown = place === 0 || top === 100 && first === 0;
            const shown = rows.map((row, at) => [
              ...[row.with, row.withValue, row.hits, row.share],
              isKnown ? row.atMost : row.atMost ?? asked[at]?.at_most,
            ]);
            const expected = asked.map((row: Record<string, unknown>) => [
              ...[row.with, row.with_value, row.hits, row.share, row.at_most],
            ]);
            assert.deepEqual(shown, expected, `${dimension.name} ${value}`);
          }
        }
      }
    }),
    { numRuns: 12, examples: [[FAILED, 100, 0.5]] },
  ));

Deno.test("a report has the shares of query also where it does not name all pairs", async () => {
  // Each host has two errors with one status and one with another.
  const lines = Array.from({ length: 900 }, (_, place) => {
    const host = place % 300, status = place < 600 ? 503 : 404;
    return `"10.0.${host >> 8}.${host & 255}","-","-",${START + place},"GET /a/x HTTP/1.0",${status},100\n`;
  });
  await using log = await replayed(lines.join(""), ["--rules", RULES]);
  const recording = JSON.parse(await httplog("report", "--db", log.database, "-f", "json"));
  const client = recordedClient(recording), { whole, dimensions } = await client.known();
  for (const [name, value] of [["host", "10.0.0.0"], ["status", "503"]]) {
    const words = ["goes-with", `--${name}`, value, "-n", "100", "-f", "json", "--db", log.database];
    const asked: Record<string, unknown>[] = JSON.parse(await httplog("query", ...words));
    const dimension = dimensions.find((one) => one.name === name)!;
    const { rows, notes } = await client.goesWith({ source: null, span: whole! }, dimension, value);
    assert.ok(notes.includes(
      "This file names the 400 pairs of host and status with most hits: others are not shown.",
    ));
    const shown = rows.map((row) => [row.withValue, row.hits, row.atMost, row.share]);
    assert.deepEqual(shown, asked.map((row) => [row.with_value, row.hits, row.at_most, row.share]));
  }
});
