// Role: what an attacker writes into agents and referrers, up to the length of a line: it is cut, and nothing of it reaches a terminal or a page as it is.

import assert from "node:assert/strict";
import { RENDERERS } from "../../src/render/mod.ts";
import { httplog } from "./replayed.ts";

const SCRIPT = "http://evil.example/<script>alert(1)</script>";
const ESCAPES = "http://evil.example/\\x1b]0;owned\\x07\\x1b[2J";
const AGENTS = ["A".repeat(60_000), "bot \\x1b[31mred", "\\xe2\\x80\\xaetxt.exe", "|a|b| `x`", "=1+1"];
const LINES = AGENTS.map((agent, at) =>
  `192.0.2.1 - - [17/May/2015:10:05:0${at} +0000] "GET / HTTP/1.1" 200 1 "${
    at % 2 === 0 ? SCRIPT : ESCAPES
  }" "${agent}"\n`
).join("");

Deno.test("hostile agents and referrers are cut and escaped in every format", async () => {
  const directory = await Deno.makeTempDir({ prefix: "httplog-" });
  try {
    const log = `${directory}/access.log`, db = ["--db", `${directory}/x.db`];
    await Deno.writeTextFile(log, LINES);
    await httplog(
      "replay",
      log,
      ...db,
      "--quiet",
      "--dimensions",
      "status,agent,referrer,referrer_site,path",
    );
    const hits = await httplog("query", "agents", ...db, "--format", "json");
    assert.equal(JSON.parse(hits).length, AGENTS.length);
    for (const report of ["agents", "referrers", "referrers --full", "browsers", "bots", "systems"]) {
      for (const { name } of RENDERERS) {
        const text = await httplog("query", ...report.split(" "), ...db, "--format", name);
        // deno-lint-ignore no-control-regex -- control characters are what is looked for
        assert.doesNotMatch(text, /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]/, `${report} as ${name}`);
        for (const line of text.split(/\r?\n/)) {
          const values = line.match(/A{100,}…?/g) ?? [];
          for (const value of values) {
            assert.ok(value.length <= 1024, `${report} as ${name}: ${value.length}`);
          }
        }
      }
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
