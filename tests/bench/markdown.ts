// Role: the tables that benchmarks print, in Markdown as the manual has it. Pure.

/** A table: the first column is text, the others are aligned to the right. Cells hold no line feed. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(4, ...cells.map((row) => row[column].length)));
  const line = (row: readonly string[]): string =>
    `| ${
      row.map((cell, at) => at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])).join(" | ")
    } |`;
  const rule = widths.map((width, at) => at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`);
  return [line(cells[0]), line(rule), ...cells.slice(1).map(line)].join("\n") + "\n";
}

/** A number with three digits that count: 0.0641, 2.57, 61.3, 1,204. */
export function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString("en-US");
  const decimals = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(value)));
  return value.toFixed(Math.min(4, decimals));
}
