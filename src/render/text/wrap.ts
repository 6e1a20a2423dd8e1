// Role: text for a terminal cut at spaces: paragraphs, and lists of two columns. Help texts and the manual are made of it.

/** Room for the left side of a list; what is longer puts its right side on a line of its own. */
const LEFT_SIDE = 32;

// deno-lint-ignore no-control-regex -- escapes that set a style take no room
const STYLE = /\x1b\[\d+m/g;

/**
 * One line cut at spaces into lines of at most `width` columns; a longer word keeps a line of its own. Further lines are
 * indented as the first one is, or by `hanging` columns. In "  name  what it is" they stand under "what".
 */
export function wrapped(line: string, width: number, hanging?: number): string {
  const first = /^ */.exec(line)![0];
  const entry = hanging === undefined ? /^ +\S+ {2,}/.exec(line)?.[0] : undefined;
  const next = " ".repeat(hanging ?? (entry ?? first).length);
  const lines: string[] = [];
  let current = entry ?? first;
  let isEmpty = true;
  for (const word of line.slice(current.length).split(" ")) {
    if (!isEmpty && columnsOf(current) + 1 + columnsOf(word) > width) {
      lines.push(current);
      current = next;
      isEmpty = true;
    }
    current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current].join("\n").trimEnd();
}

/** A list: names on the left, what they are on the right, wrapped. */
export function twoColumns(rows: readonly (readonly [left: string, right: string])[], width: number): string {
  const room = Math.min(LEFT_SIDE, width >> 1);
  const left = Math.max(...rows.map(([text]) => text.length).filter((length) => length <= room), 0);
  const indent = left + 4;
  return rows.map(([text, right]) => {
    const lines = wrapped(" ".repeat(indent) + right, width, indent);
    if (text.length <= left) return `  ${text.padEnd(left)}${lines.slice(left + 2)}`;
    return `${wrapped(`  ${text}`, width, 4)}\n${lines}`;
  }).join("\n");
}

/** Columns that text takes: its letters, without the escapes that set a style. */
function columnsOf(text: string): number {
  return text.includes("\x1b") ? text.replace(STYLE, "").length : text.length;
}
