// Role: the first picture of `serve`, which needs no script, in a real browser: it is what the script draws in its place.

import assert from "node:assert/strict";
import type { Browser, Page as Tab } from "playwright-core";
import { logLines, replayInto, TestServer } from "../commands/serve/server.ts";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { keepPicture, launch, NO_BROWSER, openTab, totalOf, until, violations } from "./browser.ts";
import { queryRows } from "./program.ts";

const BEGIN = 1_549_573_860;
/** More than a day, so that a link to all shows something else than the page as it begins. */
const LONG = 30 * 3600;
const JUMP = ["--max-jump", "172800"];

/** Where the parts of the first picture are, in whole pixels, and what they say; the look is the script's to know. */
async function partsOf(tab: Tab): Promise<unknown[]> {
  const parts = [".top", ".fresh", ".tiles", "[aria-label=Traffic]", ".legend", ".plot"];
  return await Promise.all(parts.map(async (part) => {
    const place = tab.locator(part).first(), { x, y, width, height } = (await place.boundingBox())!;
    const text = part === ".plot" || part.startsWith("[") ? null : await place.textContent();
    return [part, ...[x, y, width, height].map(Math.round), text?.replace(/[☾☀]/, "")];
  }));
}

/** A page whose script does not run. */
async function stillTab(browser: Browser, address: string, width: number): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: "dark" });
  const tab = await context.newPage();
  // That of the head runs: the browser is one with scripts.
  await tab.addInitScript(
    `new MutationObserver(() => document.querySelector("script[type=module]")?.remove())
      .observe(document, { childList: true, subtree: true })`,
  );
  await tab.goto(address);
  return tab;
}

/** The part of a chart's pixels in which two pictures of it differ a lot, 0 to 1. */
async function differenceOf(browser: Browser, one: Tab, other: Tab): Promise<number> {
  const pictures = await Promise.all(
    [one, other].map(async (tab) => (await tab.locator(".plot").first().screenshot()).toString("base64")),
  );
  const judge = await browser.newPage();
  return await judge.evaluate(`Promise.all(${JSON.stringify(pictures)}.map(async (text) => {
    const image = new Image();
    image.src = "data:image/png;base64," + text;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  })).then(([one, other]) => {
    let different = 0;
    for (let at = 0; at < one.length; at += 4) {
      const by = Math.max(...[0, 1, 2].map((color) => Math.abs(one[at + color] - other[at + color])));
      if (by > 60) different++;
    }
    return one.length === other.length ? different / (one.length / 4) : 1;
  })`);
}

testUnless(
  NO_BROWSER,
  "serve: the first picture has the numbers of query, and the script draws the same in the same place",
  () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/httplog.db`;
      await replayInto(directory, logLines(BEGIN, 3000, "/api/x", true).replaceAll('",200,', '",503,'));
      await replayInto(directory, logLines(BEGIN + 3600, 6000, "/shop/y"));
      const buckets = await queryRows(["buckets", "--limit", "0"], database);
      const hits = buckets.reduce((sum, row) => sum + Number(row.hits), 0);
      await using server = await TestServer.start(directory);
      await using browser = await launch();
      await (await server.fetch("")).text();
      for (const width of [1280, 360]) {
        const still = await stillTab(browser, server.url, width);
        await still.waitForSelector(".still");
        assert.equal(await totalOf(still, "hits"), hits);
        assert.equal(await totalOf(still, "failures"), 3000);
        assert.deepEqual(await violations(still), []);
        await keepPicture(still, `first-picture-${width}`, false);
        const { tab, faults } = await openTab(browser, server.url, server.url, { width, scheme: "dark" });
        assert.equal(await tab.locator(".still").count(), 0);
        assert.deepEqual(await partsOf(still), await partsOf(tab), `${width}`);
        const difference = await differenceOf(browser, still, tab);
        assert.ok(difference < 0.06, `${width}: ${difference} of the chart differs`);
        assert.deepEqual(faults, []);
      }
    }),
);

testUnless(
  NO_BROWSER,
  "serve: without scripts the first picture stays, with nothing to press, and prints light; a link to another range shows none",
  () =>
    inTemporaryDirectory(async (directory) => {
      await replayInto(directory, logLines(BEGIN, 300, "/api/x", true), ...JUMP);
      await replayInto(directory, logLines(BEGIN + LONG, 60), ...JUMP);
      await using server = await TestServer.start(directory);
      await using browser = await launch();
      await (await server.fetch("")).text();
      const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: "dark" });
      const bare = await context.newPage();
      await bare.goto(server.url);
      assert.match((await bare.locator("[aria-label=Traffic]").textContent())!, /hits per second/);
      assert.match((await bare.locator("noscript, .note").last().textContent())!, /httplog query/);
      assert.equal(await bare.getByRole("button").count(), 0);
      await bare.emulateMedia({ media: "print" });
      const [title] = await bare.locator("h2").all();
      await title.waitFor();
      await keepPicture(bare, "first-picture-print", false);
      const all = `#since=${new Date(BEGIN * 1000).toISOString()}`;
      for (const link of [all, "?last=86400"]) {
        const moved = await stillTab(browser, server.url + link, 1280);
        await until(moved, "document.querySelector('.still') !== null");
        assert.equal(await moved.locator(".still").isVisible(), false, link);
        assert.equal(await moved.locator("h1").isVisible(), true);
      }
      const { tab, faults } = await openTab(browser, server.url + all, server.url);
      await until(tab, "document.querySelector('[data-total=hits]')?.textContent === '360'");
      assert.equal(await tab.locator("canvas").first().isVisible(), true);
      assert.deepEqual(faults, []);
    }),
);
