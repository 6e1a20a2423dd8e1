// Role: the name of a pair of a status with a host or a section: "500 10.0.0.1", "500 /api". Made where pairs are counted
// (`rule_cells.ts`, `src/kernel/rule_numbering.ts`), read where they become rows (`cell_sums.ts`).

import { textOf } from "./text.ts";

/** Bytes of the status and the space before the name. */
const PAIR_PREFIX = 4;

/** The name of a pair: the status, a space, the name's bytes. */
export function pairBytes(status: number, name: Uint8Array): Uint8Array {
  const pair = new Uint8Array(PAIR_PREFIX + name.length);
  pair[0] = 0x30 + Math.floor(status / 100);
  pair[1] = 0x30 + Math.floor(status / 10) % 10;
  pair[2] = 0x30 + status % 10;
  pair[3] = 0x20;
  pair.set(name, PAIR_PREFIX);
  return pair;
}

/** A pair as text: the status, a space, the name as it is stored. */
export function pairText(bytes: Uint8Array): string {
  return textOf(bytes.subarray(0, PAIR_PREFIX)) + textOf(bytes.subarray(PAIR_PREFIX));
}
