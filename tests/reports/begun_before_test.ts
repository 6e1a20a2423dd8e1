// Role: reports of a database that an earlier version began, which did not count what they tell: they say since when it is counted.

import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { inTemporaryDirectory, PROJECT } from "../process.ts";
import { httplog } from "./replayed.ts";

/** One record of a source of its own: only a replay brings a database up to date. */
const LOG = `remotehost,rfc931,authuser,date,request,status,bytes
10.0.0.1,-,-,1549580000,GET /a HTTP/1.1,200,1
`;

const SINCE = "counted since 2019-02-07T22:00:00Z: earlier versions did not.";

/** By the words of the report what its note begins with; null where there is nothing to say. */
const NOTES: Readonly<Record<string, string | null>> = {
  ...{ sections: null, hosts: null, statuses: null, methods: "methods are", urls: "paths are" },
  ...{ routes: "routes are", referrers: "referrer sites are", "referrers --full": "referrers are" },
  ...{ agents: "agents are", browsers: "agents are", systems: "agents are", bots: "agents are" },
  ...{ protocols: "protocols are", vhosts: "vhosts are", visitors: "visitors are" },
  ...{ latency: "durations are", durations: "durations are" },
};

Deno.test("a database that began before a dimension was counted: its reports say since when, and blame no format of a log", () =>
  inTemporaryDirectory(async (directory) => {
    const [database, log] = [`${directory}/old.db`, `${directory}/new.csv`];
    const fixture = Deno.readFileSync(`${PROJECT}tests/stores/fixtures/schema_5.db.gz`);
    Deno.writeFileSync(database, gunzipSync(fixture));
    Deno.writeTextFileSync(log, LOG);
    await httplog("replay", log, "--db", database, "--source", "new", "--quiet");
    for (const [words, begin] of Object.entries(NOTES)) {
      const told = await httplog("query", ...words.split(" "), "--source", "burst", "--db", database);
      const note = begin && `Of source "burst" ${begin} ${SINCE}`;
      if (note === null) assert.ok(!told.includes("since"), told);
      else assert.ok(told.split("\n").includes(note), `${words}: ${told}`);
      assert.ok(!told.includes("lacks the field"), `${words}: ${told}`);
      const alone = await httplog("query", ...words.split(" "), "--source", "new", "--db", database);
      assert.ok(!alone.includes("earlier versions"), alone);
    }
    // What a source does not keep is missing, whatever the version.
    const pairs = await httplog("query", "not-found", "--source", "burst", "--db", database);
    assert.match(pairs, /Missing is source "burst"/);
    assert.ok(!pairs.includes("earlier versions"), pairs);
  }));
