// Role: the CSV of every panel is what its line of `query` prints as CSV: of a report file over its whole range, and of a server over
// the whole range, a part of it, and a chosen value.

import assert from "node:assert/strict";
import type { Page as Tab } from "playwright-core";
import { TestServer } from "../commands/serve/server.ts";
import { mmdb } from "../lists/mmdb.ts";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { launch, NO_BROWSER, openTab, settled, tableRows, until } from "./browser.ts";
import { csvPanels, queriedCsv, savedCsv } from "./csv.ts";
import { httplog, reportFile } from "./program.ts";

const RULES = ["--rules", "sample_data/rules.toml"];
/** Each with a value, and a part of its range. */
const LOGS = [
  {
    words: ["sample_data/outage.csv", "--source", "outage", ...RULES],
    value: "dimension=section&value=/report",
    range: "since=2019-02-07T21:15:00Z&until=2019-02-07T21:19:00Z",
    panels: [
      "Traffic",
      "Goes with",
      "Alerts",
      "Visitors",
      "Sections",
      "Hosts",
      "Statuses",
      "Objectives",
      "Runs",
    ],
  },
  {
    words: ["sample_data/combined.log", "--source", "web", "--dimensions", "all"],
    value: "dimension=status&value=404",
    range: "since=2019-02-07T21:15:00Z&until=2019-02-07T21:25:00Z",
    panels: [
      "Agents",
      "Paths",
      "Protocols",
      "Browsers",
      "Systems",
      "Bots",
      "Countries",
    ],
  },
  {
    words: [
      "sample_data/slow.json",
      "--source",
      "slow",
      "--dimensions",
      "all",
      "--rules",
      "sample_data/latency.toml",
    ],
    value: "dimension=route&value=/nothing",
    range: "since=2019-02-07T21:15:00Z&until=2019-02-07T21:25:00Z",
    panels: ["Latency", "Routes", "Methods"],
  },
  {
    words: ["sample_data/malformed.csv", "--source", "hostile", "--max-rejects", "100%"],
    value: "dimension=host&value=10.0.0.2",
    range: "since=2019-02-07T21:12:00Z&until=2019-02-07T21:14:00Z",
    panels: ["Rejects", "Gaps"],
  },
] as const;

/** Compares each panel that is there; returns their titles. */
async function compare(tab: Tab, database: string, countries: string): Promise<string[]> {
  const titles = await csvPanels(tab);
  for (const title of titles) {
    const words = await queriedCsv(tab, title, database, { "FILE.mmdb": countries });
    assert.equal(await savedCsv(tab, title), words, `${title}: ${tab.url()}`);
  }
  return titles;
}

for (const { words, value, range, panels } of LOGS) {
  testUnless(
    NO_BROWSER,
    `every panel of ${words[0]} saves what its line of query prints`,
    () =>
      inTemporaryDirectory(async (directory) => {
        const database = `${directory}/httplog.db`, countries = `${directory}/countries.mmdb`;
        Deno.writeFileSync(
          countries,
          mmdb({ networks: { "10.0.0.0/29": { country: "DE" }, "10.0.0.8/29": { country: "FR" } } }),
        );
        await httplog(["replay", ...words, "--quiet"], database);
        await using browser = await launch();
        const file = await reportFile(database, `${directory}/report.html`, "--geoip", countries);
        const report = await openTab(browser, `${file}#${value}`, file);
        const seen = await compare(report.tab, database, countries);
        await using server = await TestServer.start(directory, "--geoip", countries);
        const { tab, faults } = await openTab(browser, server.url, server.url);
        for (const state of ["", `${value}&${range}`]) {
          await tab.evaluate(`location.hash = ${JSON.stringify(state)}`);
          await settled(tab);
          await until(tab, "document.querySelector('[aria-label=\"Runs\"]') !== null");
          // What a server answers comes one after the other.
          await tab.waitForTimeout(1500);
          seen.push(...await compare(tab, database, countries));
        }
        for (const title of panels) assert.ok(seen.includes(title), `${title} of ${seen.join(", ")}`);
        assert.deepEqual([...faults, ...report.faults], []);
      }),
  );
}

testUnless(
  NO_BROWSER,
  "browsers, systems, bots and countries of a part of a report are those of query",
  () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/httplog.db`, countries = `${directory}/countries.mmdb`;
      Deno.writeFileSync(
        countries,
        mmdb({ networks: { "0.0.0.0/1": { country: "DE" }, "128.0.0.0/1": { country: "FR" } } }),
      );
      const log = `${directory}/access.log`,
        agents = ["Mozilla/5.0 Firefox/65.0", "Googlebot/2.1", "curl/7.63.0"];
      const lines = Array.from({ length: 90 }, (_, at) => {
        const clock = `${String(10 + Math.floor(at / 30)).padStart(2, "0")}:${
          String(at % 30).padStart(2, "0")
        }:00`;
        return `${
          at % 2 === 0 ? "8.8.8.8" : "200.1.1.1"
        } - - [07/Feb/2019:${clock} +0000] "GET / HTTP/1.1" 200 1 "http://x.example/${at % 5}" "${
          agents[at * at % 3]
        }"\n`;
      });
      Deno.writeTextFileSync(log, lines.join(""));
      await httplog(["replay", log, "--quiet"], database);
      const file = await reportFile(database, `${directory}/report.html`, "--geoip", countries);
      const range = ["2019-02-07T10:00:00Z", "2019-02-07T12:00:00Z"];
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, `${file}#since=${range[0]}&until=${range[1]}`, file);
      for (const plural of ["browsers", "systems", "bots", "countries"]) {
        const words = ["query", plural, "--since", range[0], "--until", range[1], "--format", "json"];
        const rows = JSON.parse(
          await httplog(plural === "countries" ? [...words, "--geoip", countries] : words, database),
        );
        const expected = rows.map((
          row: Record<string, unknown>,
        ) => [String(Object.values(row)[0]), row.hits]);
        assert.ok(expected.length > 0, plural);
        assert.deepEqual(await tableRows(tab, plural), expected, plural);
      }
      assert.equal(await savedCsv(tab, "Visitors"), await queriedCsv(tab, "Visitors", database));
      assert.deepEqual(faults, []);
      // Without a file no country is shown.
      const plain = await openTab(browser, await reportFile(database, `${directory}/plain.html`), "file:");
      assert.equal(await plain.tab.locator('[aria-label="Countries"]').count(), 0);
      assert.equal(await plain.tab.locator('[aria-label="Browsers"]').count(), 1);
    }),
);
