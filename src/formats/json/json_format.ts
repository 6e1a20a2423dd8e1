// Role: a family of JSON logs by its keys.

import { beginRecords, misfitOf, probesOf, zoneOf } from "../beginning.ts";
import type { LogFormat, ReadOptions } from "../format.ts";
import { jsonLayout } from "./json_layout.ts";
import { JsonParser } from "./json_parser.ts";
import { RecordLines } from "../record_lines.ts";
import { compileKeys, type KeySet } from "./keys.ts";
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
        const misfit = misfitOf(probe(options), line);
        return misfit ?? beginRecords(parserFor(options), jsonLayout(compiled!, line));
      }
      const fewer = compileKeys(own), parser = new JsonParser(fewer, zoneOf(options));
      return misfitOf(parser, line) ?? beginRecords(parser, jsonLayout(fewer, line));
    },
    reader: (options) => new RecordLines(parserFor(options)),
  };
}
