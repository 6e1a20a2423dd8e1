// Role: texts that would run as a script where a page takes them for HTML: through host, path, method, source and rule. A real
// browser shows them as they are.

import assert from "node:assert/strict";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { launch, NO_BROWSER, openTab, tableRows } from "./browser.ts";
import { httplog, reportFile } from "./program.ts";

/** Each would call `alert`, or leave its place. */
export const CORPUS = [
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

/** A log in which every text of the corpus is host, section and method. */
function hostileLog(): string {
  const field = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = CORPUS.map((text, place) =>
    [
      field(text),
      '"-"',
      '"-"',
      1549573860 + place,
      field(`GET /${text.replaceAll(/[\s/?]/g, "")} HTTP/1.1`),
      200,
      10,
    ].join(",")
  );
  return ['"remotehost","rfc931","authuser","date","request","status","bytes"', ...lines, ""].join("\n");
}

testUnless(
  NO_BROWSER,
  "texts of a log, of sources and of files are never markup",
  () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/x.db`, log = `${directory}/<img src=x onerror=alert(20)>.csv`;
      Deno.writeTextFileSync(
        log,
        hostileLog() + "<img src=x onerror=alert(21)>\n</script><script>alert(22)</script>\n",
      );
      const rules = `${directory}/rules.toml`;
      Deno.writeTextFileSync(
        rules,
        'schema = 1\n[[rule]]\nid = "busy"\nmetric = "count"\nmatch = { section = "/<svg*" }\nwindow = "10s"\nfire = "> 0"\n',
      );
      for (const source of ["<script>alert(30)</script>", "</script><img src=x onerror=alert(31)>"]) {
        const copy = `${log}.${source.length}`;
        Deno.writeTextFileSync(
          copy,
          hostileLog().replaceAll("15495738", source.length % 2 === 0 ? "15495739" : "15495738") +
            "<img src=x onerror=alert(21)>\n",
        );
        await httplog([
          "replay",
          copy,
          "--source",
          source,
          "--rules",
          rules,
          "--top",
          "50",
          "--quiet",
          "--max-rejects",
          "100%",
        ], database);
      }
      const address = await reportFile(database, `${directory}/report.html`);
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, address, address);
      for (const button of await tab.locator(".more").all()) await button.click();
      for (const head of await tab.locator(".alert-head").all()) await head.click();
      const hosts = (await tableRows(tab, "hosts")).map(([value]) => value);
      // What is no printable text is shown escaped, as everywhere.
      for (const text of CORPUS) assert.ok(hosts.includes(text) || /[\u2028\u2029]/.test(text), text);
      for (const value of hosts.slice(0, 5)) {
        await tab.getByRole("button", { name: value, exact: true }).first().click();
      }
      assert.equal(await tab.locator("script").count(), 2, "the data and the page's own");
      assert.equal(await tab.locator("img, iframe, body script ~ script ~ script").count(), 0);
      assert.equal(await tab.locator("option", { hasText: "alert(30)" }).count(), 1);
      assert.deepEqual(faults, []);
    }),
);
