// Role: a page of the manual as a list of blocks: headings, paragraphs, list items, code, tables, and the places of tables
// that the program makes itself. Reads the part of Markdown that the pages use, and nothing else.

/** Rows of cells, the head first; an empty head is not shown. Cells are Markdown. */
export interface PageTable {
  /** The names of the columns. */
  readonly head: readonly string[];
  /** Each as many cells as the head. */
  readonly rows: readonly (readonly string[])[];
  /** For each column whether it is set to the right; absent: none is. */
  readonly toRight?: readonly boolean[];
}

/** One part of a page. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** `mark` is "-" or a number with its dot. */
  | { readonly kind: "item"; readonly mark: string; readonly text: string }
  | { readonly kind: "code"; readonly lines: readonly string[] }
  | { readonly kind: "table"; readonly table: PageTable }
  /** A table that is made from a registry: "options replay". */
  | { readonly kind: "generated"; readonly name: string };

const HEADING = /^(#+) (.*)$/;
const ITEM = /^(-|\d+\.) +(.*)$/;
const GENERATED = /^<!-- table: ([\w -]+) -->$/;
const COMMENT = /^<!--.*-->$/;

/**
 * The blocks of a page, in order. `<!-- table: NAME -->` and the paragraph behind it become one block: the paragraph is for
 * people who read the file itself, where no table can be made. Other comments are left out.
 *
 * Errors: `SyntaxError` for a code block without an end.
 */
export function parsePage(page: string): Block[] {
  const lines = page.split(/\r?\n/);
  const blocks: Block[] = [];
  let next = 0;
  /** Takes the lines of a paragraph, from the next one on, joined to one. */
  const paragraph = (): string => {
    const from = next;
    while (next < lines.length && continuesParagraph(lines[next], next === from)) next++;
    return lines.slice(from, next).map((line) => line.trim()).join(" ");
  };
  while (next < lines.length) {
    const line = lines[next];
    const heading = HEADING.exec(line), item = ITEM.exec(line), generated = GENERATED.exec(line);
    if (line.trim() === "" || (COMMENT.test(line) && generated === null)) next++;
    else if (heading !== null) {
      blocks.push({ kind: "heading", level: heading[1].length, text: heading[2] });
      next++;
    } else if (generated !== null) {
      blocks.push({ kind: "generated", name: generated[1] });
      next++;
      if (lines[next]?.trim() === "") next++;
      paragraph();
    } else if (line.startsWith("```")) {
      const end = lines.indexOf("```", next + 1);
      if (end < 0) throw new SyntaxError(`The code block of line ${next + 1} has no end`);
      blocks.push({ kind: "code", lines: lines.slice(next + 1, end) });
      next = end + 1;
    } else if (line.startsWith("|")) {
      const from = next;
      while (lines[next]?.startsWith("|")) next++;
      blocks.push({ kind: "table", table: readTable(lines.slice(from, next)) });
    } else if (item !== null) {
      blocks.push({ kind: "item", mark: item[1], text: paragraph().slice(item[1].length).trim() });
    } else blocks.push({ kind: "paragraph", text: paragraph() });
  }
  return blocks;
}

function continuesParagraph(line: string, isFirst: boolean): boolean {
  return line.trim() !== "" &&
    (isFirst || !(/^(```|\||<!--)/.test(line) || HEADING.test(line) || ITEM.test(line)));
}

function readTable([head, rule, ...rows]: readonly string[]): PageTable {
  return {
    head: cellsOf(head),
    rows: rows.map(cellsOf),
    toRight: cellsOf(rule).map((cell) => cell.endsWith(":")),
  };
}

function cellsOf(line: string): string[] {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) =>
    cell.trim().replaceAll("\\|", "|")
  );
}
