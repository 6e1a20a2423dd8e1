// Role: the page of `serve` in a real browser: its numbers are those of `query`, it follows every commit, and it works with a token.

import assert from "node:assert/strict";
import { logLines, replayInto, TestServer } from "../commands/serve/server.ts";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory, PROJECT } from "../process.ts";
import {
  keepPicture,
  launch,
  NO_BROWSER,
  openTab,
  settled,
  tableRows,
  totalOf,
  until,
  violations,
} from "./browser.ts";
import { httplog, queryRows } from "./program.ts";

const sum = (rows: Record<string, unknown>[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

testUnless(
  NO_BROWSER,
  "serve: the page shows the numbers of query, of all and of a range, and an alert of a link",
  () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/httplog.db`;
      for (const [log, source] of [["access", "shop"], ["malformed", "hostile"]]) {
        const words = [
          `${PROJECT}sample_data/${log}.csv`,
          "--source",
          source,
          "--max-rejects",
          "100%",
          "--quiet",
        ];
        await httplog(["replay", ...words], database);
      }
      await using server = await TestServer.start(directory, "--db", database);
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, `${server.url}#source=shop`, server.url);
      for (const range of [[], ["--since", "2019-02-07T21:18:00Z", "--until", "2019-02-07T21:22:00Z"]]) {
        const given = ["--source", "shop", ...range];
        if (range.length > 0) {
          await tab.evaluate(`location.hash = "source=shop&since=${range[1]}&until=${range[3]}"`);
          await until(
            tab,
            "document.querySelector('.range select').selectedOptions[0].text.includes('21:18')",
          );
          await settled(tab);
          await tab.waitForTimeout(500);
        }
        const buckets = await queryRows(["buckets", "--limit", "0", ...given], database);
        assert.deepEqual(
          [await totalOf(tab, "hits"), await totalOf(tab, "failures")],
          [sum(buckets, "hits"), sum(buckets, "failures")],
        );
        for (const plural of ["sections", "hosts", "statuses", "methods"]) {
          const rows = await queryRows([plural, "--limit", "40", ...given], database);
          const named = rows.map((
            row,
          ): [string, number] => [String(Object.values(row)[0]), Number(row.hits)]);
          const shown = await tableRows(tab, plural),
            isNamed = ([value]: [string, number]) => value !== "(other)";
          assert.deepEqual(shown.filter(isNamed), named.filter(isNamed).slice(0, 8), plural);
        }
      }
      assert.deepEqual(await violations(tab), []);
      await keepPicture(tab, "serve-shop");
      const [{ id }] = await queryRows(["alerts", "--source", "shop"], database);
      const linked = await openTab(browser, `${server.url}?alert=${id}`, server.url);
      await linked.tab.waitForSelector(".details .plot");
      assert.deepEqual([...faults, ...linked.faults], []);
    }),
);

testUnless(
  NO_BROWSER,
  "serve: the page follows a commit within seconds, without being loaded again",
  () =>
    inTemporaryDirectory(async (directory) => {
      await replayInto(directory, logLines(1_549_573_860, 30, "/api/x", true));
      await using server = await TestServer.start(directory);
      await using browser = await launch();
      // On a busy machine the first page may have to go without its answers.
      await (await server.fetch("")).text();
      await server.several(["sources?limit=0", "buckets?step=10&limit=0", "alerts?overlap=1&limit=500"]);
      const { tab, faults } = await openTab(browser, server.url, server.url);
      assert.equal(await totalOf(tab, "hits"), 30);
      // What the first picture shows came with the page.
      const names = 'performance.getEntriesByType("resource").map(({ name }) => decodeURIComponent(name))';
      await until(tab, `${names}.some((name) => name.includes("ask=values/section"))`);
      const asked = await tab.evaluate<string[]>(names);
      assert.deepEqual(
        asked.filter((name) => /ask=(sources|dimensions|rules|buckets|alerts)/.test(name)),
        [],
      );
      await tab.evaluate("globalThis.isSame = true");
      await replayInto(directory, logLines(1_549_573_890, 30, "/shop/y"));
      await until(
        tab,
        "document.querySelector('[data-total=hits]').textContent === '60'",
      );
      await until(
        tab,
        "document.querySelector('[aria-label=\"Table of sections\"]').textContent.includes('/shop')",
      );
      assert.equal(await tab.evaluate("globalThis.isSame"), true);
      // The look that is chosen stays.
      await tab.getByRole("button", { name: "Use dark colours" }).click();
      await tab.reload();
      await until(tab, "document.documentElement.dataset.theme === 'dark'");
      await settled(tab);
      await tab.getByRole("button", { name: "Use light colours" }).click();
      assert.equal(await tab.evaluate("document.documentElement.dataset.theme"), "light");
      assert.deepEqual(faults, []);
    }),
);

testUnless(
  NO_BROWSER,
  "serve: a page that is hidden asks for nothing, and for all that changed once it is seen again",
  () =>
    inTemporaryDirectory(async (directory) => {
      await replayInto(directory, logLines(1_549_573_860, 30, "/api/x", true));
      await using server = await TestServer.start(directory);
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, server.url, server.url);
      const asked: string[] = [];
      tab.on("request", (request) => asked.push(request.url()));
      const hide = (isHidden: boolean): Promise<unknown> =>
        tab.evaluate(
          `Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"))`,
        );
      await hide(true);
      // What was on its way before.
      await tab.waitForTimeout(1000);
      asked.length = 0;
      await replayInto(directory, logLines(1_549_573_890, 30));
      // Another page hears of it, so that this one has, too.
      const other = await openTab(browser, server.url, server.url);
      await until(other.tab, "document.querySelector('[data-total=hits]').textContent === '60'");
      await tab.waitForTimeout(1000);
      assert.deepEqual(asked, []);
      assert.equal(await totalOf(tab, "hits"), 30);
      await hide(false);
      await until(tab, "document.querySelector('[data-total=hits]').textContent === '60'");
      assert.deepEqual([...faults, ...other.faults], []);
    }),
);

testUnless(
  NO_BROWSER,
  "serve: a token in the address opens the page, and leaves the address at once",
  () =>
    inTemporaryDirectory(async (directory) => {
      const token = "0123456789abcdef0123456789abcdef";
      Deno.writeTextFileSync(`${directory}/token`, token, { mode: 0o600 });
      await replayInto(directory, logLines(1_549_573_860, 30, "/api/x", true));
      await using server = await TestServer.start(directory, "--token-file", `${directory}/token`);
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, `${server.url}#token=${token}`, server.url);
      assert.equal(await totalOf(tab, "hits"), 30);
      assert.doesNotMatch(tab.url(), /token/);
      await tab.reload();
      await settled(tab);
      assert.equal(await totalOf(tab, "hits"), 30);
      assert.deepEqual(faults, []);
      const stranger = await browser.newPage();
      await stranger.goto(server.url);
      await stranger.waitForSelector(".failure");
      assert.match((await stranger.locator(".failure").textContent())!, /asks for its token/);
    }),
);

testUnless(
  NO_BROWSER,
  "serve: a database without a log says what to do",
  () =>
    inTemporaryDirectory(async (directory) => {
      Deno.writeTextFileSync(`${directory}/empty.csv`, "");
      await httplog(
        ["replay", `${directory}/empty.csv`, "--source", "none", "--quiet"],
        `${directory}/httplog.db`,
      );
      await using server = await TestServer.start(directory);
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, server.url, server.url);
      assert.match((await tab.locator(".nothing").textContent())!, /httplog replay access\.log|No record/);
      assert.deepEqual(await violations(tab), []);
      assert.deepEqual(faults, []);
    }),
);
