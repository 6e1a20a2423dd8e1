// Role: runs that come while a new file has nothing but its header, or what a server writes when it opens it: that tells no files apart.

import assert from "node:assert/strict";
import { HEADER, lines, testInPlace } from "./place.ts";

const START = 1_600_000_000;

const isoTime = (second: number): string => new Date((START + second) * 1000).toISOString().slice(0, 19);

/** Records of the seconds from … to, as lines of a format. */
type Lines = (from: number, to: number) => string;

const each = (line: (second: number) => string): Lines => (from, to) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${line(from + i)}\n`).join("");

const W3C_FIELDS =
  "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes\n#Version: 2.0\n#Software: Tomcat\n";
const w3c = each((second) => `${isoTime(second).replace("T", " ")} 10.0.0.1 GET /a/${second} 200 5`);
const json = each((second) =>
  JSON.stringify({
    time: START + second,
    client: "10.0.0.1",
    request: `GET /a/${second} HTTP/1.1`,
    status: 200,
    bytes: 5,
  })
);

/** What a server writes when it opens a log, which is a reject. */
const BANNER = '{"level":"info","msg":"starting"}\n';

type Format = readonly [name: string, header: string, lines: Lines];

const HEADERS: readonly Format[] = [["CSV", HEADER, lines], ["W3C", W3C_FIELDS, w3c]];
const BANNERS: readonly Format[] = [["JSON behind a message of the server", BANNER, json]];

for (const [name, header, lines] of [...HEADERS, ...BANNERS]) {
  const rejects = Number(header === BANNER);
  for (const kind of ["renamed", "copied and cut", "compressed"] as const) {
    testInPlace(
      `a log is read to its end whose next file has a header alone: ${name}, ${kind}`,
      async (place) => {
        const log = "access.log", end = kind === "compressed" ? ".gz" : "";
        place.write(log, header + lines(1, 10));
        await place.run(log);
        for (let day = 1; day <= 3; day++) {
          for (let age = day - 1; age > 0; age--) {
            place.rename(`${log}.${age}${end}`, `${log}.${age + 1}${end}`);
          }
          if (kind === "copied and cut") {
            place.write(`${log}.1`, Deno.readFileSync(place.path(log)));
          } else place.rename(log, `${log}.1`);
          if (kind === "compressed") place.archive(`${log}.1`);
          if (kind === "compressed") place.remove(`${log}.1`);
          place.write(log, header);
          // Of the last day a run found the header alone.
          assert.equal((await place.run(log)).records, day * 10 + (day + 1) * rejects);
          place.append(log, lines(day * 100, day * 100 + 9));
        }
        assert.equal((await place.run(log)).records, 40 + 4 * rejects);
        assert.deepEqual(await place.run(log), { code: 0, said: "", records: 40 + 4 * rejects, gaps: 0 });
      },
    );
  }
}

for (const [name, header, lines] of [...HEADERS, ...BANNERS]) {
  const rejects = Number(header === BANNER);

  testInPlace(
    `a log that was first read when it had a header alone, and a copy that goes on, count once: ${name}`,
    async (place) => {
      place.write("access.log", header + lines(1, 10));
      await place.run("access.log");
      place.rename("access.log", "access.log.1");
      place.write("access.log", header);
      await place.run("access.log");
      place.append("access.log", lines(101, 110));
      place.write("b.log", Deno.readFileSync(place.path("access.log")));
      place.append("b.log", lines(111, 120));
      const { said, records } = await place.run("access.log", "b.log");
      assert.equal(records, 30 + 2 * rejects);
      assert.match(said, /access\.log" holds nothing that "[^"]*b\.log" does not: it is a copy/);
    },
  );

  testInPlace(
    `two logs with the same header, both of which are rotated, are no copies: ${name}`,
    async (place) => {
      const logs = ["a.log", "b.log"];
      for (const [at, log] of logs.entries()) place.write(log, header + lines(at * 20 + 1, at * 20 + 10));
      await place.run(...logs);
      for (let day = 1; day <= 3; day++) {
        for (const log of logs) {
          for (let age = day - 1; age > 0; age--) place.rename(`${log}.${age}`, `${log}.${age + 1}`);
          place.rename(log, `${log}.1`);
          place.write(log, header);
        }
        const { said, records } = await place.run(...logs);
        assert.deepEqual([said, records], ["", 20 * day + 2 * (day + 1) * rejects]);
        for (const [at, log] of logs.entries()) {
          place.append(log, lines(day * 100 + at * 20, day * 100 + at * 20 + 9));
        }
      }
      assert.equal((await place.run(...logs)).records, 80 + 8 * rejects);
    },
  );
}

for (const [name, header, lines] of HEADERS) {
  testInPlace(
    `a log that was first read when it had a header alone, and its copy, count once: ${name}`,
    async (place) => {
      place.write("access.log", header);
      await place.run("access.log");
      place.append("access.log", lines(1, 10));
      place.write("access.log.1", Deno.readFileSync(place.path("access.log")));
      assert.equal((await place.run("access.log")).records, 10);
      place.append("access.log", lines(11, 20));
      assert.equal((await place.run("access.log")).records, 20);
    },
  );

  testInPlace(`two logs of which only one has more than a header are no copies: ${name}`, async (place) => {
    for (const log of ["a.log", "b.log"]) place.write(log, header);
    await place.run("a.log", "b.log");
    place.append("b.log", lines(1, 10));
    const { said, records } = await place.run("a.log", "b.log");
    assert.deepEqual([said, records], ["", 10]);
    place.append("a.log", lines(11, 20));
    assert.equal((await place.run("a.log", "b.log")).records, 20);
  });
}
