// Role: an older log that is read after a newer one of its source moves what the source is said to begin with.

import assert from "node:assert/strict";
import { recordedClient } from "../../src/page/data/recorded.ts";
import { httplog, replayed } from "./replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200, HOUR = 3600;

/** A record a minute from an hour on, for so many hours. */
function log(hour: number, hours: number): string {
  return Array.from(
    { length: hours * 60 },
    (_, minute) => `"10.0.0.1","-","-",${START + hour * HOUR + minute * 60 + 7},"GET /a HTTP/1.0",200,100\n`,
  ).join("");
}

Deno.test("reports, the page and compare begin with late records of an older log, to the bucket", async () => {
  await using stored = await replayed(log(10, 4));
  const asJson = async (...words: string[]): Promise<Record<string, unknown>[]> =>
    JSON.parse(await httplog("query", ...words, "-f", "json", "--db", stored.database));
  const firstOf = async (): Promise<unknown> => (await asJson("sources"))[0].first_iso;
  assert.equal(await firstOf(), "2019-02-08T07:00:07Z");
  const older = `${stored.database}.older.csv`;
  await Deno.writeTextFile(
    older,
    `"remotehost","rfc931","authuser","date","request","status","bytes"\n${log(0, 4)}`,
  );
  await httplog("replay", older, "--source", "log", "--db", stored.database, "-q");
  assert.equal(await firstOf(), "2019-02-07T21:00:00Z");
  const client = recordedClient(JSON.parse(await httplog("report", "--db", stored.database, "-f", "json")));
  const { whole } = await client.known();
  assert.equal(whole!.since, START);
  const { traffic } = await client.traffic({ source: null, span: whole! });
  assert.equal(traffic.hits.reduce((sum, hits) => sum + hits, 0), 480);
  const notes = await httplog(
    ...[
      "query",
      "compare",
      "--since",
      "2019-02-08T07:00:00Z",
      "--with",
      "2019-02-07T21:00:00Z/2019-02-08T01:00:00Z",
    ],
    ...["--db", stored.database],
  );
  assert.doesNotMatch(notes, /rates are too low/);
  await httplog("prune", "--older-than", "8h", "--db", stored.database);
  const gone = await httplog(
    "query",
    "availability",
    "--until",
    "2019-02-08T00:00:00Z",
    "--db",
    stored.database,
  );
  assert.match(gone, /240 hits .*were pruned/);
});

Deno.test("a few records of a clock that was wrong are not what a source begins with, also once they are rolled up", async () => {
  const stray = `"10.0.0.1","-","-",5,"GET /a HTTP/1.0",200,100\n`;
  await using stored = await replayed(log(0, 4) + stray.repeat(3) + log(4, 40));
  const firstOf = async (): Promise<unknown> =>
    JSON.parse(await httplog("query", "sources", "-f", "json", "--db", stored.database))[0].first_iso;
  assert.equal(await firstOf(), "2019-02-07T21:00:07Z");
  const { whole } = await recordedClient(
    JSON.parse(await httplog("report", "--db", stored.database, "-f", "json")),
  ).known();
  assert.equal(whole!.since, START);
  await httplog("prune", "--older-than", "1d", "--rollup", "1h", "--db", stored.database);
  assert.equal(await firstOf(), "2019-02-07T21:00:07Z");
});
