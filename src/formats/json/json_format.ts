// Role: a family of JSON logs by its keys.

import { beginRecords, misfitOf, probesOf, zoneOf } from "../beginning.ts";
import type { Beginning, LogFormat, ReadOptions } from "../format.ts";
import { jsonLayout } from "./json_layout.ts";
import { JsonParser } from "./json_parser.ts";
import { RecordLines } from "../record_lines.ts";
import { type CompiledKeys, compileKeys, type KeySet } from "./keys.ts";
import { JsonScanner } from "./scanner.ts";
import { withPlausibleTime } from "./time_key.ts";

/** The family whose lines are objects with these keys. */
export function jsonFormatOf(
  { name, summary, keys }: Pick<LogFormat, "name" | "summary"> & { readonly keys: KeySet },
): LogFormat {
  // Most logs are no JSON: the names are made ready where they are needed.
  let compiled: ReturnType<typeof compileKeys> | null = null;
  const parserFor = (options: ReadOptions) => new JsonParser(compiled ??= compileKeys(keys), zoneOf(options));
  const probe = probesOf(parserFor);
  return {
    name,
    summary,
    begin(line, options) {
      if (line[0] !== 0x7b && line[0] !== 0x20) return { fitting: 0, failed: "it is not an object of JSON" };
      const own = withPlausibleTime(keys, probe(options), line, options);
      if (own === keys) {
        return misfitOf(probe(options), line) ?? recordsOf(parserFor(options), compiled!, line);
      }
      const fewer = compileKeys(own), parser = new JsonParser(fewer, zoneOf(options));
      return misfitOf(parser, line) ?? recordsOf(parser, fewer, line);
    },
    reader: (options) => new RecordLines(parserFor(options)),
  };
}

function recordsOf(parser: JsonParser, keys: CompiledKeys, line: Uint8Array): Beginning {
  return { ...beginRecords(parser, jsonLayout(keys, line)), assumesSeconds: hasBareSpan(keys, line) };
}

/** Whether the duration of a line could have a unit, as in `154ms`, and has none. */
function hasBareSpan(keys: CompiledKeys, line: Uint8Array): boolean {
  const scanner = new JsonScanner(keys);
  scanner.scan(line, 0, line.length);
  const durations = keys.roles.find(([{ role }]) => role === "duration") ?? [];
  const key = durations.find(({ slot, beside }) => scanner.has(slot) && (beside < 0 || scanner.has(beside)));
  if (key?.decode !== "span") return false;
  const last = line[scanner.ends[key.slot] - 1];
  return last >= 0x30 && last <= 0x39;
}
