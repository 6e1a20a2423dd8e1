// Role: what agents are: well-known ones, those of a real log, and hostile ones.

import assert from "node:assert/strict";
import fc from "fast-check";
import { lists } from "../../src/lists/lists.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0";
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1";
const EDGE = `${CHROME} Edg/120.0.0.0`;

Deno.test("browsers have their family and system", () => {
  const said = [FIREFOX, CHROME, SAFARI, EDGE].map((agent) => [
    lists.agentFamily(agent),
    lists.agentSystem(agent),
    lists.isBot(agent),
  ]);
  assert.deepEqual(said, [
    ["Firefox", "Linux", false],
    ["Chrome", "Windows", false],
    ["Safari", "iOS", false],
    ["Edge", "Windows", false],
  ]);
});

Deno.test("bots have their names, also those that claim to be browsers", () => {
  const names: Record<string, string> = {
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": "Googlebot",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)": "bingbot",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)": "Slurp",
    "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)": "Sogou",
    "Mozilla/5.0 (compatible; Ezooms/1.0; help@moz.com)": "Ezooms",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)":
      "GPTBot",
    "curl/8.5.0": "curl",
    "python-requests/2.31.0": "python-requests",
    "Go-http-client/1.1": "Go-http-client",
  };
  for (const [agent, name] of Object.entries(names)) {
    assert.ok(lists.isBot(agent), agent);
    assert.equal(lists.agentFamily(agent), name);
  }
});

Deno.test("values in brackets stay as they are, and what no list knows is unknown", () => {
  for (const value of ["(none)", "(other)"]) {
    assert.deepEqual([lists.agentFamily(value), lists.agentSystem(value), lists.isBot(value)], [
      value,
      value,
      false,
    ]);
  }
  assert.deepEqual([lists.agentFamily("Mozilla/5.0 (x) Gecko/1"), lists.agentSystem("x y z")], [
    "(unknown)",
    "(unknown)",
  ]);
  assert.equal(lists.agentFamily(""), "(unknown)");
});

Deno.test("any text is judged the same twice, without an error and within a short time", () => {
  const piece = fc.constantFrom(
    "Mozilla/5.0 (",
    "compatible; ",
    "; ",
    "bot",
    "Firefox/",
    "http://",
    "@",
    "\x1b[31m",
    "(",
    ")",
  );
  const long = fc.tuple(piece, fc.integer({ min: 1, max: 30_000 })).map(([text, times]) =>
    text.repeat(times)
  );
  fc.assert(
    fc.property(fc.oneof(long, fc.string({ unit: "binary", maxLength: 300 })), (agent) => {
      const started = performance.now();
      const judge = (): unknown[] => [lists.agentFamily(agent), lists.agentSystem(agent), lists.isBot(agent)];
      assert.deepEqual(judge(), judge());
      assert.ok(performance.now() - started < 1000);
    }),
    { numRuns: 300 },
  );
});

Deno.test("the list of bots is named with the version that the project pins", () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)));
  assert.equal(`npm:${lists.botList.replace(" ", "@")}`, imports.isbot);
});
