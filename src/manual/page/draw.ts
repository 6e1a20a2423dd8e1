// Role: a page of the manual → text for a terminal or a pipe: wrapped to the width, code as it is, tables made to fit.

import { wrapped } from "../../render/text/wrap.ts";
import { type Block, type PageTable, parsePage } from "./blocks.ts";
import { heading, inline, withSpaces } from "./inline.ts";
import { tableText } from "./table.ts";

/** What a page is drawn for. */
export interface PageLook {
  /** Columns, 40 or more. */
  readonly width: number;
  /** Whether headings are bold: on a terminal, unless NO_COLOR. */
  readonly isBold: boolean;
  /** Makes the table that a page asks for by name: "options replay". */
  table(name: string): Promise<PageTable>;
}

const TEXT = "  ", CODE = "    ";

/** The page as text, with a line feed at its end. */
export async function drawPage(page: string, look: PageLook): Promise<string> {
  const parts: string[] = [];
  let before: Block | null = null;
  for (const block of parsePage(page)) {
    // Items of one list stand together.
    if (before !== null) parts.push(before.kind === "item" && block.kind === "item" ? "\n" : "\n\n");
    parts.push(await drawBlock(block, look));
    before = block;
  }
  return withSpaces(parts.join("")) + "\n";
}

async function drawBlock(block: Block, look: PageLook): Promise<string> {
  const { width, isBold } = look;
  switch (block.kind) {
    case "heading":
      return wrapped(heading(block.text, isBold), width, 0);
    case "paragraph":
      return wrapped(TEXT + inline(block.text, isBold), width, TEXT.length);
    case "item": {
      const mark = `${TEXT}${block.mark} `;
      return wrapped(mark + inline(block.text, isBold), width, mark.length);
    }
    case "code":
      return block.lines.map((line) => line === "" ? "" : CODE + line).join("\n");
    case "table":
      return tableText(block.table, width);
    case "generated":
      return tableText(await look.table(block.name), width);
  }
}
