// Role: Debian's Chromium with a page in it: everything that the page does wrong is written down, and must be nothing in the end.

import axe from "axe-core";
import assert from "node:assert/strict";
import { type Browser, chromium, type Page as Tab } from "playwright-core";
import { findProgram, missingProgram } from "../outside_program.ts";

/** Why there is no browser here; null where there is one. */
export const NO_BROWSER = missingProgram("chromium");

/** Whoever runs the tests is told of it by `tests/check.ts`. */
const SCREENSHOTS = new URL("../../screenshots/", import.meta.url);

/** How a tab looks at a page. */
export interface Look {
  readonly width?: number;
  readonly scheme?: "dark" | "light";
}

/** A tab, and what went wrong in it. */
export interface Watched {
  readonly tab: Tab;
  /** Errors of the console and the page, dialogs, and requests to other places than `allowed`. */
  readonly faults: readonly string[];
}

/** A browser for the tests of a file; closed by its owner. */
export async function launch(): Promise<Browser> {
  // As root, which CI is, Chromium has no sandbox.
  return await chromium.launch({
    executablePath: findProgram("chromium")!,
    args: ["--no-sandbox", "--disable-gpu"],
  });
}

/** Opens an address, and waits until the page has drawn what there is. `allowed`: how the addresses begin that it may ask for. */
export async function openTab(
  browser: Browser,
  address: string,
  allowed: string,
  look: Look = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: 900 },
    colorScheme: look.scheme ?? "light",
    acceptDownloads: true,
  });
  const tab = await context.newPage(), faults: string[] = [];
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  tab.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  tab.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  tab.on("request", (request) => {
    if (!request.url().startsWith(allowed) && !/^(data|blob):/.test(request.url())) {
      faults.push(`request: ${request.url()}`);
    }
  });
  await tab.goto(address);
  await settled(tab);
  return { tab, faults };
}

/** Waits until an expression holds in the page. Playwright's own way would need a policy that lets the page evaluate texts. */
export async function until(tab: Tab, expression: string, milliseconds = 5000): Promise<void> {
  const due = Date.now() + milliseconds;
  while (!await tab.evaluate(expression)) {
    if (Date.now() > due) throw new Error(`Not within ${milliseconds} ms: ${expression}`);
    await tab.waitForTimeout(20);
  }
}

/** Waits until the page has what it asked for. */
export async function settled(tab: Tab): Promise<void> {
  await tab.waitForSelector(".panel");
  const tables = "document.querySelectorAll('.top-table, .two .empty').length >= 4";
  await until(tab, `document.querySelector('.nothing') !== null || ${tables}`);
  await tab.waitForTimeout(60);
}

/** Violations of the accessibility rules as lines. */
export async function violations(tab: Tab): Promise<string[]> {
  // The policy of the page forbids foreign scripts; the debugger's are none.
  await tab.evaluate(axe.source);
  const { violations } = await tab.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    "axe.run()",
  );
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`
  );
}

/** A picture, which CI keeps: of the whole page, or of what the window shows. */
export async function keepPicture(tab: Tab, name: string, fullPage = true): Promise<void> {
  Deno.mkdirSync(SCREENSHOTS, { recursive: true });
  await tab.screenshot({
    path: decodeURIComponent(new URL(`${name}.png`, SCREENSHOTS).pathname),
    fullPage,
  });
}

/** The number in a text: "≥ 2,424" is 2424. */
export function numberIn(text: string | null): number {
  const number = Number((text ?? "").replace(/[^\d.]/g, ""));
  assert.ok(text !== null && /\d/.test(text), `no number: ${text}`);
  return number;
}

/** The rows of a table of values: value and hits. */
export async function tableRows(tab: Tab, plural: string): Promise<[value: string, hits: number][]> {
  const cells = await tab.locator(`[aria-label="Table of ${plural}"] tbody tr`).evaluateAll((rows) =>
    rows.map((row) => [
      row.querySelector("th button, th span")!.textContent!,
      row.querySelector("td")!.textContent!,
    ])
  );
  return cells.map(([value, hits]) => [value, numberIn(hits)]);
}

/** A total of the tiles. */
export async function totalOf(tab: Tab, name: "hits" | "failures"): Promise<number> {
  return numberIn(await tab.locator(`[data-total="${name}"]`).textContent());
}
