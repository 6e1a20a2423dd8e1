// A last record that is far ahead of the others, which is the last one of its source for a while: what says so.

import assert from "node:assert/strict";
import { answerRequest } from "../../src/api/answer_request.ts";
import { RESOURCES } from "../../src/api/mod.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../process.ts";
import { httplog, replayed } from "./replayed.ts";

const START = Date.parse("2019-02-07T21:00:00Z") / 1000;
const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';

function line(seconds: number, section = "a"): string {
  return `"10.0.0.1","-","-",${START + seconds},"GET /${section} HTTP/1.1",200,1\n`;
}

/** The notes of a resource of the API. */
function notesOf(database: string, path: string): readonly string[] {
  using reader = sqlite.read(database);
  const { body } = answerRequest({ path, parameters: new URLSearchParams(), now: 0 }, RESOURCES, reader);
  return (body as unknown as { notes: readonly string[] }).notes;
}

const NOTE =
  'The last time of source "log", 2019-02-07T23:00:00Z, is of a record more than --max-jump ahead: ' +
  "time has come to 2019-02-07T21:01:40Z.";

Deno.test("sources: a last record that is too far ahead is named, until lines follow it", async () => {
  await using log = await replayed(line(0) + line(100) + line(7200));
  assert.match(await httplog("query", "sources", "--db", log.database), /23:00:00Z/);
  assert.ok((await httplog("query", "sources", "--db", log.database)).includes(NOTE));
  assert.ok((await httplog("query", "sources", "--source", "log", "--db", log.database)).includes(NOTE));
  assert.deepEqual(notesOf(log.database, "sources"), [NOTE]);
  assert.deepEqual(notesOf(log.database, "latest"), [NOTE]);
  await log.append(line(7260));
  assert.doesNotMatch(await httplog("query", "sources", "--db", log.database), /ahead/);
  assert.deepEqual(notesOf(log.database, "latest"), []);
});

Deno.test("a log that is ahead of another of its source, as one that is behind lets it be, is not too far ahead", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/log.db`, files = [`${directory}/a.csv`, `${directory}/b.csv`];
    for (const [file, until, section] of [[files[0], 600, "a"], [files[1], 900, "b"]] as const) {
      await Deno.writeTextFile(
        file,
        HEADER + Array.from({ length: until }, (_, at) => line(at, section)).join(""),
      );
    }
    await httplog("replay", ...files, "--source", "log", "--quiet", "--db", database);
    const [sources, ...ranged] = [
      await httplog("query", "sources", "--db", database),
      await httplog("query", "buckets", "--since", "20m", "--db", database),
      await httplog("query", "buckets", "--since", "2019-02-07T21:12", "--db", database),
    ];
    assert.doesNotMatch(sources, /ahead/);
    const note =
      "The last record is of 2019-02-07T21:14:59Z; a span back is from 2019-02-07T21:09:59Z, since another log is behind.";
    for (const text of ranged) {
      assert.ok(text.includes(note), text);
      assert.doesNotMatch(text, /ahead|nothing can be shown/);
    }
  }));

Deno.test("a log that is ahead by no more than another may hold it back is not too far ahead, whatever --max-jump is", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/log.db`, files = [`${directory}/a.csv`, `${directory}/b.csv`];
    for (const [file, until, section] of [[files[0], 300, "a"], [files[1], 700, "b"]] as const) {
      const lines = Array.from({ length: until / 5 }, (_, place) => line(5 * place, section));
      await Deno.writeTextFile(file, HEADER + lines.join(""));
    }
    await httplog("replay", ...files, "--db", database, "--source", "log", "-q", "--max-jump", "60");
    assert.doesNotMatch(await httplog("query", "sources", "--db", database), /ahead/);
    assert.match(
      await httplog("query", "statuses", "--since", "1m", "--db", database),
      /another log is behind/,
    );
  }));
