// Role: tests of how a page of the manual is drawn: nothing is lost or too wide at any width from 40 columns on, code stays as
// it is, tables fit, and links say what to type.

import assert from "node:assert/strict";
import fc from "fast-check";
import { manualTable } from "../../../src/cli/manual.ts";
import { COMMANDS } from "../../../src/commands/mod.ts";
import { parsePage } from "../../../src/manual/page/blocks.ts";
import { drawPage, type PageLook } from "../../../src/manual/page/draw.ts";
import { displayWidth } from "../../../src/render/text/width.ts";
import { PAGES } from "../document.ts";

const NARROWEST = 40, WIDEST = 120;

function look(width: number, isBold = false): PageLook {
  return { width, isBold, table: (name) => manualTable(name, COMMANDS) };
}

function drawn(page: string, width = 80, isBold = false): Promise<string> {
  return drawPage(page, look(width, isBold));
}

/** The text between indents and line ends. */
function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Lines that are too wide although they could be cut. */
function tooWide(text: string, width: number): string[] {
  return text.split("\n").filter((line) =>
    displayWidth(line) > width && /\S {1,}\S/.test(line.replace(/^ *(- |\d+\. )?/, ""))
  );
}

const word = fc.stringMatching(/^[a-z0-9/:,.→×%-]{1,12}$/).filter((text) => !/^(-|\d+\.)$/.test(text));
const words = (most: number) =>
  fc.array(word, { minLength: 1, maxLength: most }).map((list) => list.join(" "));
const widths = fc.integer({ min: NARROWEST, max: WIDEST });

Deno.test("a paragraph and a list keep their words in order, at any width", () =>
  fc.assert(fc.asyncProperty(words(60), words(40), widths, async (first, second, width) => {
    const text = await drawn(`${first}\n\n- ${second}\n- x\n`, width);
    assert.deepEqual(wordsOf(text), [...wordsOf(first), "-", ...wordsOf(second), "-", "x"]);
    assert.deepEqual(tooWide(text, width), []);
    for (const line of text.trimEnd().split("\n")) assert.match(line, /^( {2}\S.*| {4}\S.*|)$/);
  })));

Deno.test("code stays as it is, at any width", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[ -_a-~]{0,150}$/), { maxLength: 5 }),
      widths,
      async (lines, width) => {
        const text = await drawn(["before", "", "```sh", ...lines, "```", "", "after", ""].join("\n"), width);
        const shown = lines.map((line) => line === "" ? "" : `    ${line}`);
        assert.equal(
          text,
          ["  before", "", ...shown, ...(lines.length === 0 ? [""] : []), "", "  after", ""].join("\n"),
        );
      },
    ),
  ));

Deno.test("a table keeps the words of every cell in order, and fits, at any width", () => {
  const row = fc.array(words(14), { minLength: 3, maxLength: 3 });
  return fc.assert(
    fc.asyncProperty(
      row,
      fc.array(row, { minLength: 1, maxLength: 4 }),
      widths,
      async (head, rows, width) => {
        const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
        const text = await drawn(line(head) + "| --- | --- | ---: |\n" + rows.map(line).join(""), width);
        assert.deepEqual(tooWide(text, width), []);
        const shown = wordsOf(text);
        for (const cell of rows.flat()) {
          let at = -1;
          for (const each of wordsOf(cell)) {
            at = shown.findIndex((other, place) => place > at && (other === each || other === `${each}:`));
            assert.notEqual(at, -1, `${each} of ${cell} in\n${text}`);
          }
        }
      },
    ),
  );
});

Deno.test("every page fits every width; only code may be wider", async () => {
  for (const { path, text } of PAGES) {
    const code = new Set(
      parsePage(text).flatMap((block) =>
        block.kind === "code" ? block.lines.map((line) => `    ${line}`) : []
      ),
    );
    for (let width = NARROWEST; width <= WIDEST; width += width < 90 ? 1 : 10) {
      const lines = (await drawn(text, width)).split("\n");
      const prose = lines.filter((line) => !code.has(line)).join("\n");
      assert.deepEqual(tooWide(prose, width), [], `${path} at ${width}`);
      // Nothing of Markdown is left, but the backticks.
      assert.doesNotMatch(prose.replace(/`[^`]*`/g, ""), /\]\(|\*\*|<!--|\u00A0/, path);
    }
  }
});

Deno.test("what people type and what is printed is narrow enough for 80 columns", () => {
  for (const { path, text } of PAGES) {
    for (const [, script] of text.matchAll(/^```(?:sh|text)\n([\s\S]*?)^```$/gm)) {
      for (const line of script.split("\n")) assert.ok(line.length <= 76, `${path}: ${line}`);
    }
  }
});

Deno.test("headings, links, emphasis and code as they look", async () => {
  const page =
    "# a: b\n\nSee [the rules](rules.md#keys) and [sql](sql.md), [Deno](https://deno.com), [below](#x), [src/a.ts](../a.ts);\n" +
    "**bold words**, _plain_, `a_b_c`, a\\_b.\n\n## Next\n\n1. one\n2. two\n";
  assert.equal(
    await drawn(page, 160),
    "a: b\n\n  See the rules (`httplog help rules`) and `httplog help sql`, Deno (https://deno.com), below, src/a.ts; bold words, plain, `a_b_c`, a_b.\n\n" +
      "Next\n\n  1. one\n  2. two\n",
  );
  const bold = await drawn(page, 160, true);
  assert.ok(bold.startsWith("\x1b[1ma: b\x1b[22m\n"));
  assert.ok(bold.includes("\x1b[1mbold\x1b[22m \x1b[1mwords\x1b[22m,"));
  // A style takes no room.
  assert.equal(bold.replaceAll("\x1b[1m", "").replaceAll("\x1b[22m", ""), await drawn(page, 160));
  // Short code is not cut at its spaces.
  assert.equal(
    await drawn("one two three four `httplog help sql` five", 40),
    "  one two three four `httplog help sql`\n  five\n",
  );
  assert.equal(
    await drawn("one two three four five `httplog help sql`", 40),
    "  one two three four five\n  `httplog help sql`\n",
  );
});

Deno.test("a table is columns, wrapped columns or a list, by its width", async () => {
  const page =
    "| name | n | about |\n| --- | --: | --- |\n| `a b` | 1 | some words that take room of their own |\n";
  assert.equal(
    await drawn(page, 80),
    "  name  n  about\n  ----  -  --------------------------------------\n  a b   1  some words that take room of their own\n",
  );
  assert.equal(
    await drawn(page, 40),
    "  name  n  about\n  ----  -  -----------------------------\n  a b   1  some words that take room of\n           their own\n",
  );
  const wide =
    "| name | first thing | second thing |\n| --- | --- | --- |\n| a longer key | a value of some words | and another of some |\n";
  assert.equal(
    await drawn(wide, 40),
    "  a longer key\n    first thing: a value of some words\n    second thing: and another of some\n",
  );
});

Deno.test("a generated table takes the place of the note behind its marker", async () => {
  const page =
    "before\n\n<!-- table: formats -->\n\nThe formats are elsewhere,\nfor readers of the file.\n\nafter\n";
  const text = await drawn(page);
  assert.match(text, /^ {2}before\n\n {2}table +aligned columns.*\n/);
  assert.match(text, /\n\n {2}after\n$/);
  assert.doesNotMatch(text, /elsewhere|readers/);
  await assert.rejects(drawn("<!-- table: no -->\n"), /No table "no"/);
  assert.throws(() => parsePage("```sh\nx\n"), SyntaxError);
});
