// Role: the file of `report` counts every hit of its span, also those of a step that begins before the first record.

import assert from "node:assert/strict";
import fc from "fast-check";
import { recordedClient } from "../../../src/page/data/recorded.ts";
import { httplog, replayed } from "../../reports/replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200;

Deno.test("whatever its log begins with, a report counts all hits and durations, and each once in two parts of its span", () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 7200 }),
      fc.integer({ min: 60, max: 100_000 }),
      fc.integer({ min: 2, max: 300 }),
      async (first, length, count) => {
        const times = Array.from(
          { length: count },
          (_, at) => START + first + Math.floor(length * at / (count - 1)),
        );
        const log = times.map((time) =>
          JSON.stringify({ time, host: "10.0.0.1", path: "/a", status: 200, duration: 0.1 })
        );
        const format = "json:host=host,time=time,target=path,status=status,duration=duration";
        await using stored = await replayed(`${log.join("\n")}\n`, ["--log-format", format]);
        const client = recordedClient(
          JSON.parse(await httplog("report", "--db", stored.database, "-f", "json")),
        );
        const { whole, grain } = await client.known();
        const hitsIn = async (since: number, until: number): Promise<number> => {
          const { traffic } = await client.traffic({ source: null, span: { since, until } });
          return traffic.hits.reduce((sum, hits) => sum + hits, 0);
        };
        const { since, until } = whole!, middle = Math.round((since + until) / 2 / grain!) * grain!;
        assert.equal(await hitsIn(since, until), count);
        assert.equal(await hitsIn(since, middle) + await hitsIn(middle, until), count);
        const latency = await client.latency({ source: null, span: whole! });
        const place = latency!.table.columns.indexOf("hits");
        assert.equal(latency!.table.rows.reduce((sum, row) => sum + Number(row[place]), 0), count);
        assert.equal(latency!.starts.length, latency!.table.rows.length);
      },
    ),
    { numRuns: 12 },
  ));

Deno.test("hits a second of a range that divides buckets are of the seconds of those that count", async () => {
  const lines = Array.from(
    { length: 7240 },
    (_, at) => `"h","-","-",${START + at},"GET /api HTTP/1.1",200,1\n`,
  );
  for (const size of ["10", "60"]) {
    await using stored = await replayed(lines.join(""), ["--bucket-size", size]);
    const range = [
      "--since",
      new Date((START + 3605) * 1000).toISOString(),
      "--until",
      new Date((START + 6607) * 1000).toISOString(),
    ];
    const words = ["report", "--db", stored.database, ...range];
    assert.match(await httplog(...words, "-f", "markdown"), /hits, 1\.00 a second/);
    const { span, parts } = JSON.parse(await httplog(...words, "-f", "json"));
    const hits = parts[""].traffic.hits.reduce((sum: number, some: number) => sum + some, 0);
    assert.equal(hits, span.until - span.since);
  }
});
