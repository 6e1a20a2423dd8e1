// Role: quotes and escapes of configuration files around a pasted format.

/** What stands for a byte after a backslash; other backslashes stay. */
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "'": "'", "\\": "\\", "t": "\t" };

/** The character at a place of a text, with its escape undone, and its length. */
export function characterAt(text: string, at: number): readonly [character: string, length: number] {
  const escaped = text[at] === "\\" ? ESCAPES[text[at + 1]] : undefined;
  return escaped === undefined ? [text[at], 1] : [escaped, 2];
}

/**
 * The contents of strings between quotes, one after the other, joined; escapes stay as they are. Null where there is something else
 * than strings, and one semicolon or a word at the end.
 */
export function joinedStrings(text: string): string | null {
  const string = /\s*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)')/y;
  let joined = "", at = 0;
  for (let found = string.exec(text); found !== null; found = string.exec(text)) {
    joined += found[1] ?? found[2];
    at = string.lastIndex;
  }
  return at > 0 && /^(\s*;|\s+[\w-]+)?\s*$/.test(text.slice(at)) ? joined : null;
}
