// Role: one record of a log as a reader hands it on: places and numbers by role (design: formats, "The record"). A reader
// fills the same object for every line.

/**
 * The roles of texts. Their order is that of {@link LogRecord.starts}. `query` is what follows the `?` of a target that a
 * format writes in two fields.
 */
export const TEXT_ROLES = [
  "host",
  "request",
  "method",
  "target",
  "query",
  "protocol",
  "user",
  "vhost",
  "referrer",
  "agent",
] as const;

export type TextRole = (typeof TEXT_ROLES)[number];

/** Numbers of the roles whose texts are counted, in {@link TEXT_ROLES}. */
export const ROLE = {
  ...{ host: 0, request: 1, method: 2, target: 3, query: 4, protocol: 5 },
  ...{ vhost: 7, referrer: 8, agent: 9 },
} as const;

/** In place of a time span that a format or a line does not have. */
export const ABSENT = -1;

/**
 * A record. It is lent: valid only during the call that it is handed to.
 *
 * @example
 * ```ts
 * import { LogRecord, ROLE } from "./record.ts";
 * import assert from "node:assert/strict";
 *
 * const record = new LogRecord();
 * record.bytes = new TextEncoder().encode("10.0.0.1 /api");
 * record.place(ROLE.host, 0, 8);
 * assert.equal(record.has(ROLE.host), true);
 * assert.equal(record.has(ROLE.target), false);
 * ```
 */
export class LogRecord {
  /** What the places are in; it may be a buffer that the next record overwrites. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Whole epoch seconds. */
  time = 0;
  /** 100 … 999, or 0 where the log says that there was none. */
  status = 0;
  /** Bytes of the response, 0 … 2^53 − 1. */
  size = 0;
  /** How long the answer took, whole microseconds; {@link ABSENT} where it is not known. */
  duration: number = ABSENT;
  /** The part of it that was spent on the server behind, likewise. */
  upstreamDuration: number = ABSENT;
  /** Whether the source keeps queries: a path is stored with its own then. */
  keepsQuery = false;
  /** First byte of each text, by role; {@link ABSENT} where there is none. */
  readonly starts: Int32Array = new Int32Array(TEXT_ROLES.length).fill(ABSENT);
  /** Byte after the last of each text, by role; meaningless where it is absent. */
  readonly ends: Int32Array = new Int32Array(TEXT_ROLES.length);

  /** Says where the text of a role is. */
  place(role: number, start: number, end: number): void {
    this.starts[role] = start;
    this.ends[role] = end;
  }

  /** Whether the text of a role is there, though it may be empty. */
  has(role: number): boolean {
    return this.starts[role] !== ABSENT;
  }

  /** Makes all texts and time spans absent. */
  clear(): void {
    this.starts.fill(ABSENT);
    this.duration = this.upstreamDuration = ABSENT;
  }
}
