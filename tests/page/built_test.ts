// Role: what is embedded of the page: it is what its sources make, small, and runs nothing but itself.

import assert from "node:assert/strict";
import fc from "fast-check";
import { page } from "../../src/page/document.ts";
import { elementJson } from "../../src/page/embedded.ts";
import type { Recording } from "../../src/page/data/model.ts";
import { buildPage, BUILT } from "./build.ts";

/** Bytes of a report beside its data. */
const MOST_BYTES = 300_000;

const NOTHING = { columns: [], rows: [], notes: [] };
const EMPTY: Recording = {
  made: 0,
  version: "0",
  asked: { since: null, until: null },
  span: null,
  grains: { fine: 10, coarse: 10 },
  sources: [],
  dimensions: [],
  groups: [],
  parts: {},
  alerts: [],
  details: {},
  lines: [],
  slo: NOTHING,
  runs: NOTHING,
  rejects: NOTHING,
  gaps: NOTHING,
};

Deno.test("the embedded script and style are what their sources make; deno task page makes them anew", async () => {
  const made = await buildPage();
  for (const name of BUILT) {
    const file = new URL(`../../src/page/built/${name}`, import.meta.url);
    assert.ok(Deno.readTextFileSync(file) === made[name], `${name} is old: deno task page`);
  }
});

Deno.test("a report is small beside its data, and asks for nothing", async () => {
  const text = await page.report(EMPTY);
  assert.ok(new TextEncoder().encode(text).length <= MOST_BYTES);
  assert.deepEqual(text.match(/<(link|img|iframe|object)\b[^>]*>/g), ['<link rel="icon" href="data:,">']);
  assert.doesNotMatch(text, /<\w+[^>]* (on\w+|style)=/);
});

Deno.test("the policy of a report names exactly its script and its style", async () => {
  const text = await page.report(EMPTY);
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(text)![1];
  assert.doesNotMatch(policy, /unsafe/);
  for (const [kind, part] of [["script", page.script], ["style", page.style]]) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(part));
    assert.ok(policy.includes(`${kind}-src 'sha256-${new Uint8Array(digest).toBase64()}';`), kind);
    // The element ends where its text ends.
    assert.doesNotMatch(part, new RegExp(`</${kind}`, "i"));
  }
});

Deno.test("no text in a recording ends its element, and every text comes back", () => {
  const parts = fc.constantFrom(
    "<",
    ">",
    "&",
    "</script>",
    "<!--",
    "<script",
    "]]>",
    "\u2028",
    "\u2029",
    '"',
    "\\",
    "\u0000",
    "\ud800",
  );
  fc.assert(fc.property(fc.array(fc.oneof(parts, fc.string()), { maxLength: 20 }), (texts) => {
    const json = elementJson(JSON.stringify({ text: texts.join(""), texts }));
    assert.doesNotMatch(json, /[<>&\u2028\u2029]/);
    assert.deepEqual(JSON.parse(json), { text: texts.join(""), texts });
  }));
});

Deno.test("it is as dark before the script as with it", () => {
  const [[, before], [, chosen]] = [
    /:root:not\(\[data-theme\]\)\{([^}]+)\}/,
    /:root\[data-theme="dark"\]\{([^}]+)\}/,
  ]
    .map((pattern) => pattern.exec(page.style)!);
  assert.equal(before, chosen);
  assert.match(before, /--ground:#/);
});
