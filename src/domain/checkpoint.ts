// Role: the engine's state as bytes and back: open buckets with their names, the monitor, the times. It is stored in the
// transaction of the results it belongs to, so both are of the same moment.

import type { BucketRows } from "./buckets/rows.ts";
import { kindOf, KINDS, NAMED, type Named, valueKey, widenedKey } from "./counting/cell_key.ts";
import { NOT_BEGUN } from "./counting/log_clock.ts";
import type { LogState } from "./counting/log_state.ts";
import type { SourceLogsState } from "./counting/source_logs.ts";
import { CELL_WIDTH, CellTable } from "./counting/cell_table.ts";
import { NO_ERRORS, type StoredErrors } from "./alerts/error_values.ts";
import type { WaitingAlert } from "./alerts/explainer.ts";
import {
  formerMonitor,
  type MonitorState,
  NOTHING_WATCHED,
  packMonitor,
  unpackMonitor,
} from "./monitor/state.ts";
import { emptyNames, type Names, Renumbering } from "./counting/names.ts";
import { NO_VALUE } from "./dimensions/dimension.ts";
import {
  countedPlaces,
  type DimensionName,
  DIMENSIONS,
  type KnownDimension,
  type NamedDimension,
  WHOLE,
} from "./dimensions/dimensions.ts";
import { ByteReader, ByteWriter } from "./packed_bytes.ts";
import { packBuckets, unpackBuckets } from "./alerts/recent_buckets.ts";

/**
 * Raised when the layout changes. The former ones are read too, any other is not: one whose names do not say what they are of, one
 * with a single time instead of clocks, one whose recent buckets have pairs as rows, one without rules, and one whose recent buckets have no routes. A
 * dimension that the layout does not name was not counted then.
 */
const LAYOUT = 6, WITHOUT_ROUTES = 5, UNMARKED = 4, ONE_TIME = 3, FORMER = 1;
/** What former layouts have names of, in this order; the first, whose keys had two bits for their kind, of the first two. */
const FORMER_NAMED = ["section", "host", "status_host", "status_section"] as const;

const NUMBERS = DIMENSIONS.filter(({ kind }) => kind === "number");

/** What a run needs to resume exactly where another one stopped. */
export interface EngineState extends SourceLogsState {
  /** Where the monitor stands. */
  monitor: MonitorState;
  /** Alerts that wait for their explanation, in the order in which they fired. */
  readonly waiting: readonly WaitingAlert[];
  /** What the errors of rules on latency have in common, by bucket. */
  readonly errors: StoredErrors;
  /** Names that the cells of `open` refer to. */
  readonly names: Names;
  /** Bucket start → cells, for every bucket that is not final. */
  readonly open: Map<number, CellTable>;
  /** Bucket start → cells of late records that wait for their bucket to turn final, see `OpenBuckets`. */
  readonly held: Map<number, CellTable>;
  /** The last final buckets, as they were when they closed, by start. */
  readonly recent: readonly BucketRows[];
  /** All final buckets from this epoch second on are among them; null: all that there were. */
  readonly recentSince: number | null;
}

/** The state of a source that has no record yet. */
export function emptyState(): EngineState {
  return {
    first: null,
    reached: null,
    logs: [],
    monitor: NOTHING_WATCHED,
    waiting: [],
    errors: NO_ERRORS,
    names: emptyNames(),
    open: new Map(),
    held: new Map(),
    recent: [],
    recentSince: null,
  };
}

/** Packs a state. The same state gives the same bytes; names that no open bucket refers to are left out. */
export function packState(state: EngineState): Uint8Array {
  const { first, reached, logs, waiting, errors, recentSince } = state;
  // Read first: names become the source's when keys are asked for.
  const cells = [state.open, state.held].map(cellsByStart);
  const renumbering = new Renumbering(state.names), { names } = renumbering;
  const lists = cells.map((tables) =>
    tables.map(([start, table]) => ({ start, ...kept(table, renumbering) }))
  );
  const out = new ByteWriter();
  out.number(LAYOUT);
  const hasErrors = errors.buckets.length > 0 || errors.since !== undefined;
  out.text(
    JSON.stringify({
      ...{ first, reached, logs, waiting },
      ...hasErrors && { errors },
      ...recentSince !== null && { recentSince },
    }),
  );
  out.bytes(packMonitor(state.monitor));
  out.number(NUMBERS.length);
  for (const { name } of NUMBERS) out.number(KINDS[name]);
  out.number(NAMED.length);
  for (const named of NAMED) {
    const table = names[named];
    out.number(KINDS[named]);
    out.number(table.count);
    for (let name = 0; name < table.count; name++) out.bytes(table.bytes(name));
  }
  for (const tables of lists) {
    out.number(tables.length);
    for (const { start, keys, values } of tables) {
      out.number(start);
      out.number(keys.length);
      out.integers(keys);
      out.numbers(values);
    }
  }
  packBuckets(out, state.recent);
  return out.finish();
}

/** The cells of all tables, by start. */
function cellsByStart(
  tables: ReadonlyMap<number, CellTable>,
): [start: number, cells: Pick<CellTable, "keys" | "values" | "count">][] {
  return Array.from(
    tables,
    (
      [start, { keys, values, count }],
    ): [number, Pick<CellTable, "keys" | "values" | "count">] => [start, { keys, values, count }],
  )
    .sort(([a], [b]) => a - b);
}

/** The cells that still mean something, with their new keys. */
function kept(
  { keys, values, count }: Pick<CellTable, "keys" | "values" | "count">,
  renumbering: Renumbering,
): { readonly keys: Int32Array; readonly values: Float64Array } {
  const own = new Int32Array(count), numbers = new Float64Array(count * CELL_WIDTH);
  let length = 0;
  for (let cell = 0; cell < count; cell++) {
    const key = renumbering.keyOf(keys[cell]), at = cell * CELL_WIDTH;
    if (key === null) continue;
    const to = length * CELL_WIDTH;
    for (let i = 0; i < CELL_WIDTH; i++) numbers[to + i] = values[at + i];
    own[length++] = key;
  }
  return { keys: own.subarray(0, length), values: numbers.subarray(0, length * CELL_WIDTH) };
}

/**
 * Unpacks what {@link packState} made, now or in a former layout, for a source that stores these dimensions; null: the usual ones.
 *
 * Errors: RangeError where the bytes are of another layout or end too early.
 */
export function unpackState(
  bytes: Uint8Array,
  stored: readonly DimensionName[] | null = null,
): EngineState {
  const from = new ByteReader(bytes);
  const layout = from.number();
  if (!(layout >= FORMER && layout <= LAYOUT)) {
    throw new RangeError(`checkpoint of layout ${layout}, expected ${FORMER} to ${LAYOUT}`);
  }
  const isFormer = layout === FORMER;
  const {
    first,
    latest = null,
    reached = latest,
    logs = formerLogs(first, latest),
    monitor: former,
    waiting = [],
    errors = NO_ERRORS,
    recentSince = null,
  } = JSON.parse(from.text());
  const monitor = isFormer ? formerMonitor(former) : unpackMonitor(from.bytes());
  const numbers = layout <= UNMARKED
    ? [KINDS.status]
    : Array.from({ length: from.number() }, () => from.number());
  const names = emptyNames(), known = [...numbers, ...namesFrom(from, layout, names)];
  const open = tablesFrom(from, isFormer), held = layout < UNMARKED ? new Map() : tablesFrom(from, false);
  for (const place of countedPlaces(stored)) {
    const dimension = DIMENSIONS[place];
    if (dimension.span === "hour" || known.includes(KINDS[dimension.name])) continue;
    for (const tables of [open, held]) countAsNone(dimension, tables, names);
  }
  const recent = isFormer ? [] : unpackBuckets(from, layout > WITHOUT_ROUTES, layout >= ONE_TIME);
  return { first, reached, logs, monitor, waiting, errors, names, open, held, recent, recentSince };
}

/** Takes out all names, and returns the kinds of what they are of. */
function namesFrom(from: ByteReader, layout: number, names: Names): readonly number[] {
  const ofKind = (kind: number): Named => {
    const named = NAMED.find((one) => KINDS[one] === kind);
    if (named === undefined) throw new RangeError(`checkpoint with names of the unknown kind ${kind}`);
    return named;
  };
  const former = FORMER_NAMED.slice(0, layout === FORMER ? 2 : undefined);
  const count = layout <= UNMARKED ? former.length : from.number();
  return Array.from({ length: count }, (_, place) => {
    const named = layout <= UNMARKED ? former[place] : ofKind(from.number());
    for (let left = from.number(); left > 0; left--) {
      const name = from.bytes();
      names[named].intern(name, 0, name.length);
    }
    return KINDS[named];
  });
}

/** What was counted before there was this dimension has no value of it, so that its values sum to the bucket. */
function countAsNone(
  { name, kind }: KnownDimension,
  tables: ReadonlyMap<number, CellTable>,
  names: Names,
): void {
  const none = new TextEncoder().encode(NO_VALUE), whole = KINDS[WHOLE.name];
  for (const table of tables.values()) {
    const number = kind === "number" ? 0 : names[name as NamedDimension].intern(none, 0, none.length);
    const key = valueKey(KINDS[name], number);
    for (let cell = 0, count = table.count; cell < count; cell++) {
      if (table.keys[cell] < 0 || kindOf(table.keys[cell]) !== whole) continue;
      table.addCell(key, table.values.slice(cell * CELL_WIDTH, (cell + 1) * CELL_WIDTH), 0);
    }
  }
}

function tablesFrom(from: ByteReader, isFormer: boolean): Map<number, CellTable> {
  const tables = new Map<number, CellTable>();
  for (let left = from.number(); left > 0; left--) {
    const start = from.number(), count = from.number();
    const keys = from.integers(count), values = from.numbers(count * CELL_WIDTH);
    const table = new CellTable();
    for (let i = 0; i < count; i++) {
      table.addCell(isFormer ? widenedKey(keys[i]) : keys[i], values, i * CELL_WIDTH);
    }
    tables.set(start, table);
  }
  return tables;
}

/** Before there were clocks, every record moved the time of the source. */
function formerLogs(first: number | null, latest: number | null): LogState[] {
  return latest === null ? [] : [{ inputs: [], clock: { ...NOT_BEGUN, latest, begins: first }, waiting: [] }];
}
