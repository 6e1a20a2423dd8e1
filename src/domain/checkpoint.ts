// Role: the engine's state as bytes and back: open buckets with their names, the monitor, the times. It is stored
// in the transaction of the results it belongs to (`src/pipeline/persist.ts`), so both are of the same moment.

import { CELL_WIDTH, CellTable } from "./cell_table.ts";
import type { MonitorState } from "./monitor.ts";
import { emptyNames, type Names, Renumbering } from "./names.ts";
import { ByteReader, ByteWriter } from "./packed_bytes.ts";

/** Raised when the layout changes; a checkpoint with another number is not read. */
const LAYOUT = 1;

/** What a run needs to go on exactly where another one stopped. */
export interface EngineState {
  /** Time of the source's first accepted record; null before it. */
  first: number | null;
  /** Largest event time so far; null before the first record. */
  latest: number | null;
  /** Where the monitor stands. */
  monitor: MonitorState;
  /** Names that the cells of `open` refer to. */
  readonly names: Names;
  /** Bucket start → cells, for every bucket that is not final. */
  readonly open: Map<number, CellTable>;
}

/** The state of a source that has no record yet. */
export function emptyState(): EngineState {
  return {
    first: null,
    latest: null,
    monitor: { through: -1, firing: null },
    names: emptyNames(),
    open: new Map(),
  };
}

/** Packs a state. The same state gives the same bytes; names that no open bucket refers to are left out. */
export function packState(state: EngineState): Uint8Array {
  const names = emptyNames();
  const starts = [...state.open.keys()].sort((a, b) => a - b);
  const tables = starts.map((start) => {
    const { keys, values, count } = state.open.get(start)!, own = keys.slice(0, count);
    return { count, values, keys: own };
  });
  const renumbering = new Renumbering(state.names, names);
  for (const { keys } of tables) keys.forEach((key, cell) => keys[cell] = renumbering.keyOf(key));
  const out = new ByteWriter();
  out.number(LAYOUT);
  out.text(JSON.stringify({ first: state.first, latest: state.latest, monitor: state.monitor }));
  for (const table of [names.section, names.host]) {
    out.number(table.count);
    for (let name = 0; name < table.count; name++) out.bytes(table.bytes(name));
  }
  out.number(tables.length);
  tables.forEach((table, i) => {
    out.number(starts[i]);
    out.number(table.count);
    out.integers(table.keys);
    out.numbers(table.values.subarray(0, table.count * CELL_WIDTH));
  });
  return out.finish();
}

/**
 * Unpacks what {@link packState} made.
 *
 * Errors: RangeError where the bytes are of another layout or end too early.
 */
export function unpackState(bytes: Uint8Array): EngineState {
  const from = new ByteReader(bytes);
  const layout = from.number();
  if (layout !== LAYOUT) throw new RangeError(`checkpoint of layout ${layout}, expected ${LAYOUT}`);
  const times: Pick<EngineState, "first" | "latest" | "monitor"> = JSON.parse(from.text());
  const names = emptyNames();
  for (const table of [names.section, names.host]) {
    for (let left = from.number(); left > 0; left--) {
      const name = from.bytes();
      table.intern(name, 0, name.length);
    }
  }
  const open = new Map<number, CellTable>();
  for (let left = from.number(); left > 0; left--) {
    const start = from.number(), count = from.number();
    const keys = from.integers(count), values = from.numbers(count * CELL_WIDTH);
    const table = new CellTable();
    for (let i = 0; i < count; i++) table.addCell(keys[i], values, i * CELL_WIDTH);
    open.set(start, table);
  }
  return { ...times, names, open };
}
