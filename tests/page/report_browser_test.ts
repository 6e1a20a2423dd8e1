// Role: a report file in a real browser: its numbers are those of `query`, its ranges, values, alerts and links work, and it asks
// nothing of anyone.

import assert from "node:assert/strict";
import type { Page as Tab } from "playwright-core";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import {
  keepPicture,
  launch,
  NO_BROWSER,
  numberIn,
  openTab,
  settled,
  tableRows,
  totalOf,
  violations,
} from "./browser.ts";
import { httplog, queryRows, reportFile } from "./program.ts";

const sum = (rows: Record<string, unknown>[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

/** The range in the address. */
function rangeOf(tab: Tab): string[] {
  const given = new URLSearchParams(new URL(tab.url()).hash.slice(1));
  return ["since", "until"].flatMap((name) => given.has(name) ? [`--${name}`, given.get(name)!] : []);
}

/** The numbers of the page are those of `query` over the same range. */
async function compare(tab: Tab, database: string, range: readonly string[]): Promise<void> {
  const buckets = await queryRows(["buckets", "--limit", "0", ...range], database);
  assert.deepEqual([await totalOf(tab, "hits"), await totalOf(tab, "failures")], [
    sum(buckets, "hits"),
    sum(buckets, "failures"),
  ]);
  for (
    const [plural, name] of [["sections", "section"], ["hosts", "host"], ["statuses", "status"], [
      "methods",
      "method",
    ]]
  ) {
    const rows = await queryRows([plural, "--limit", "0", ...range], database);
    const asked = new Map(rows.map((row) => [String(row[name]), Number(row.hits)]));
    const shown = (await tableRows(tab, plural)).filter(([value]) => value !== "(other)");
    // Of methods whole hours are kept.
    assert.ok(shown.length > 1 || plural === "methods" && rows.length === 0, plural);
    for (const [value, hits] of shown) assert.equal(hits, asked.get(value), `${plural}: ${value}`);
  }
}

/** Draws a range in the chart, as parts of its width. */
async function drag(tab: Tab, from: number, to: number): Promise<void> {
  const box = (await tab.locator(".chart .u-over").boundingBox())!;
  await tab.mouse.move(box.x + from * box.width, box.y + 60);
  await tab.mouse.down();
  await tab.mouse.move(box.x + to * box.width, box.y + 70, { steps: 5 });
  await tab.mouse.up();
  await settled(tab);
}

async function withReport(
  logs: readonly (readonly string[])[],
  work: (address: string, database: string) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const database = `${directory}/x.db`;
    for (const words of logs) {
      await httplog(["replay", ...words, "--quiet", "--max-rejects", "100%"], database);
    }
    await work(await reportFile(database, `${directory}/report.html`), database);
  });
}

const LOOKS = [[360, "dark"], [1280, "light"], [1280, "dark"], [2560, "light"]] as const;
const SLOW = [
  "sample_data/slow.json",
  "--source",
  "slow",
  "--dimensions",
  "all",
  "--rules",
  "sample_data/latency.toml",
];
const SHOP = ["sample_data/access.csv", "--source", "shop", "--rules", "sample_data/rules.toml"];

testUnless(
  NO_BROWSER,
  "a report shows the numbers of query, over all and over a range that is drawn or moved",
  () =>
    withReport([SHOP], async (address, database) => {
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, address, address);
      await compare(tab, database, []);
      const alerts = await queryRows(["alerts"], database);
      const isBurn = ({ metric }: Record<string, unknown>): boolean => metric === "burn";
      const explained = await tab.locator(".legend .key").allTextContents();
      assert.equal(
        explained.includes("alert"),
        !alerts.every(isBurn),
        "a band is explained where there is one",
      );
      assert.equal(explained.includes("objective burns"), alerts.some(isBurn));
      await drag(tab, 0.2, 0.4);
      const drawn = rangeOf(tab);
      assert.equal(drawn.length, 4);
      await compare(tab, database, drawn);
      await tab.locator(".chart").focus();
      await tab.keyboard.press("ArrowRight");
      await settled(tab);
      assert.notDeepEqual(rangeOf(tab), drawn);
      await compare(tab, database, rangeOf(tab));
      await tab.goBack();
      await settled(tab);
      assert.deepEqual(rangeOf(tab), drawn);
      await tab.reload();
      await settled(tab);
      await compare(tab, database, drawn);
      await tab.locator(".chart").focus();
      await tab.keyboard.press("Escape");
      await settled(tab);
      assert.deepEqual(rangeOf(tab), []);
      await compare(tab, database, []);
      assert.deepEqual(faults, []);
    }),
);

testUnless(
  NO_BROWSER,
  "a click on a value shows its course, one on an alert why it fired; both are in the link",
  () =>
    withReport([SHOP], async (address, database) => {
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, address, address);
      await tab.getByRole("button", { name: "10.0.0.77", exact: true }).click();
      const [host] = (await queryRows(["hosts", "--host", "10.0.0.77"], database)).map(({ hits }) =>
        Number(hits)
      );
      assert.equal(
        numberIn((await tab.locator(".chosen > span").nth(1).textContent())!.split(" hits")[0]),
        host,
      );
      await tab.locator(".alert-head").first().click();
      await tab.waitForSelector(".details .plot");
      const alerts = await queryRows(["alerts"], database);
      assert.equal(await tab.locator(".alerts > li").count(), alerts.length);
      assert.match(tab.url(), /dimension=host&value=10\.0\.0\.77&alert=\d+/);
      const other = await openTab(browser, tab.url(), address);
      await other.tab.waitForSelector(".details .plot");
      assert.equal(await other.tab.locator(".chosen b").textContent(), "10.0.0.77");
      await other.tab.getByRole("button", { name: "show its time in the charts" }).click();
      await settled(other.tab);
      assert.equal(rangeOf(other.tab).length, 4);
      assert.deepEqual([...faults, ...other.faults], []);
    }),
);

testUnless(
  NO_BROWSER,
  "CSV and the line of query are one click each, and say what is shown",
  () =>
    withReport([SHOP], async (address, database) => {
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, address, address);
      await drag(tab, 0.1, 0.5);
      const [download] = await Promise.all([
        tab.waitForEvent("download"),
        tab.getByRole("button", { name: "Sections: save as CSV" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "httplog-sections.csv");
      const csv = (await Deno.readTextFile(await download.path())).trim().split("\r\n").map((line) =>
        line.split(",")
      );
      assert.deepEqual(
        csv.slice(1).map(([value, hits]) => [value, Number(hits)]),
        await tableRows(tab, "sections"),
      );
      await tab.getByRole("button", { name: "Sections: copy the httplog query line" }).click();
      const line = (await tab.locator(".notice code").textContent())!;
      assert.match(line, /^httplog query sections --since 2019-\S+Z --until 2019-\S+Z$/);
      const rows = await queryRows(line.split(" ").slice(2), database);
      assert.deepEqual(rows.map(({ section, hits }) => [section, hits]), await tableRows(tab, "sections"));
      assert.match(await tab.locator("main").innerText(), /Nothing is known in this range of: .*methods/);
      assert.equal(await tab.locator('[aria-label="Methods"]').count(), 0);
      await tab.getByRole("button", { name: "Whole range" }).click();
      await settled(tab);
      const [all] = await Promise.all([
        tab.waitForEvent("download"),
        tab.getByRole("button", { name: "Hosts: save as CSV" }).click(),
      ]);
      const hosts = (await Deno.readTextFile(await all.path())).trim().split("\r\n").slice(1);
      await tab.getByRole("button", { name: "Hosts: copy the httplog query line" }).click();
      const words = (await tab.locator(".notice code", { hasText: "hosts" }).textContent())!.split(" ").slice(
        2,
      );
      const named = (await queryRows(words, database)).map(({ host, hits }) => `${host},${hits}`);
      assert.ok(named.length > 20, "more than a report shows by itself");
      assert.deepEqual(hosts.map((row) => row.split(",").slice(0, 2).join(",")), named);
      assert.deepEqual(faults, []);
    }),
);

testUnless(
  NO_BROWSER,
  "where a log has durations, they are lines and a heat map, whose rows are those of the API",
  () =>
    withReport([SLOW], async (address, database) => {
      await using browser = await launch();
      const { tab, faults } = await openTab(browser, address, address);
      assert.equal(await tab.locator('[aria-label="Latency"] .plot').count(), 2);
      const [download] = await Promise.all([
        tab.waitForEvent("download"),
        tab.getByRole("button", { name: "Latency: save as CSV" }).click(),
      ]);
      const [head, ...rows] = (await Deno.readTextFile(await download.path())).trim().split("\r\n");
      const column = head.split(",").indexOf("max");
      const slowest = Math.max(...rows.map((row) => Number(row.split(",")[column])));
      const [{ max }] = await queryRows(["latency", "--by", "week"], database);
      assert.ok(rows.length > 10 && slowest > 0 && slowest === max, `${slowest} of ${max} µs`);
      assert.deepEqual(faults, []);
    }),
);

testUnless(
  NO_BROWSER,
  "a report is accessible and has no fault, in any width, light and dark, whatever the log is",
  async () => {
    const logs = [
      { name: "shop", replays: [SHOP], looks: LOOKS },
      {
        name: "outage",
        replays: [
          ["sample_data/outage.csv", "--source", "outage", "--rules", "sample_data/rules.toml"],
          SHOP,
        ],
        looks: LOOKS.slice(0, 2),
      },
      {
        name: "hostile",
        replays: [["sample_data/malformed.csv", "--source", "hostile"]],
        looks: LOOKS.slice(0, 2),
      },
      { name: "slow", replays: [SLOW], looks: LOOKS },
    ];
    await using browser = await launch();
    for (const { name, replays, looks } of logs) {
      await withReport(replays, async (address) => {
        for (const [width, scheme] of looks) {
          const { tab, faults } = await openTab(browser, address, address, { width, scheme });
          const first = tab.locator(".alert-head").first();
          if (await first.count() > 0) await first.click();
          assert.equal(
            await tab.evaluate("document.documentElement.scrollWidth - innerWidth"),
            0,
            `${name} ${width}: too wide`,
          );
          assert.deepEqual(await violations(tab), [], `${name} ${width} ${scheme}`);
          await keepPicture(tab, `report-${name}-${width}-${scheme}`);
          assert.deepEqual(faults, [], `${name} ${width}`);
          await tab.context().close();
        }
      });
    }
  },
);

testUnless(
  NO_BROWSER,
  "of many alerts the newest are shown, the others after a click, and one of a link at once",
  () =>
    inTemporaryDirectory(async (directory) => {
      const burst = (number: number): string =>
        Array.from({ length: 30 }, (_, at) =>
          `"10.0.0.1","-","-",${1549573860 + number * 120 + at % 3},"GET /a HTTP/1.1",200,1\n`).join("");
      const log = Array.from({ length: 20 }, (_, number) =>
        burst(number)).join("");
      const head = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';
      Deno.writeTextFileSync(`${directory}/log.csv`, head + log);
      const rule = 'schema = 1\n[[rule]]\nid = "busy"\nmetric = "count"\nwindow = "10s"\nfire = "> 20"\n';
      Deno.writeTextFileSync(`${directory}/rules.toml`, rule);
      await withReport(
        [[`${directory}/log.csv`, "--rules", `${directory}/rules.toml`]],
        async (address, database) => {
          const ids = (await queryRows(["alerts"], database)).map(({ id }) => Number(id));
          assert.ok(ids.length >= 20);
          await using browser = await launch();
          const { tab, faults } = await openTab(browser, address, address);
          const shown = tab.locator(".alerts > li");
          assert.equal(await shown.count(), 12);
          await tab.getByRole("button", { name: `${ids.length - 12} more`, exact: true }).click();
          assert.equal(await shown.count(), ids.length);
          const linked = await openTab(browser, `${address}#alert=${ids[0]}`, address);
          await linked.tab.waitForSelector(".details");
          assert.equal(await linked.tab.locator(".alerts > li").count(), 13);
          assert.match(await linked.tab.locator(".alert-head").last().innerText(), /threshold > 20 hits/);
          // What only hours have is a single point in a range of an hour.
          const methods = tab.locator('[aria-label="Methods"]');
          assert.match(await methods.innerText(), /kept by the hour/);
          assert.equal(await methods.locator(".trend").count(), 0);
          assert.ok(await tab.locator('[aria-label="Sections"] .trend').count() > 0);
          assert.deepEqual([...faults, ...linked.faults], []);
        },
      );
    }),
);

testUnless(
  NO_BROWSER,
  "a report of nothing says why, and what to do",
  () =>
    inTemporaryDirectory(async (directory) => {
      await using browser = await launch();
      const database = `${directory}/x.db`;
      Deno.writeTextFileSync(`${directory}/empty.csv`, "");
      await httplog(["replay", `${directory}/empty.csv`, "--source", "none", "--quiet"], database);
      const address = await reportFile(database, `${directory}/report.html`);
      const { tab, faults } = await openTab(browser, address, address);
      assert.match(
        (await tab.locator("main").textContent())!,
        /No record is stored.*httplog query rejects|httplog replay access\.log/,
      );
      assert.deepEqual(await violations(tab), []);
      await keepPicture(tab, "report-nothing");
      assert.deepEqual(faults, []);
    }),
);
