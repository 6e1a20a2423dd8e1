// Role: what single keys of a rule file may hold: a choice, a whole number, a span of time, texts.

import { didYouMean } from "../../domain/nearest.ts";
import { durationText, parseDuration } from "../../domain/rules/duration.ts";
import { latencyText, parseLatency } from "../../domain/rules/latency.ts";
import { tomlText } from "../toml/quote.ts";
import { shownText, type TomlText, type TomlValue } from "../toml/value.ts";
import type { ValueType } from "./key.ts";
import type { TableReader } from "./table_reader.ts";

/** A text. `allowed` says what may stand there, `faultOf` what is wrong with one, as the end of a message. */
export function text(
  allowed: string,
  faultOf: (text: string) => string | null = () => null,
): ValueType<string> {
  return {
    read(reader, key, value) {
      if (value.kind !== "text") {
        return reader.refuse(key, value, `is no text in quotes. Allowed: ${allowed}.`);
      }
      const fault = faultOf(value.text);
      // The text itself may be a secret.
      return fault === null ? value.text : reader.fault(value.line, `${key}${fault}`);
    },
    write: tomlText,
  };
}

/** One of some words. */
export function choice<Word extends string>(words: readonly Word[]): ValueType<Word> {
  return {
    read(reader, key, value) {
      const text = value.kind === "text" ? value.text : "";
      const word = words.find((one) => one === text);
      if (word !== undefined) return word;
      return reader.refuse(
        key,
        value,
        `is unknown.${didYouMean(text, words, shownText)} Allowed: ${words.join(", ")}.`,
      );
    },
    write: tomlText,
  };
}

/** A whole number within bounds, both included. */
export function whole(least: number, most: number): ValueType<number> {
  return {
    read(reader, key, value) {
      const number = value.kind === "number" ? value.number : NaN;
      if (Number.isInteger(number) && number >= least && number <= most) return number;
      return reader.refuse(key, value, `is not allowed. Allowed: a whole number from ${least} to ${most}.`);
    },
    write: String,
  };
}

/** Seconds of a span of time, within bounds, both included, and a multiple of `step`. */
export function duration(least: number, most: number, step = 1): ValueType<number> {
  const multiple = step === 1 ? "" : `, a multiple of "${durationText(step)}"`;
  const allowed = `Allowed: "${durationText(least)}" to "${durationText(most)}"${multiple}.`;
  return {
    read(reader, key, value) {
      const bare = bareText(value);
      const seconds = value.kind === "text" ? parseDuration(bare) : undefined;
      if (seconds === undefined) {
        const near = /^\d{1,9}$/.test(bare) ? ` Did you mean "${bare}s"?` : "";
        return reader.refuse(key, value, `is no span of time like "30s" or "1h30m".${near} ${allowed}`);
      }
      if (seconds < least) return reader.refuse(key, value, `is too short. ${allowed}`);
      if (seconds > most) return reader.refuse(key, value, `is too long. ${allowed}`);
      return seconds % step === 0 ? seconds : reader.refuse(key, value, `is not allowed. ${allowed}`);
    },
    write: (seconds) => tomlText(durationText(seconds)),
  };
}

/** Microseconds of a latency. */
export const LATENCY: ValueType<number> = {
  read(reader, key, value) {
    const bare = bareText(value), latency = value.kind === "text" ? parseLatency(bare) : undefined;
    if (latency !== undefined) return latency;
    const near = /^\d{1,10}$/.test(bare) ? ` Did you mean "${bare}ms"?` : "";
    return reader.refuse(
      key,
      value,
      `is no latency.${near} Allowed: "1us" to "3600s", with us, ms or s, as in "300ms" or "1.5s".`,
    );
  },
  write: (latency) => tomlText(latencyText(latency)),
};

/** The texts of a list, or a single text; what is none is refused. */
export function readTexts(reader: TableReader, key: string, value: TomlValue, allowed: string): TomlText[] {
  const items = value.kind === "list" ? value.items : [value];
  return items.filter((item) => {
    if (item.kind !== "text") reader.refuse(key, item, `is not allowed. Allowed: ${allowed}.`);
    return item.kind === "text";
  });
}

/** A text without the spaces around it, or a number, as it is written; else "". */
export function bareText(value: TomlValue): string {
  return value.kind === "text" ? value.text.trim() : value.kind === "number" ? value.written : "";
}

/** Values as a list of TOML. */
export function tomlList(values: readonly string[]): string {
  return `[${values.join(", ")}]`;
}
