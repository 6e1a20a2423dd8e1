// Role: numbers of the pairs of an error's status with its host and its section, which a rule file asks for. Called by
// `line.ts` and `fields.ts`.

import { reserve } from "./buckets";
import { setPairs } from "./counts";
import { STATUS_HOST, STATUS_SECTION } from "./dimensions";
import { PAIR, STATUS_HOSTS, STATUS_SECTIONS } from "./memory";
import { intern } from "./names";
import { foundPairs } from "./watch";

/** Numbers the pairs of a record, names × 16; before its bucket is looked for, because buckets may have to move. */
export function pairUp(section: u32, host: u32, status: u32): void {
  const withHost = numberOf(STATUS_HOSTS, STATUS_HOST, status, host);
  setPairs(withHost, numberOf(STATUS_SECTIONS, STATUS_SECTION, status, section));
}

function numberOf(table: usize, dimension: u32, status: u32, name: u32): u32 {
  // Those that were found last are where they are looked for first. Never 0: a status is above that.
  const key = <u64>(status << 3 | dimension) << 32 | <u64>name;
  const found = foundPairs + (<usize>(key * 0x9e3779b97f4a7c15 >> 49) << 4);
  if (load<u64>(found) == key) return load<u32>(found, 8);
  const number = newNumberOf(table, dimension, status, name);
  store<u64>(found, key);
  store<u32>(found, number, 8);
  return number;
}

function newNumberOf(table: usize, dimension: u32, status: u32, name: u32): u32 {
  store<u32>(PAIR, status);
  store<u32>(PAIR, name >> 4, 4);
  const number = intern(table, PAIR, 8);
  reserve(dimension, number + 1);
  return number << 4;
}
