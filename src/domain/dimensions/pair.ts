// Role: dimensions whose values are those of two others together, so that what goes with what can be told.

import type { LogRecord } from "../record.ts";
import { limitValue, LONGEST_VALUE, type NameDimension, type ValuePlace } from "./dimension.ts";

/** What stands between the two values of a pair; of two texts the first has none. */
export const BETWEEN = "\t";
const TAB = BETWEEN.charCodeAt(0), SPACE = 0x20, ZERO = 0x30;

/** A dimension of which a pair has a value: of one with texts its place, of one with numbers the number. */
type Part =
  & { readonly name: string }
  & (
    | { readonly kind: "name"; extract(record: LogRecord, place: ValuePlace): void }
    | { readonly kind: "number"; extract(record: LogRecord): number }
  );

/** What is said of a pair beside the two dimensions. */
interface PairSettings<Name extends string>
  extends Pick<NameDimension<Name>, "id" | "name" | "plural" | "noun" | "role" | "keep"> {
  readonly of: readonly [Part, Part];
  /** Whether of a first value that is kept all second values are. */
  readonly isGrouped: boolean;
  /** Which records have one; absent: all. */
  readonly has?: (record: LogRecord) => boolean;
}

/** A dimension by the hour whose value is both texts, joined by a tab. */
export function pairOf<Name extends string>(
  { of: [first, second], isGrouped, has, ...described }: PairSettings<Name>,
): NameDimension<Name> {
  const room = new Uint8Array(2 * LONGEST_VALUE + 1), cut = new Uint8Array(LONGEST_VALUE);
  const part: ValuePlace = { bytes: room, start: 0, end: 0 };
  const append = (dimension: Part, record: LogRecord, at: number, isLast: boolean): number => {
    if (dimension.kind === "number") return appendNumber(room, dimension.extract(record), at);
    dimension.extract(record, part);
    limitValue(part, cut);
    const { bytes, start, end } = part;
    for (let from = start; from < end; from++) {
      room[at++] = bytes[from] === TAB && !isLast ? SPACE : bytes[from];
    }
    return at;
  };
  return {
    ...described,
    ...{ kind: "name", span: "hour", matchable: false, explains: false, isLimited: false },
    pair: {
      of: [first.name, second.name],
      numbers: second.kind === "number",
      isGrouped,
      isWhole: has === undefined,
    },
    extract(record: LogRecord, place: ValuePlace): void {
      place.start = -1;
      if (has !== undefined && !has(record)) return;
      let at = append(first, record, 0, false);
      room[at++] = TAB;
      place.end = append(second, record, at, true);
      place.bytes = room;
      place.start = 0;
    },
  };
}

/** Writes a whole number that is not negative; returns where it ends. */
function appendNumber(room: Uint8Array, number: number, at: number): number {
  let end = at;
  for (let rest = number; end === at || rest > 0; rest = Math.floor(rest / 10)) end++;
  for (let place = end - 1, rest = number; place >= at; place--, rest = Math.floor(rest / 10)) {
    room[place] = ZERO + rest % 10;
  }
  return end;
}
