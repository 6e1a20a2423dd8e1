// Role: what a time holds that Apache writes by a format of strftime.

import type { Meaning } from "./pieces.ts";

/** Short forms, and what they are short for. */
const SHORT: readonly (readonly [short: RegExp, long: string])[] = [
  [/%T/g, "%H:%M:%S"],
  [/%F/g, "%Y-%m-%d"],
  [/%h/g, "%b"],
  [/msec_frac|usec_frac/g, "%f"],
];

/** The forms that can be read. */
const FORMS: readonly (readonly [form: RegExp, meaning: Meaning])[] = [
  [/^%d\/%b\/%Y[: ]%H:%M:%S([.,]%f)?( %z)?$/, { role: "time", decode: "clf-time" }],
  [/^%Y([-/])%m\1%d[T ]%H:%M:%S([.,]%f)?( ?%z)?Z?$/, { role: "time", decode: "iso-time" }],
  [/^(%s|sec)(\.%f)?$/, { role: "time", decode: "epoch" }],
  [/^msec$/, { role: "time", decode: "epoch-ms" }],
  [/^usec$/, { role: "time", decode: "any-epoch" }],
  [/^(%Y([-/])%m\2%d|%d\/%b\/%Y)$/, { role: "date", decode: "date" }],
  [/^%H:%M:%S([.,]%f)?$/, { role: "clock", decode: "clock" }],
  // Pieces of a time without which it can be read.
  [/^(%f|%z|%Z|%a|%A|%j|%u|%w)$/, { role: null, decode: "name" }],
];

/** What a time by this format holds; null where it cannot be read. */
export function timeMeaning(strftime: string): Meaning | null {
  const long = SHORT.reduce((text, [short, long]) => text.replace(short, long), strftime);
  return FORMS.find(([form]) => form.test(long))?.[1] ?? null;
}
