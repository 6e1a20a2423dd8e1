// Role: which of several keys that may be the time of a JSON log is it: the first whose value, in the line that begins the log, is a
// time at which there were web servers. `time` is a time span in many logs that have a `date` beside it.

import { LogRecord } from "../../domain/record.ts";
import { isPlausibleTime, otherNumber } from "../decode/plausible_time.ts";
import { parseAnyTime } from "../decode/times.ts";
import type { Zone } from "../decode/zone.ts";
import { JsonParser } from "./json_parser.ts";
import { compileKeys, type KeySet } from "./keys.ts";
import { JsonScanner } from "./scanner.ts";

/** What is known of the time of a line that may begin a log. */
interface LineTime {
  /** The keys without those that come first and are no plausible time, where another one of the line is; else the keys as they are. */
  readonly keys: KeySet;
  /** Why none of them is, where the first is a number of another kind; null where it is not. */
  readonly odd: string | null;
}

/** How roles are named by who names keys. */
const NAMES: Readonly<Record<string, string>> = {
  status: "status",
  host: "host",
  request: "request",
  method: "method",
  target: "target",
  size: "bytes",
};

/** A time that is no number alone, and a key that can be named so. */
const DATE = /\D/, NAMEABLE = /^[\w@:.-]+$/;

/** Looks at lines that may begin a log. Keeps what it needs for each of the keys: such lines may come by the thousand. */
export class TimeKeys {
  readonly #keys: KeySet;
  readonly #zone: Zone | null;
  readonly #parser: JsonParser;
  /** For each key that may be the time, a parser that takes it alone. */
  #alone: readonly JsonParser[] | null = null;
  readonly #record = new LogRecord();

  constructor(keys: KeySet, zone: Zone | null) {
    this.#keys = keys;
    this.#zone = zone;
    this.#parser = new JsonParser(compileKeys(keys), zone);
  }

  of(line: Uint8Array): LineTime {
    const keys = this.#keys;
    if (this.#isPlausible(this.#parser, line) !== false) return { keys, odd: null };
    const times = keys.keys.filter(({ role }) => role === "time");
    const place = this.#aloneParsers().findIndex((parser) => this.#isPlausible(parser, line) === true);
    if (place < 0) return { keys, odd: oddTime(keys, line) };
    const dropped = new Set(times.slice(0, place));
    return { keys: { ...keys, keys: keys.keys.filter((key) => !dropped.has(key)) }, odd: null };
  }

  #aloneParsers(): readonly JsonParser[] {
    const { keys } = this.#keys, others = keys.filter(({ role }) => role !== "time");
    return this.#alone ??= keys.filter(({ role }) => role === "time").map((time) =>
      new JsonParser(compileKeys({ ...this.#keys, keys: [time, ...others] }), this.#zone)
    );
  }

  /** Null where the line is no record by other keys than the time. */
  #isPlausible(parser: JsonParser, line: Uint8Array): boolean | null {
    return parser.parse(line, 0, line.length, this.#record) ? isPlausibleTime(this.#record.time) : null;
  }
}

/** Why a time that is a mere number is none; null where it may be one. */
function oddTime(keys: KeySet, line: Uint8Array): string | null {
  const compiled = compileKeys(keys), scanner = new JsonScanner(compiled);
  if (!scanner.scan(line, 0, line.length)) return null;
  const found = compiled.roles.flatMap((keys) =>
    keys.find(({ slot, beside }) => scanner.has(slot) && (beside < 0 || scanner.has(beside))) ?? []
  );
  const time = found.find(({ role }) => role === "time");
  if (time === undefined) return null;
  const value = line.subarray(scanner.starts[time.slot], scanner.ends[time.slot]);
  const text = otherNumber(value, `key ${time.name}`);
  if (text === null) return null;
  const others = found.flatMap(({ role, name }) => {
    const called = NAMES[role ?? ""];
    return called === undefined ? [] : [`${called}=${name}`];
  });
  const named = [`time=${datedKey(line) ?? "KEY"}`, ...others].join(",");
  return `${text}; where another key is the time, name it, as in --log-format json:${named}`;
}

/** The first key whose value is the text of a time, as it is named with dots; null where none is. */
function datedKey(line: Uint8Array): string | null {
  try {
    return datedIn(JSON.parse(new TextDecoder().decode(line)), "");
  } catch {
    // The scanner reads more than JSON is.
    return null;
  }
}

function datedIn(value: unknown, name: string): string | null {
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return NAMEABLE.test(name) && DATE.test(value) &&
        isPlausibleTime(parseAnyTime(bytes, 0, bytes.length, null))
      ? name
      : null;
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = datedIn(inner, name === "" ? key : `${name}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
