// Role: single values of a rule file by their kinds: a choice, a whole number, a span of time, a list of texts. Each gives
// undefined where there is none or a wrong one, and says what is wrong.

import { nearest } from "../../domain/nearest.ts";
import { durationText, parseDuration } from "../../domain/rules/duration.ts";
import type { TableReader } from "./table_reader.ts";
import { shownText, type TomlText } from "../toml/value.ts";

/** Bounds of a number, both included. */
export interface Bounds {
  /** The smallest. */
  readonly least: number;
  /** The largest. */
  readonly most: number;
}

/** A text, or undefined. `allowed` says what may stand there: `Allowed: …`. */
export function readTextValue(reader: TableReader, key: string, allowed: string): TomlText | undefined {
  const value = reader.take(key);
  if (value === undefined || value.kind === "text") return value;
  return reader.refuse(key, value, `is no text in quotes. Allowed: ${allowed}.`);
}

/** One of some words, or undefined. */
export function readChoice<Word extends string>(
  reader: TableReader,
  key: string,
  words: readonly Word[],
): Word | undefined {
  const value = reader.take(key);
  if (value === undefined) return undefined;
  const text = value.kind === "text" ? value.text : undefined;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  return reader.refuse(key, value, `is unknown.${guess(text, words)} Allowed: ${words.join(", ")}.`);
}

/** A whole number, or undefined. */
export function readWhole(reader: TableReader, key: string, { least, most }: Bounds): number | undefined {
  const value = reader.take(key);
  if (value === undefined) return undefined;
  if (value.kind === "number" && Number.isInteger(value.number)) {
    if (value.number >= least && value.number <= most) return value.number;
  }
  return reader.refuse(key, value, `is not allowed. Allowed: a whole number from ${least} to ${most}.`);
}

/** Seconds of a span of time that are a multiple of `step`, or undefined. */
export function readDuration(
  reader: TableReader,
  key: string,
  { least, most }: Bounds,
  step = 1,
): number | undefined {
  const value = reader.take(key);
  if (value === undefined) return undefined;
  const seconds = value.kind === "text" ? parseDuration(value.text.trim()) : undefined;
  const multiple = step === 1 ? "" : `, a multiple of "${durationText(step)}"`;
  const allowed = `Allowed: "${durationText(least)}" to "${durationText(most)}"${multiple}.`;
  if (seconds === undefined) {
    const bare = value.kind === "text" ? value.text.trim() : value.kind === "number" ? value.written : "";
    const near = /^\d{1,9}$/.test(bare) ? ` Did you mean "${bare}s"?` : "";
    return reader.refuse(key, value, `is no span of time like "30s" or "1h30m".${near} ${allowed}`);
  }
  if (seconds < least) return reader.refuse(key, value, `is too short. ${allowed}`);
  if (seconds > most) return reader.refuse(key, value, `is too long. ${allowed}`);
  return seconds % step === 0 ? seconds : reader.refuse(key, value, `is not allowed. ${allowed}`);
}

/** The texts out of a list of texts, or one text alone; undefined where there is nothing. */
export function readTexts(reader: TableReader, key: string, allowed: string): TomlText[] | undefined {
  const value = reader.take(key);
  if (value === undefined) return undefined;
  const items = value.kind === "list" ? value.items : [value];
  const texts: TomlText[] = [];
  for (const item of items) {
    if (item.kind === "text") texts.push(item);
    else reader.refuse(key, item, `is not allowed. Allowed: ${allowed}.`);
  }
  return texts;
}

/** " Did you mean …?" where one of the words is near, else nothing. */
export function guess(text: string | undefined, words: readonly string[]): string {
  const near = text === undefined ? undefined : nearest(text, words);
  return near === undefined ? "" : ` Did you mean ${shownText(near)}?`;
}
