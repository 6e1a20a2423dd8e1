// Role: the contract of a layout: a format as data, field after field in the order of the line (design: formats, "A format is
// a layout"). One reader interprets it, `layout_parser.ts`, and so does the kernel.

import type { TextRole } from "../domain/record.ts";

/** What a field is. `date` and `clock` are the two halves of a time; null: it is not read. */
export type Role =
  | TextRole
  | "time"
  | "date"
  | "clock"
  | "status"
  | "size"
  | "duration"
  | "upstreamDuration"
  | null;

/**
 * From bytes to a value.
 *
 * - `name`: a text; `-` alone is no text.
 * - `protocol`: likewise a name, a slash and a version; the field before it ends where such a text follows, with what ends it.
 * - `address`: a text without what follows a comma, without its port and without brackets.
 * - `address-port`: an address that always ends in a port, so that what follows the last colon is one.
 * - `request`: a request line; `-` is none, nor is one whose method is `-`. Where the bytes that end it are in it, too, the
 *   leftmost end counts after which the rest of the line fits.
 * - `epoch`, `epoch-ms`, `any-epoch` (seconds to nanoseconds, by its size), `clf-time`, `iso-time`, `any-time` (one of
 *   these), `date`, `clock`. A time without a zone is in that of the options; `date` and `clock` of a layout for the kernel are
 *   in UTC.
 * - `status`: 100 … 999; `-`, `-1`, `0` and `000` are 0, for none.
 * - `count`: a whole number; `-` is 0.
 * - `seconds` … `nanoseconds`: a time span, which may have a fraction; `-` and negative ones are absent. Those of the same role are added up.
 * - `seconds-list`: likewise several in one field, separated by `, ` or ` : `; `list`: so are texts.
 * - `span`: a time span with its unit: `0.12s`, `3ms`; without one it is in seconds.
 * - `scalar`: what JSON writes without quotes: letters, digits, `+`, `-` and `.`.
 * - `end`: nothing, which is only so at the end of a line.
 */
export type Decoder =
  | "name"
  | "protocol"
  | "address"
  | "address-port"
  | "epoch"
  | "epoch-ms"
  | "any-epoch"
  | "clf-time"
  | "iso-time"
  | "any-time"
  | "date"
  | "clock"
  | "request"
  | "status"
  | "count"
  | "seconds"
  | "milliseconds"
  | "microseconds"
  | "nanoseconds"
  | "span"
  | "list"
  | "seconds-list"
  | "scalar"
  | "end";

/**
 * How bytes that would end a text, or cannot be shown, are written in it.
 *
 * - `clf`: a backslash before a letter, or `\xHH`.
 * - `json`: as in JSON, and `\xHH`; an empty text is absent.
 * - `haproxy`: `#XX`.
 * - `traefik`: a backslash before a quote, and before nothing else.
 * - `percent`: `%HH`, or `%25HH` where it was written twice.
 * - `quotes`: a quote twice.
 * - `token`: nothing; but it is not empty, does not begin with a quote and holds no blank.
 * - `w3c`: a token with `+` in place of spaces.
 */
export type Escape = "none" | "clf" | "json" | "haproxy" | "traefik" | "percent" | "quotes" | "token" | "w3c";

/** One field of a line. */
export interface FieldSpec {
  readonly role: Role;
  /** The bytes between the end of the field before (or the begin of the line) and this one, such as ` "`. */
  readonly open: string;
  /**
   * The byte that ends it, where the next field opens after it; it belongs to the field. Empty: the end of the line. A blank
   * may be missing from the last field of a line.
   */
  readonly close: string;
  readonly decode: Decoder;
  readonly escape: Escape;
  /**
   * What a text does not hold: bytes that end a field before it, which may hold them, too. Where it does that field ended too early, and
   * the line is no record.
   */
  readonly without?: readonly string[];
  /** Whether a request that holds what ends it has to end in a protocol: what follows may hold that, too. */
  readonly endsInProtocol?: boolean;
  /**
   * Whether this field and those after it may be missing: where the line ends, or where neither a quote nor a dash follows a blank.
   * Behind the last of them the line ends, or a blank stands. Only in layouts for the kernel.
   */
  readonly isOptional?: boolean;
  /**
   * Whether the line is left to the reader where this word is an address without a port, and the next one is none. Only in layouts
   * for the kernel.
   */
  readonly isName?: boolean;
}

/**
 * The fields of a line from its begin on. What follows the last one is of no interest.
 *
 * In place of a quoted text of the escape `clf` there may be a bare `-`, and in front of a number there may be more spaces. The kernel reads the
 * plain case: every field ends at the first byte that is its `close`, holds no escape, no bare `-`, no second space, no second
 * value of a list (no comma, and no `: ` after it), and neither the host nor the request is absent or begins with `-`. Every other line it leaves to the reader, as well as each that
 * it would reject.
 */
export type Layout = readonly FieldSpec[];

/** A field in short: texts are closed by a blank unless said otherwise. */
export function fieldSpec(
  role: Role,
  decode: Decoder = "name",
  { open = "", close = " ", escape = "none" }: Partial<FieldSpec> = {},
): FieldSpec {
  return { role, open, close, decode, escape };
}

/** A field between quotes that opens after a blank, with the escapes of Apache and nginx. */
export function quotedSpec(
  role: Role,
  decode: Decoder = "name",
  escape: Escape = "clf",
  open = ' "',
): FieldSpec {
  return { role, open, close: '"', decode, escape };
}
