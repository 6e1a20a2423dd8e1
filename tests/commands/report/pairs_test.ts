// Role: what goes with what in the file of `report` is what `query goes-with` says, also where buckets were cut.

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

Deno.test("a report says of every value what query says that it goes with, over all and over a part", () =>
  fc.assert(
    fc.asyncProperty(HITS, fc.constantFrom(1, 2, 100), async (found, top) => {
      const hits = found.toSorted((one, other) => one.second - other.second);
      const lines = hits.map(({ second, host, section, status }) =>
        `"${host}","-","-",${START + second},"GET ${section}/x HTTP/1.0",${status},100\n`
      );
      await using log = await replayed(lines.join(""), ["--rules", RULES, "--top", String(top)]);
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
            // In a part of a range that was cut the file does not know how many more there may be.
            const isKnown = place === 0 || top === 100;
            const shown = rows.map((row) => [
              ...[row.with, row.withValue, row.hits, row.share, isKnown ? row.atMost : null],
            ]);
            const expected = asked.map((row: Record<string, unknown>) => [
              ...[row.with, row.with_value, row.hits, row.share, isKnown ? row.at_most : null],
            ]);
            assert.deepEqual(shown, expected, `${dimension.name} ${value}`);
          }
        }
      }
    }),
    { numRuns: 8 },
  ));
