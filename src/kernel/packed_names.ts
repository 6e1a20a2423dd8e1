// Role: names as `LocalSummary` holds them: of each its length (32 bits, little-endian) and its bytes. Written by
// `pack_summary.ts` and `kernel_rules.ts`, read by `local_names.ts`.

import type { NameTable } from "../domain/name_table.ts";

/** Bytes of a name's length. */
export const LENGTH_BYTES = 4;

/** The names of a table from number `first` on. */
export function packedNames(table: NameTable, first: number): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (let name = first; name < table.count; name++) length += LENGTH_BYTES + table.bytes(name).length;
  const packed = new Uint8Array(length), view = new DataView(packed.buffer);
  let at = 0;
  for (let name = first; name < table.count; name++) {
    const bytes = table.bytes(name);
    view.setUint32(at, bytes.length, true);
    packed.set(bytes, at + LENGTH_BYTES);
    at += LENGTH_BYTES + bytes.length;
  }
  return packed;
}
