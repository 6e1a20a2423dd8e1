// Role: what a chosen value goes with, in a real browser: the rows are those of `query`, of the whole range and of a part of it, and
// where nothing is counted together the page says so.

import assert from "node:assert/strict";
import type { Page as Tab } from "playwright-core";
import { TestServer } from "../commands/serve/server.ts";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { keepPicture, launch, NO_BROWSER, openTab, settled, until, violations } from "./browser.ts";
import { queriedCsv, savedCsv } from "./csv.ts";
import { httplog, reportFile } from "./program.ts";

const VALUES = [["section", "/report"], ["host", "10.0.0.13"], ["status", "503"], ["status", "404"]] as const;
const RANGE = "&since=2019-02-07T21:15:00Z&until=2019-02-07T21:19:00Z";

/** Shows a value, and waits for what it goes with. */
async function choose(tab: Tab, dimension: string, value: string, more = ""): Promise<string> {
  const given = new URLSearchParams({ dimension, value });
  await tab.evaluate(`location.hash = ${JSON.stringify(`${given}${more}`)}`);
  await until(
    tab,
    `document.querySelector('[aria-label="Goes with"] .about b')?.textContent === ${JSON.stringify(value)}`,
  );
  await settled(tab);
  // Where a server answers, those of another range stay until the new ones are there.
  await tab.waitForTimeout(300);
  return await tab.locator('[aria-label="Goes with"]').innerText();
}

async function replayed(directory: string): Promise<string> {
  const database = `${directory}/httplog.db`;
  const words = ["sample_data/outage.csv", "--source", "outage", "--rules", "sample_data/rules.toml"];
  await httplog(["replay", ...words, "--quiet"], database);
  return database;
}

for (const way of ["report", "serve"] as const) {
  testUnless(
    NO_BROWSER,
    `${way}: what a value goes with is what query says, of all and of a part`,
    () =>
      inTemporaryDirectory(async (directory) => {
        const database = await replayed(directory);
        await using server = way === "serve" ? await TestServer.start(directory) : null;
        const address = server?.url ?? await reportFile(database, `${directory}/report.html`);
        await using browser = await launch();
        const { tab, faults } = await openTab(browser, address, address);
        for (const [dimension, value] of VALUES) {
          for (const range of ["", RANGE]) {
            const shown = await choose(tab, dimension, value, range);
            assert.match(shown, /of its hits with status 400 or more/i);
            const saved = await savedCsv(tab, "Goes with");
            assert.equal(
              saved,
              await queriedCsv(tab, "Goes with", database),
              `${dimension} ${value} ${range}`,
            );
            assert.ok(saved.split("\r\n").length > 2 || value === "404", saved);
          }
        }
        await keepPicture(tab, `${way}-goes-with`);
        assert.deepEqual(await violations(tab), []);
        // A click on what it goes with shows that one.
        await choose(tab, "status", "503");
        await tab.locator('[aria-label="sections that it goes with"] button').first().click();
        await until(
          tab,
          `document.querySelector('[aria-label="Goes with"] .about b')?.textContent === "/report"`,
        );
        assert.match(await choose(tab, "status", "200"), /No hit of it with status 400 or more/);
        assert.match(
          await choose(tab, "method", "GET"),
          /Hits are not counted by request method and another value/,
        );
        assert.match(await choose(tab, "path", "/report"), /No hit of it with status 404.*--dimensions all/s);
        assert.match(await choose(tab, "route", "/report"), /not known here/);
        assert.deepEqual(faults, []);
      }),
  );
}

testUnless(NO_BROWSER, "a route goes with its durations", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/httplog.db`;
    const words = ["sample_data/slow.json", "--source", "slow", "--dimensions", "all"];
    await httplog(["replay", ...words, "--quiet"], database);
    const address = await reportFile(database, `${directory}/report.html`);
    await using browser = await launch();
    const { tab, faults } = await openTab(browser, address, address);
    const route = (await tab.locator('[aria-label="Table of routes"] tbody button').first().textContent())!;
    assert.match(
      await choose(tab, "route", route),
      /Durations\s+of its [\d,]+ hits with a duration.*half took up to\s+\d/s,
    );
    assert.deepEqual(await violations(tab), []);
    assert.deepEqual(faults, []);
  }));
