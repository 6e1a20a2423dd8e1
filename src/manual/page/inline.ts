// Role: the Markdown within a line → words for a terminal. Links name the page to ask for; code keeps its backticks, so that
// it can be told from prose where nothing is bold.

const BOLD = ["\x1b[1m", "\x1b[22m"] as const;

/** Code up to this many letters is not cut at its spaces; in a cell, which is narrower, up to so many. */
const UNCUT = 30, UNCUT_CELL = 20;

/** Stands for a space that is no place to cut; {@link withSpaces} gives it back. */
const TIED = "\u00A0";

/** The text of a heading: bold on a terminal. */
export function heading(text: string, isBold: boolean): string {
  return isBold ? `${BOLD[0]}${inline(text, false)}${BOLD[1]}` : inline(text, false);
}

/** The text of a paragraph or an item. */
export function inline(text: string, isBold: boolean): string {
  return mapProse(links(text), (prose) => emphasis(prose, isBold), (code) => tied(code, UNCUT));
}

/** The text of a cell: columns set it apart, so that code needs no backticks. */
export function cell(text: string): string {
  return mapProse(
    links(text),
    (prose) => emphasis(prose, false),
    (code) => tied(code.slice(1, -1), UNCUT_CELL),
  );
}

function tied(code: string, longest: number): string {
  return code.length > longest ? code : code.replaceAll(" ", TIED);
}

/** Text that was cut, with its spaces again. */
export function withSpaces(text: string): string {
  return text.replaceAll(TIED, " ");
}

/** Changes what is code, and what is between. */
function mapProse(text: string, prose: (text: string) => string, code: (text: string) => string): string {
  return text.split(/(`[^`]+`)/).map((part, place) => place % 2 === 1 ? code(part) : prose(part)).join("");
}

function links(text: string): string {
  return text.replace(/\[((?:`[^`]*`|[^\]`])+)\]\(([^)\s]+)\)/g, (_, shown: string, target: string) => {
    const page = /^([\w-]+)\.md(?:#.*)?$/.exec(target);
    if (page !== null) {
      const command = `\`httplog help ${page[1]}\``;
      return shown === page[1] ? command : `${shown} (${command})`;
    }
    return /^https?:/.test(target) && shown !== target ? `${shown} (${target})` : shown;
  });
}

/** `**bold**` is bold word by word, because a line may end between two of them; `_emphasis_` is plain. */
function emphasis(text: string, isBold: boolean): string {
  const words = (bold: string): string =>
    isBold ? bold.split(" ").map((word) => `${BOLD[0]}${word}${BOLD[1]}`).join(" ") : bold;
  return text.replace(/\*\*([^*]+)\*\*/g, (_, bold: string) => words(bold))
    .replace(/(?<!\w)_([^_\s](?:[^_]*[^_\s])?)_(?!\w)/g, "$1")
    .replace(/\\([\\*_|<>[\]])/g, "$1");
}
