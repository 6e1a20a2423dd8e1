// Role: the page on paper: its charts are there, fill the width of a sheet without being squeezed, and are light; the screen is as
// before afterwards.

import assert from "node:assert/strict";
import type { Page as Tab } from "playwright-core";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { launch, NO_BROWSER, openTab } from "./browser.ts";
import { httplog, reportFile } from "./program.ts";

/** Pixels of a sheet of A4 between margins of a centimetre. */
const SHEET = 718;

interface Chart {
  /** What is taken on the page. */
  readonly width: number;
  readonly height: number;
  /** What was drawn, in pixels of the screen. */
  readonly drawnWidth: number;
  readonly drawnHeight: number;
}

async function charts(tab: Tab): Promise<Chart[]> {
  return await tab.locator(".plot canvas").evaluateAll((all) =>
    (all as unknown as { width: number; height: number; getBoundingClientRect(): Chart }[]).map((canvas) => {
      const { width, height } = canvas.getBoundingClientRect();
      return { width, height, drawnWidth: canvas.width, drawnHeight: canvas.height };
    })
  );
}

testUnless(
  NO_BROWSER,
  "on paper each chart is as wide as the sheet and not squeezed; on the screen it is as before afterwards",
  () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/x.db`;
      await httplog(["replay", "sample_data/slow.json", "--quiet"], database);
      const address = await reportFile(database, `${directory}/report.html`);
      await using browser = await launch();
      // A browser that prints without a window draws no frame, and does not wait.
      const hasty = await browser.newPage();
      await hasty.addInitScript("globalThis.requestAnimationFrame = () => 0");
      await hasty.goto(address);
      const there = await hasty.evaluate<number>(
        "new Promise((done) => setTimeout(() => done(document.querySelectorAll('.top-table, canvas').length)))",
      );
      const { tab, faults } = await openTab(browser, address, address, { scheme: "dark" });
      assert.equal(there, await tab.locator(".top-table, canvas").count());
      const before = await charts(tab);
      assert.equal(before.length, 3, "traffic, percentiles, heat map");

      // What a browser does: it tells the page, and lays it out for the sheet.
      await tab.evaluate("dispatchEvent(new Event('beforeprint'))");
      assert.equal(await tab.evaluate("document.documentElement.dataset.theme"), "light");
      await tab.emulateMedia({ media: "print" });
      await tab.setViewportSize({ width: SHEET, height: 1000 });
      for (const { width, height, drawnWidth, drawnHeight } of await charts(tab)) {
        assert.ok(width > 0.9 * SHEET && width <= SHEET, `${width} of ${SHEET}`);
        assert.ok(Math.abs(width / height / (drawnWidth / drawnHeight) - 1) < 0.02, `${width} × ${height}`);
      }
      const tops = await tab.locator(".tile").evaluateAll((tiles) =>
        tiles.map((tile) => Math.round(tile.getBoundingClientRect().top))
      );
      assert.equal(new Set(tops).size, 1, "the totals are one row");

      await tab.emulateMedia({ media: "screen" });
      await tab.setViewportSize({ width: 1280, height: 900 });
      await tab.evaluate("dispatchEvent(new Event('afterprint'))");
      await tab.waitForTimeout(100);
      assert.equal(await tab.evaluate("document.documentElement.dataset.theme"), "dark");
      assert.deepEqual(await charts(tab), before);
      assert.deepEqual(faults, []);
    }),
);
