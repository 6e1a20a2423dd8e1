// Role: the visitors of hours as plain bytes: of each hour its start (64 bits, a float), the length of its registers (32 bits), and these,
// as a sketch writes them. Little-endian. An hour may stand in it more than once.

import { mergeVisitors } from "../../domain/counting/summary.ts";
import { VisitorSketch } from "../../domain/visitors/visitor_sketch.ts";

/** Bytes before the registers. */
const HEAD = 12;

/** All sketches, by hour. */
export function packVisitors(hours: ReadonlyMap<number, VisitorSketch>): Uint8Array<ArrayBuffer> {
  const written = [...hours].sort(([a], [b]) => a - b).map(([hour, sketch]) =>
    [hour, sketch.bytes()] as const
  );
  const packed = new Uint8Array(written.reduce((sum, [, { length }]) => sum + HEAD + length, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const [hour, bytes] of written) {
    view.setFloat64(at, hour, true);
    view.setUint32(at + 8, bytes.length, true);
    packed.set(bytes, at + HEAD);
    at += HEAD + bytes.length;
  }
  return packed;
}

/** The sketches that {@link packVisitors} has written. */
export function unpackVisitors(packed: Uint8Array): Map<number, VisitorSketch> {
  const hours = new Map<number, VisitorSketch>();
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at < packed.length;) {
    const end = at + HEAD + view.getUint32(at + 8, true);
    const hour = view.getFloat64(at, true), sketch = VisitorSketch.of(packed.subarray(at + HEAD, end));
    mergeVisitors(hours, new Map([[hour, sketch]]));
    at = end;
  }
  return hours;
}
