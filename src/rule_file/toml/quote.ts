// Role: any text as a printable TOML string.

/** Characters that TOML strings or terminals do not take as text. */
const UNSAFE = /["\\]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text in quotes, as TOML reads it back, on one line; what steers a terminal or is invisible is escaped. */
export function tomlText(text: string): string {
  return `"${text.replace(UNSAFE, escaped)}"`;
}

function escaped(character: string): string {
  if (character === '"' || character === "\\") return "\\" + character;
  const digits = character.codePointAt(0)!.toString(16);
  return digits.length > 4 ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
}
