// Role: the values of the record that is read, by column: numbers × 16 of names. Only those of columns that hours alone have, and
// of routes; the others are handed on.

import { tableOf } from "./dimensions";
import { SCRATCH, VALUES } from "./memory";
import { intern } from "./names";

/** "(none)", as a word: what stands for an absent text. */
const NONE: u64 = 0x29656e6f6e28, NONE_LENGTH: u32 = 6;

export function setValue(column: u32, numberTimes16: u32): void { store<u32>(VALUES + (<usize>column << 2), numberTimes16); }

export function valueOf(column: u32): u32 { return load<u32>(VALUES + (<usize>column << 2)); }

/** Makes that of an absent text the next text of these columns. */
export function internNone(first: u32, last: u32): void {
  store<u64>(SCRATCH, NONE);
  for (let column = first; column <= last; column++) intern(tableOf(column), SCRATCH, NONE_LENGTH);
}
