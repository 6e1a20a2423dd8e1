// Role: texts that would run as a script where a page takes them for HTML: through host, path, method, referrer,
// agent, source and file. A real browser shows them as they are.

import assert from "node:assert/strict";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { launch, NO_BROWSER, openTab, tableRows } from "./browser.ts";
import { httplog, reportFile } from "./program.ts";

/** Each would call `alert`, or leave its place. */
const CORPUS = [
  "<script>alert(1)</script>",
  "</script><script>alert(2)</script>",
  "<img src=x onerror=alert(3)>",
  "<svg/onload=alert(4)>",
  "<!--<script>alert(5)</script>",
  "javascript:alert(6)",
  "'-alert(7)-'",
  "${alert(8)}{{alert(9)}}",
  "]]><x onclick=alert(10)>",
  "</title></style></noscript><iframe src=javascript:alert(11)>",
  "&lt;script&gt;alert(12)&lt;/script&gt;",
  "\u2028alert(13)\u2029",
] as const;

const START = 1549573860;

/** A CSV log in which every text of the corpus is host and section. */
function csvLog(): string {
  const field = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = CORPUS.map((text, place) => {
    const request = field(`GET /${text.replaceAll(/[\s/?]/g, "")} HTTP/1.1`);
    return `${field(text)},"-","-",${START + place},${request},500,10`;
  });
  return ['"remotehost","rfc931","authuser","date","request","status","bytes"', ...lines, REJECTS].join("\n");
}

/** A combined log in which every text of the corpus is referrer and agent. */
function combinedLog(): string {
  return CORPUS.map((text, place) => {
    const time = `07/Feb/2019:21:11:${String(place).padStart(2, "0")} +0000`;
    return `10.0.0.1 - - [${time}] "GET /x HTTP/1.1" 200 10 "https://x.example/${text}" "${text}"\n`;
  }).join("") + REJECTS;
}

const REJECTS = "<img src=x onerror=alert(21)>\n</script><script>alert(22)</script>\n";
const LOGS = [
  ["<img src=x onerror=alert(20)>.csv", csvLog(), "<script>alert(30)</script>"],
  ["<svg onload=alert(23)>.log", combinedLog(), "</script><img src=x onerror=alert(31)>"],
] as const;
const RULES = `schema = 1
[[rule]]
id = "busy"
metric = "error_ratio"
window = "10s"
fire = "> 0%"
`;

testUnless(
  NO_BROWSER,
  "texts of a log, of sources and of files are never markup",
  () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/x.db`, rules = `${directory}/rules.toml`;
      Deno.writeTextFileSync(rules, RULES);
      for (const [name, text, source] of LOGS) {
        const log = `${directory}/${name}`;
        Deno.writeTextFileSync(log, text);
        const options = [
          "--rules",
          rules,
          "--top",
          "50",
          "--dimensions",
          "all",
          "--quiet",
          "--max-rejects",
          "100%",
        ];
        await httplog(["replay", log, "--source", source, ...options], database);
      }
      const address = await reportFile(database, `${directory}/report.html`);
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, address, address);
      for (const button of await tab.locator(".more").all()) await button.click();
      for (const head of await tab.locator(".alert-head").all()) await head.click();
      for (const plural of ["hosts", "agents"]) {
        const values = (await tableRows(tab, plural)).map(([value]) => value);
        // What is no printable text is shown escaped, as everywhere.
        for (const text of CORPUS) {
          assert.ok(values.includes(text) || /[\u2028\u2029]/.test(text), `${plural}: ${text}`);
        }
        for (const value of values.slice(0, 3)) {
          await tab.locator(`[aria-label="Table of ${plural}"]`).getByRole("button", {
            name: value,
            exact: true,
          }).click();
        }
      }
      assert.equal(await tab.locator("script").count(), 2, "the data and the page's own");
      assert.equal(await tab.locator("img, iframe, object, embed").count(), 0);
      assert.equal(await tab.locator("option", { hasText: "alert(30)" }).count(), 1);
      assert.deepEqual(faults, []);
    }),
);
