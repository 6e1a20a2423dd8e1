// Role: the family of W3C extended logs: IIS, CloudFront and others by their `#Fields`.

import { withoutZone, zoneOf } from "../beginning.ts";
import { Problem } from "../../domain/problem.ts";
import type { Beginning, LogFormat } from "../format.ts";
import { directiveText, isDirective, type W3cGiven, type W3cState, w3cState } from "../w3c/w3c_fields.ts";
import { W3cReader } from "../w3c/w3c_reader.ts";

/** What the text of such a format begins with where it says the unit of `time-taken`. */
export const TIME_TAKEN_PREFIX = "w3c:time-taken=";

const UNITS: ReadonlyMap<string, NonNullable<W3cGiven["timeTaken"]>> = new Map([
  ["s", "seconds"],
  ["ms", "milliseconds"],
  ["us", "microseconds"],
]);

/** Logs whose columns are named by `#Fields`, also anew in mid-file. */
export const w3cFormat: LogFormat = formatWith("w3c", null);

/**
 * The same, where `time-taken` is in the unit that the text says.
 *
 * Errors: `Problem` "usage" for another unit.
 */
export function w3cFormatWith(text: string): LogFormat {
  const unit = UNITS.get(text.slice(TIME_TAKEN_PREFIX.length));
  if (unit === undefined) {
    throw new Problem(
      "usage",
      `--log-format ${TIME_TAKEN_PREFIX}UNIT takes one of these units: ${[...UNITS.keys()].join(", ")}.`,
    );
  }
  return formatWith(text, unit);
}

function formatWith(name: string, timeTaken: W3cGiven["timeTaken"]): LogFormat {
  return {
    name,
    summary: "W3C extended logs with #Fields: IIS, CloudFront and others",
    begin: (line, options) => {
      if (line[0] !== 0x23) return { fitting: 0, failed: "it is no directive such as #Fields" };
      const text = directiveText(line), given = { zone: zoneOf(options), timeTaken };
      if (!isDirective(text)) return { fitting: 0, failed: "it is no directive such as #Fields" };
      const state = w3cState(text, given);
      if (/^#\s*Fields/i.test(text)) {
        if (state.columns === null) {
          return {
            fitting: 8,
            failed: "its #Fields have no time, no status, or neither a client address nor a request",
          };
        }
        if (state.zone === null) throw withoutZone();
      }
      return { reader: new W3cReader(text, given), isHeader: true, unreadIn: unreadFrom(state, given) };
    },
  };
}

/** Says it of lines after others, of which these were the directives. */
function unreadFrom(begun: W3cState, given: W3cGiven): Beginning["unreadIn"] {
  let state = begun;
  return (line) => {
    if (line[0] === 0x23) state = w3cState(`${state.directives}\n${directiveText(line)}`, given);
    return state.unread;
  };
}
