// Role: a layout as the table of steps that the kernel's module interprets (`kernel/assembly/layout.ts`, which says what each
// number means). Null where a layout has what the module does not know: then the reader alone reads its lines.

import type { Decoder, FieldSpec, Layout } from "../formats/layout.ts";

/** Bytes of a step, and where they are: numbers of 32 bits, then sixteen times a byte each, then what comes before. */
const STEP = 256, WHAT = 0, LENGTH = 4, FLAGS = 8, CLOSE = 16, DOUBT = 32, MASK = 48, BYTES = 64;
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
const WORD = 1, LAST = 2, HIDES = 4, LIST = 8, DASHED = 16, UNIT = 32;

type Does = keyof typeof DOES;

/** What decides about the value of a field; a text is whatever its role says. */
const DECODERS: Readonly<Record<Decoder, Does | "text">> = {
  ...{ name: "text", address: "text", "address-port": "text", request: "text", list: "text" } as const,
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

/** The byte that stands for others in a text; null: there may be several. */
const ESCAPES: Readonly<Record<FieldSpec["escape"], string | null>> = {
  ...{ none: "", token: "", clf: "\\", json: "\\", traefik: "\\", haproxy: "#", w3c: "+", percent: "%" },
  quotes: null,
};

interface Step {
  /** The bytes before the value: those that end the field before, and those that open this one. */
  readonly before: string;
  readonly does: Does;
  readonly flags: number;
  /** What ends the value; empty: nothing but the line. */
  readonly close: string;
  /** What leaves it in doubt; empty: nothing. */
  readonly doubt: string;
}

/** Steps of which nothing comes: all lines are for the reference. */
export const NO_STEPS: Uint8Array<ArrayBuffer> = new Uint8Array(STEP);

/** The steps of a layout, in bytes; null where the module cannot read its lines. */
export function layoutSteps(layout: Layout): Uint8Array<ArrayBuffer> | null {
  const steps: Step[] = [], hasRequest = layout.some(({ role }) => role === "request");
  let before = "";
  for (const [index, field] of layout.entries()) {
    // Where there is a request, its parts tell nothing more.
    const isPart = hasRequest && (field.role === "method" || field.role === "target");
    const spec = isPart ? { ...field, role: null } : field;
    const step = stepOf(spec, before, index === layout.length - 1);
    if (step === null) return null;
    steps.push(step);
    before = field.close;
    if (step.does === "finishAtEnd") break;
  }
  const last = steps.at(-1);
  if (last === undefined || !isWhole(steps.map(({ does }) => does))) return null;
  if (last.does !== "finishAtEnd") steps.push(finish(last, before));
  const isKnown = steps.every(({ before, close }) =>
    isPlain(before + close) && before.length <= MOST_BYTES && close.length <= 1
  );
  return isKnown && steps.length <= MOST_STEPS ? tableOf(steps) : null;
}

/** The step of a field; null where the module does not know such fields. */
function stepOf(
  { role, open, close, decode, escape }: FieldSpec,
  before: string,
  isLast: boolean,
): Step | null {
  const does = doesOf(role, decode, close), step = { before: before + open, does };
  if (!TEXTS.has(does)) {
    const list = decode === "seconds-list" ? LIST : 0, unit = decode === "span" ? UNIT : 0;
    return mayEnd(does, close, decode) ? { ...step, flags: DASHED | list | unit, close, doubt: "" } : null;
  }
  const isToken = escape === "token" || escape === "w3c", isBlank = close === " " || close === "\t";
  const doubt = isToken ? otherBlank(close) : does === "skip" ? hidden(decode, escape) : ESCAPES[escape];
  if (doubt === null || escape === "w3c" && does !== "skip") return null;
  const flags = (isToken || isBlank ? WORD : 0) | (isLast && (isBlank || close === "") ? LAST : 0) |
    (ESCAPES[escape] === "\\" ? HIDES : 0) | (decode === "list" ? LIST : 0);
  return { ...step, flags, close: isToken && close === "" ? " " : close, doubt };
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
function finish({ does, flags }: Step, close: string): Step {
  const nothing = { flags: 0, close, doubt: "" };
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
  for (const [index, { before, does, flags, close, doubt }] of steps.entries()) {
    const at = index * STEP;
    const fill = (place: number, byte: number): void =>
      void table.fill(byte, at + place, at + place + VECTOR);
    const closing = close === "" ? LF : close.charCodeAt(0);
    view.setUint32(at + WHAT, DOES[does], true);
    view.setUint32(at + LENGTH, before.length, true);
    view.setUint32(at + FLAGS, flags, true);
    fill(CLOSE, closing);
    fill(DOUBT, doubt === "" ? closing : doubt.charCodeAt(0));
    table.fill(0xff, at + MASK, at + MASK + Math.min(VECTOR, before.length));
    for (let byte = 0; byte < before.length; byte++) table[at + BYTES + byte] = before.charCodeAt(byte);
  }
  return table;
}
