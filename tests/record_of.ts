// Role: records as readers hand them on, made from texts and back.

import { LogRecord, TEXT_ROLES, type TextRole } from "../src/domain/record.ts";

/** A record of these texts and numbers; the rest is absent or 0. */
export function recordOf(
  texts: Partial<Record<TextRole, string>>,
  numbers: Partial<Pick<LogRecord, "time" | "status" | "size" | "duration">>,
): LogRecord {
  const record = Object.assign(new LogRecord(), numbers);
  const encoded = Object.entries(texts).map(([role, text]) =>
    [role, new TextEncoder().encode(text)] as const
  );
  record.bytes = new Uint8Array(encoded.reduce((sum, [, { length }]) => sum + length, 0));
  let at = 0;
  for (const [role, bytes] of encoded) {
    record.bytes.set(bytes, at);
    record.place(TEXT_ROLES.indexOf(role as TextRole), at, at += bytes.length);
  }
  return record;
}

/** The text of a role; null where it is absent. */
export function textIn(record: LogRecord, role: TextRole): string | null {
  const number = TEXT_ROLES.indexOf(role), start = record.starts[number], end = record.ends[number];
  if (!record.has(number)) return null;
  if (!(0 <= start && start <= end && end <= record.bytes.length)) throw new RangeError(`${role} is nowhere`);
  return new TextDecoder().decode(record.bytes.subarray(start, end));
}
