// Role: a value that is chosen far down the page: its course is seen where its reader is, and the way to the chart is one key.

import assert from "node:assert/strict";
import type { Page as Tab } from "playwright-core";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory, PROJECT } from "../process.ts";
import {
  keepPicture,
  launch,
  NO_BROWSER,
  numberIn,
  openTab,
  tableRows,
  until,
  violations,
} from "./browser.ts";
import { httplog, reportFile } from "./program.ts";

const IS_CHART_SEEN = `(() => {
  const { top, bottom } = document.querySelector(".chart").getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
})()`;

/** Distance of what has the focus from the top of the window, pixels. */
const placeOfFocus = (tab: Tab): Promise<number> =>
  tab.evaluate<number>("document.activeElement.getBoundingClientRect().top");

testUnless(
  NO_BROWSER,
  "a value that is chosen far below the chart shows its course at the foot of the window, where nothing moves",
  () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/x.db`, words = ["--source", "shop", "--dimensions", "all", "--quiet"];
      await httplog(["replay", `${PROJECT}sample_data/access.csv`, ...words], database);
      const address = await reportFile(database, `${directory}/report.html`);
      await using browser = await launch();
      for (const [width, reducedMotion] of [[1280, "reduce"], [360, "no-preference"]] as const) {
        const { tab, faults } = await openTab(browser, address, address, { width });
        await tab.emulateMedia({ reducedMotion });
        const [, [value, hits]] = await tableRows(tab, "routes");
        const button = tab.locator('[aria-label="Table of routes"]').getByRole("button", { name: value });
        await button.scrollIntoViewIfNeeded();
        await button.focus();
        const before = await placeOfFocus(tab);
        await tab.keyboard.press("Enter");
        await tab.waitForSelector(".strip .small-course");
        assert.equal(await tab.evaluate("document.activeElement.textContent"), value);
        assert.ok(Math.abs(await placeOfFocus(tab) - before) < 3, "what was chosen stays where it is");
        assert.equal(await tab.locator(".strip .name b").textContent(), value);
        const facts = await tab.locator(".strip .name + span").textContent();
        assert.equal(numberIn(facts!.split(" hit")[0]), hits);
        const { bottom, height } = await tab.evaluate<{ bottom: number; height: number }>(
          "document.querySelector('.strip').getBoundingClientRect()",
        );
        assert.ok(Math.abs(bottom - 900) < 1 && height < 120, `${bottom}, ${height}`);
        assert.equal(await tab.evaluate("document.documentElement.scrollWidth"), width);
        assert.deepEqual(await violations(tab), []);
        await keepPicture(tab, `chosen-${width}`, false);
        // What the keys go to is not hidden by it.
        for (let presses = 0; presses < 12; presses++) {
          await tab.keyboard.press("Tab");
          const isFree = `(() => {
            const { top, height } = document.activeElement.getBoundingClientRect();
            const strip = document.querySelector(".strip"), { top: edge } = strip.getBoundingClientRect();
            return strip.contains(document.activeElement) || top + Math.min(height, 60) <= edge + 1;
          })()`;
          await until(tab, isFree);
        }

        await tab.locator(".strip").getByRole("button", { name: "show chart" }).press("Enter");
        await until(tab, IS_CHART_SEEN);
        await until(tab, "document.querySelector('.strip') === null");
        assert.match(await tab.evaluate<string>("document.activeElement.className"), /chart/);
        assert.equal(await tab.locator(".chosen b").textContent(), value);
        // And from the chart the keys move the range, as they say.
        await tab.keyboard.press("+");
        await until(tab, "location.hash.includes('since=')");
        await tab.keyboard.press("Escape");
        await until(tab, "!location.hash.includes('since=')");
        await tab.getByRole("button", { name: "show all hits" }).click();
        await button.scrollIntoViewIfNeeded();
        assert.equal(await tab.locator(".strip").count(), 0);
        assert.deepEqual(faults, []);
        await tab.context().close();
      }
    }),
);
