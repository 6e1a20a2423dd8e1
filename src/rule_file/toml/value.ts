// Role: the values of a TOML file, each with its line, and how messages repeat them.

import { tomlText } from "./quote.ts";

export interface Placed {
  /** Line of the file, from 1; of a table the line of its head. */
  readonly line: number;
}

export interface TomlText extends Placed {
  readonly kind: "text";
  readonly text: string;
}

/** An integer or a float, `inf` and `nan` among them. */
export interface TomlNumber extends Placed {
  readonly kind: "number";
  /** Its value as the nearest double. */
  readonly number: number;
  /** As it is written. */
  readonly written: string;
}

/** An array, or the tables of the same `[[head]]`. */
export interface TomlList extends Placed {
  readonly kind: "list";
  readonly items: TomlValue[];
}

/** A table, however it is written. */
export interface TomlTable extends Placed {
  readonly kind: "table";
  /** Its keys, in the order of the file. */
  readonly entries: Map<string, TomlValue>;
}

/** What no rule file has a use for: truth values, dates, and what is nested too deeply. */
export interface TomlOther extends Placed {
  readonly kind: "other";
  /** As it is written, or a description. */
  readonly written: string;
}

/** Any of them. */
export type TomlValue = TomlText | TomlNumber | TomlList | TomlTable | TomlOther;

/** Longest part of a text that a message repeats, in characters. */
const LONGEST = 60;

/** Texts that messages do not repeat: addresses of Slack, signing keys, addresses with a password. */
const SECRET = /hooks\.slack\.com|whsec_|:\/\/[^/\s]*@/i;

/**
 * A value as a message repeats it: on one line, printable, cut where it is long, and not at all where it looks like a
 * secret.
 */
export function shown(value: TomlValue): string {
  if (value.kind === "list") return value.items.length === 0 ? "[]" : "[ … ]";
  if (value.kind === "table") return "{ … }";
  return value.kind === "text" ? shownText(value.text) : value.written;
}

/** The same for a text alone, in quotes. */
export function shownText(text: string): string {
  if (SECRET.test(text)) return "(not shown, as it looks like a secret)";
  const characters = [...text.slice(0, 2 * LONGEST + 2)];
  const cut = characters.length > LONGEST ? characters.slice(0, LONGEST).join("") + "…" : text;
  return tomlText(cut);
}
