// Role: the two ways out of a panel: the CSV that it saves, and what its line of `query` prints as CSV.

import assert from "node:assert/strict";
import type { Page as Tab } from "playwright-core";
import { until } from "./browser.ts";
import { httplog } from "./program.ts";

/** The titles of the panels that have a button of this kind. */
async function titlesWith(tab: Tab, button: string): Promise<string[]> {
  const labels = await tab.locator(`.panel-head button[aria-label$="${button}"]`).evaluateAll((found) =>
    found.map((one) => one.getAttribute("aria-label")!)
  );
  return labels.map((label) => label.slice(0, label.lastIndexOf(": ")));
}

/** The titles of the panels that save CSV; each has a line of `query`, too. */
export async function csvPanels(tab: Tab): Promise<string[]> {
  const titles = await titlesWith(tab, ": save as CSV");
  const lines = await titlesWith(tab, ": copy the httplog query line");
  for (const title of titles) assert.ok(lines.includes(title), title);
  return titles;
}

/** The file that a panel saves. */
export async function savedCsv(tab: Tab, title: string): Promise<string> {
  const [download] = await Promise.all([
    tab.waitForEvent("download"),
    tab.getByRole("button", { name: `${title}: save as CSV`, exact: true }).click(),
  ]);
  return await Deno.readTextFile((await download.path())!);
}

/** The words of the line that a panel copies, as a shell reads them. */
export async function copiedWords(tab: Tab, title: string): Promise<string[]> {
  const button = tab.getByRole("button", { name: `${title}: copy the httplog query line`, exact: true });
  const line = (await button.getAttribute("title"))!;
  await button.click();
  await until(tab, `document.querySelector('.notice code')?.textContent === ${JSON.stringify(line)}`);
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

/** What the line of a panel prints as CSV. `files`: what stands for a name that a person fills in. */
export async function queriedCsv(
  tab: Tab,
  title: string,
  database: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [program, command, ...given] = await copiedWords(tab, title);
  assert.deepEqual([program, command], ["httplog", "query"]);
  const words = given.map((word) => files[word] ?? word);
  return await httplog(["query", ...words, "--format", "csv"], database);
}
