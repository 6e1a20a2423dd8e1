// Role: a family of JSON logs by its keys.

import { beginRecords, misfitOf, probesOf, unreadIn, zoneOf } from "../beginning.ts";
import type { Beginning, LogFormat, ReadOptions } from "../format.ts";
import { jsonLayout } from "./json_layout.ts";
import { isWholeSpan, JsonParser } from "./json_parser.ts";
import { RecordLines } from "../record_lines.ts";
import { type CompiledKeys, compileKeys, type KeySet } from "./keys.ts";
import { JsonScanner } from "./scanner.ts";
import { TimeKeys } from "./time_key.ts";

/** What a family of JSON is made of. */
interface JsonFamily extends Pick<LogFormat, "name" | "summary"> {
  readonly keys: KeySet;
  /** Whether a person has named the keys: they are taken whatever they hold. */
  readonly isNamed?: boolean;
}

/** The family whose lines are objects with these keys. */
export function jsonFormatOf({ name, summary, keys, isNamed = false }: JsonFamily): LogFormat {
  // Most logs are no JSON: the names are made ready where they are needed.
  let compiled: ReturnType<typeof compileKeys> | null = null;
  const parserFor = (options: ReadOptions) => new JsonParser(compiled ??= compileKeys(keys), zoneOf(options));
  const probe = probesOf(parserFor), times = probesOf((options) => new TimeKeys(keys, zoneOf(options)));
  return {
    name,
    summary,
    begin(line, options) {
      if (line[0] !== 0x7b && line[0] !== 0x20) return { fitting: 0, failed: "it is not an object of JSON" };
      const { keys: own, odd } = times(options).of(line);
      if (own === keys) {
        const parser = probe(options), misfit = misfitOf(parser, line);
        if (misfit !== null) return misfit;
        if (odd !== null && !isNamed) return { fitting: parser.fitting, failed: odd };
        const begun = recordsOf(parserFor(options), compiled!, line);
        return odd === null ? begun : { ...begun, warning: odd };
      }
      const fewer = compileKeys(own), parser = new JsonParser(fewer, zoneOf(options));
      return misfitOf(parser, line) ?? recordsOf(parser, fewer, line);
    },
    reader: (options) => new RecordLines(parserFor(options)),
  };
}

const KEYS =
  "name the keys, as in --log-format json:time=ts,status=status,host=request.remote_ip,method=request.method," +
  "target=request.uri,bytes=size,duration_ms=duration";

/** What is said of a duration without a unit. */
const BARE =
  `its duration has no unit and is taken as seconds, as Caddy writes it unless its duration_format says otherwise; where it does, ${KEYS}`;
const WHOLE =
  `its duration is a whole number without a unit, and Caddy writes fractions of seconds unless its duration_format says otherwise: ` +
  `whole ones are not read; to have them, ${KEYS} (or duration_ns)`;

function recordsOf(parser: JsonParser, keys: CompiledKeys, line: Uint8Array): Beginning {
  const span = bareSpan(keys, line), isWhole = span !== null && isWholeSpan(span, 0, span.length);
  return {
    ...beginRecords(parser, jsonLayout(keys, line)),
    unreadIn: (line) => unreadIn(parser, line),
    ...span === null ? {} : isWhole ? { warning: WHOLE } : { note: BARE },
  };
}

/** The duration of a line that could have a unit, as in `154ms`, and has none; null where it is another. */
function bareSpan(keys: CompiledKeys, line: Uint8Array): Uint8Array | null {
  const scanner = new JsonScanner(keys);
  scanner.scan(line, 0, line.length);
  const durations = keys.roles.find(([{ role }]) => role === "duration") ?? [];
  const key = durations.find(({ slot, beside }) => scanner.has(slot) && (beside < 0 || scanner.has(beside)));
  if (key?.hasFraction !== true) return null;
  const span = line.subarray(scanner.starts[key.slot], scanner.ends[key.slot]), last = span[span.length - 1];
  return last >= 0x30 && last <= 0x39 ? span : null;
}
