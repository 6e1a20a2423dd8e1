// Role: a layout as the table of steps that the kernel's module interprets (`kernel/assembly/layout.ts`, which says what each
// number means). Null where a layout has what the module does not know: then the reader alone reads its lines.

import type { TextRole } from "../domain/record.ts";
import type { Decoder, FieldSpec, Layout } from "../formats/layout.ts";
import { columnOf, TEXT_COLUMNS } from "./columns.ts";

/** Bytes of a step, and where they are: numbers of 32 bits, then sixteen times a byte each, then what comes before. */
const STEP = 256, WHAT = 0, LENGTH = 4, FLAGS = 8, COLUMN = 12, CLOSE = 16, DOUBT = 32, MASK = 48, BYTES = 64;
/** Most steps, and most bytes before a value. */
const MOST_STEPS = 64, MOST_BYTES = 128;
const VECTOR = 16, LF = 0x0a;

/** What a step does, and the flags of how it does it. */
const DOES = {
  ...{ finish: 0, finishAtEnd: 1, finishWord: 2 },
  ...{ skip: 3, host: 4, address: 5, addressPort: 6, request: 7, method: 8, target: 9 },
  ...{ span: 10, status: 11, count: 12, passed: 13, scalar: 14, date: 15, clock: 16 },
  ...{ clfTime: 17, isoTime: 18, epoch: 19, epochMs: 20, anyEpoch: 21, anyWord: 22, anyTime: 23 },
} as const;
const WORD = 1, LAST = 2, HIDES = 4, LIST = 8, DASHED = 16, UNIT = 32, NAME = 64, PROTOCOL = 128;
/** Flags of a column: its text is an address; it has pluses in place of spaces; it may be missing, with all behind it. */
const ADDRESS_TEXT = 0x100, PLUSES = 0x200, OPTIONAL = 0x400;

type Does = keyof typeof DOES;

/** What decides about the value of a field; a text is whatever its role says. */
const DECODERS: Readonly<Record<Decoder, Does | "text">> = {
  ...{
    name: "text",
    protocol: "text",
    address: "text",
    "address-port": "text",
    request: "text",
    list: "text",
  } as const,
  ...{ epoch: "epoch", "epoch-ms": "epochMs", "any-epoch": "anyEpoch" } as const,
  ...{
    "clf-time": "clfTime",
    "iso-time": "isoTime",
    "any-time": "anyTime",
    date: "date",
    clock: "clock",
  } as const,
  ...{
    status: "status",
    count: "passed",
    seconds: "span",
    milliseconds: "span",
    microseconds: "span",
  } as const,
  ...{
    nanoseconds: "span",
    "seconds-list": "span",
    span: "span",
    scalar: "scalar",
    end: "finishAtEnd",
  } as const,
};
const TIMES: ReadonlySet<Does> = new Set([
  ...["clfTime", "isoTime", "epoch", "epochMs", "anyEpoch", "anyWord", "anyTime"] as const,
]);
const TEXTS: ReadonlySet<Does> = new Set([
  "skip",
  "host",
  "address",
  "addressPort",
  "request",
  "method",
  "target",
]);
const HOSTS: ReadonlySet<Does> = new Set(["host", "address", "addressPort"]);

/** How many µs a unit of a decoder has, or how many units a µs has; where a span tells its own, any. */
const UNITS: Readonly<Partial<Record<Decoder, readonly [multiplier: number, divisor: number]>>> = {
  ...{ seconds: [1e6, 1], "seconds-list": [1e6, 1], milliseconds: [1e3, 1], microseconds: [1, 1] },
  ...{ nanoseconds: [1, 1000], span: [1e6, 1] },
};
/** In place of a column of a duration: it is the first of the line, or another one that is added. */
const FIRST_DURATION = 1, NEXT_DURATION = 2;

/** The byte that stands for others in a text; null: there may be several. */
const ESCAPES: Readonly<Record<FieldSpec["escape"], string | null>> = {
  ...{ none: "", token: "", clf: "\\", json: "\\", traefik: "\\", haproxy: "#", w3c: "+", percent: "%" },
  quotes: null,
};

/** The bit that bytes of other characters have. */
const NOT_ASCII = 0x80;

interface Step {
  /** The bytes before the value: those that end the field before, and those that open this one. */
  readonly before: string;
  readonly does: Does;
  readonly flags: number;
  /** What ends the value; empty: nothing but the line. */
  readonly close: string;
  /** What leaves it in doubt; empty: nothing. */
  readonly doubt: string;
  /** The column of a text that is counted as it stands, with its flags; else 0. */
  readonly column: number;
  /** Of a span that is counted, see {@link UNITS}. */
  readonly unit?: readonly [multiplier: number, divisor: number];
}

/** Without the fields that may be missing where none of them is wanted. */
function withoutTail(layout: Layout, wanted: (column: number) => boolean): Layout {
  const first = layout.findIndex(({ isOptional }) => isOptional);
  const isWanted = ({ role }: FieldSpec): boolean => wanted(TEXT_COLUMNS[role as TextRole] ?? NaN);
  return first < 0 || layout.slice(first).some(isWanted) ? layout : layout.slice(0, first);
}

/** What a request tells. */
const PARTS: ReadonlySet<FieldSpec["role"]> = new Set(["method", "target", "protocol"] as const);

/** Steps of which nothing comes: all lines are for the reference. */
export const NO_STEPS: Uint8Array<ArrayBuffer> = new Uint8Array(STEP);

/**
 * The steps of a layout, in bytes; null where the module cannot read its lines. Of the texts that are counted as they stand it reads
 * those that are `wanted`.
 */
export function layoutSteps(
  whole: Layout,
  wanted: (column: number) => boolean,
): Uint8Array<ArrayBuffer> | null {
  const steps: Step[] = [], hasRequest = whole.some(({ role }) => role === "request");
  const layout = withoutTail(whole, wanted);
  let before = "";
  for (const [index, field] of layout.entries()) {
    // Where there is a request, its parts tell nothing more.
    const isPart = hasRequest && PARTS.has(field.role);
    const spec = isPart ? { ...field, role: null } : field;
    const step = stepOf(spec, before, index === layout.length - 1, wanted);
    if (step === null) return null;
    const { column, unit } = step;
    const isNext = unit !== undefined && steps.some((other) => other.unit !== undefined);
    // Which of two counts depends on the line.
    const isSame = (other: Step): boolean =>
      other.does === "skip" && (other.column & 0xff) === (column & 0xff);
    if (step.does === "skip" && (column & 0xff) !== 0 && steps.some(isSame)) return null;
    steps.push(isNext ? { ...step, column: NEXT_DURATION } : step);
    before = field.close;
    if (step.does === "finishAtEnd") break;
  }
  const last = steps.at(-1);
  if (last === undefined || !isWhole(steps.map(({ does }) => does))) return null;
  if (last.does !== "finishAtEnd") {
    steps.push(finish(last, before, layout.some(({ isOptional }) => isOptional)));
  }
  const isKnown = steps.every(({ before, close }) =>
    isPlain(before + close) && before.length <= MOST_BYTES && close.length <= 1
  );
  return isKnown && steps.length <= MOST_STEPS ? tableOf(steps) : null;
}

/** The step of a field; null where the module does not know such fields. */
function stepOf(
  field: FieldSpec,
  before: string,
  isLast: boolean,
  wanted: (column: number) => boolean,
): Step | null {
  const { role, open, close, decode, escape } = field;
  const does = doesOf(role, decode, close), step = { before: before + open, does, column: 0 };
  const isDuration = role === "duration" && wanted(columnOf("duration"));
  if (isDuration && does !== "span") return null;
  if (!TEXTS.has(does)) {
    const list = decode === "seconds-list" ? LIST : 0, unit = decode === "span" ? UNIT : 0;
    const word = does === "span" && escape === "token" ? WORD : 0;
    const counted = isDuration ? { column: FIRST_DURATION, unit: UNITS[decode] } : {};
    return mayEnd(does, close, decode)
      ? { ...step, flags: DASHED | list | unit | word, close, doubt: "", ...counted }
      : null;
  }
  const isToken = escape === "token" || escape === "w3c", isBlank = close === " " || close === "\t";
  const which = does === "skip" ? TEXT_COLUMNS[role as TextRole] ?? 0 : 0;
  const column = which !== 0 && wanted(which) ? which | columnFlags(field) : field.isOptional ? OPTIONAL : 0;
  const isRead = does !== "skip" || (column & 0xff) !== 0;
  const doubt = isToken ? otherBlank(close) : isRead ? ESCAPES[escape] : hidden(decode, escape);
  if (
    doubt === null || escape === "w3c" && does !== "skip" || (column & 0xff) !== 0 && !READABLE.has(decode)
  ) return null;
  const flags = (isToken || isBlank ? WORD : 0) | (isLast && (isBlank || close === "") ? LAST : 0) |
    (ESCAPES[escape] === "\\" ? HIDES : 0) | (decode === "list" ? LIST : 0) |
    (field.isName ? NAME : 0) | (decode === "protocol" ? PROTOCOL : 0);
  const others = (field.without ?? []).map(([first]) => first).filter((first) => first !== close);
  if (others.length > 0) {
    // The line is left to the reader where such a byte comes: in place of the end of the line, or of a doubt.
    const isOne = others.every((other) => other === others[0]), isFree = isLast && close === "" && !isToken;
    if (!isOne || !isFree && doubt !== "") return null;
    return isFree
      ? { ...step, flags, close: others[0], doubt, column }
      : { ...step, flags, close, doubt: others[0], column };
  }
  return { ...step, flags, close: isToken && close === "" ? " " : close, doubt, column };
}

/** Decoders of texts that the module can count as they stand. */
const READABLE: ReadonlySet<Decoder> = new Set(["name", "protocol", "address"] as const);

function columnFlags({ decode, escape, isOptional = false }: FieldSpec): number {
  return (isOptional ? OPTIONAL : 0) | (decode === "address" ? ADDRESS_TEXT : 0) |
    (escape === "w3c" ? PLUSES : 0);
}

/** The blank that a word must not hold besides the one that ends it; null where it ends otherwise. */
function otherBlank(close: string): string | null {
  return close === " " || close === "" ? "\t" : close === "\t" ? " " : null;
}

/** What a text must not hold that is not read. */
function hidden(decode: Decoder, escape: FieldSpec["escape"]): string | null {
  // A list of addresses may be more than one word.
  if (decode === "address" && escape === "none") return ",";
  return escape === "quotes" ? null : "";
}

function doesOf(role: FieldSpec["role"], decode: Decoder, close: string): Does {
  const does = DECODERS[decode];
  // Of the times only one has a space in it.
  if (does === "anyTime" && close === " ") return "anyWord";
  if (does === "passed" && role === "size") return "count";
  if (does !== "text") return does;
  if (role === "host") {
    return decode === "address" ? "address" : decode === "address-port" ? "addressPort" : "host";
  }
  return role === "request" || role === "method" || role === "target" ? role : "skip";
}

/** The step that follows the last field. */
function finish({ does, flags }: Step, close: string, hasTail: boolean): Step {
  if (hasTail) return { before: close, does: "finishWord", flags: 0, close: " ", doubt: "", column: 0 };
  const nothing = { flags: 0, close, doubt: "", column: 0 };
  if (close === "") return { before: "", does: "finishAtEnd", ...nothing };
  // What may end with the line has ended, if it is a text, and a number has to end now.
  if (TEXTS.has(does) && (flags & LAST) !== 0) return { before: "", does: "finish", ...nothing };
  const isBlank = close === " " || close === "\t";
  return { before: isBlank ? "" : close, does: isBlank ? "finishWord" : "finish", ...nothing };
}

/** Whether there is all that a record needs, once; the module knows none without a host. */
function isWhole(does: readonly Does[]): boolean {
  const count = (...kinds: readonly Does[]): number => does.filter((each) => kinds.includes(each)).length;
  const times = count(...TIMES), halves = [count("date"), count("clock")];
  const hasTime = times === 1
    ? halves.every((half) => half === 0)
    : times === 0 && halves.every((half) => half === 1);
  const hasRequest = count("request") + count("target") === 1 && count("method") <= count("target");
  return hasTime && hasRequest && count(...HOSTS) === 1 && count("status") === 1 && count("count") <= 1;
}

/** Whether a byte ends such a value, and is never a part of it. */
function mayEnd(does: Does, close: string, decode: Decoder): boolean {
  if (does === "span" && decode !== "span") return !/[\d. e+-]/i.test(close) || close === " ";
  return !/[\w:+./-]/.test(close) && !(does === "clfTime" && close === " ");
}

/** Whether bytes are such as are in a line, one a character. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(text);
}

function tableOf(steps: readonly Step[]): Uint8Array<ArrayBuffer> {
  const table = new Uint8Array(steps.length * STEP), view = new DataView(table.buffer);
  for (const [index, { before, does, flags, close, doubt, column, unit }] of steps.entries()) {
    const at = index * STEP;
    const fill = (place: number, byte: number): void =>
      void table.fill(byte, at + place, at + place + VECTOR);
    const closing = close === "" ? LF : close.charCodeAt(0);
    view.setUint32(at + WHAT, DOES[does], true);
    view.setUint32(at + LENGTH, before.length, true);
    view.setUint32(at + FLAGS, flags, true);
    view.setUint32(at + COLUMN, column, true);
    fill(CLOSE, closing);
    fill(DOUBT, doubt === "" ? closing : doubt.charCodeAt(0));
    for (const [place, number] of unit?.entries() ?? []) view.setUint32(at + DOUBT + place * 4, number, true);
    table.fill(0xff, at + MASK, at + MASK + Math.min(VECTOR, before.length));
    // A word that begins a line begins with no byte of the mark of UTF-8: the reference knows that it is no part of it.
    if (index === 0 && before === "") table[at + MASK] = NOT_ASCII;
    for (let byte = 0; byte < before.length; byte++) table[at + BYTES + byte] = before.charCodeAt(byte);
  }
  return table;
}
