// Role: the counts that have been given out: the tables, keys and values of `kernel/summary/packed_summary.ts`. Filled by
// `give_out.ts`.

import { moved } from "./memory";

/**
 * Keys (32 bits) and values (four doubles) of the cells; tables of 32 numbers (32 bits): start, first cell, whether it is of an
 * hour, distinct hosts, whether it is cut; from the eighth on, cells by column, or all of an hour.
 */
export let keys: usize = 0, values: usize = 0, tables: usize = 0;
/** How many of them there are. */
export let cellCount: u32 = 0, tableCount: u32 = 0;
let cellRoom: u32 = 0, tableRoom: u32 = 0;

/** Forgets that there is room. */
export function initialize(): void { cellRoom = tableRoom = 0; }

/** Takes all of them away. */
export function clear(): void { cellCount = tableCount = 0; }

/** Where in a table these numbers are. */
export const IS_HOUR: usize = 8, DISTINCT_HOSTS: usize = 12, IS_CUT: usize = 16, COUNTS: usize = 32;

/** Begins a table of so many cells; gives its place. */
export function openTable(start: u32, cells: u32): usize {
  if (tableCount == tableRoom) tables = moved(tables, tableCount, tableRoom = max(tableRoom * 2, 1 << 10), 7);
  if (cellCount + cells > cellRoom) {
    cellRoom = max(cellRoom * 2, max(cellCount + cells, 1 << 17));
    keys = moved(keys, cellCount, cellRoom, 2);
    values = moved(values, cellCount, cellRoom, 5);
  }
  const table = tables + (<usize>(tableCount++) << 7);
  memory.fill(table, 0, 128);
  store<u32>(table, start);
  store<u32>(table, cellCount, 4);
  return table;
}

/** Begins the table of an hour, of so many cells. */
export function openHour(start: u32, cells: u32): void {
  const table = openTable(start, cells);
  store<u32>(table, 1, IS_HOUR);
  store<u32>(table, cells, COUNTS);
}

/** Adds a cell to the last table. */
export function append(key: i32, hits: u32, bytes: u64, failures: u32): void {
  store<i32>(keys + (<usize>cellCount << 2), key);
  const value = values + (<usize>(cellCount++) << 5);
  store<f64>(value, <f64>hits);
  store<f64>(value, <f64>bytes, 8);
  store<f64>(value, <f64>failures, 16);
  store<f64>(value, 0, 24);
}
