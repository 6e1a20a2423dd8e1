// Role: the counts that have been given out: the tables, keys and values of `src/kernel/local_summary.ts`. Filled by
// `buckets.ts`, read from outside through `kernel.ts`.

import { allocate } from "./memory";

/**
 * Keys (32 bits) and values (four doubles) of the cells; tables of 16 numbers (32 bits): start, first cell, cells by
 * dimension (seven), distinct hosts, whether it is cut.
 */
export let keys: usize = 0, values: usize = 0, tables: usize = 0;
/** How many of them there are. */
export let cellCount: u32 = 0, tableCount: u32 = 0;
let cellRoom: u32 = 0, tableRoom: u32 = 0;

/** Makes room. */
export function initialize(): void {
  cellRoom = 1 << 17;
  keys = allocate(<usize>cellRoom << 2);
  values = allocate(<usize>cellRoom << 5);
  tableRoom = 1 << 10;
  tables = allocate(<usize>tableRoom << 6);
  clear();
}

/** Takes all of them away. */
export function clear(): void {
  cellCount = tableCount = 0;
}

/** Begins a table of so many cells; gives where the numbers of those of each dimension go. */
export function openTable(start: u32, cells: u32): usize {
  if (tableCount == tableRoom) {
    tables = moved(tables, <usize>tableRoom << 6);
    tableRoom *= 2;
  }
  while (cellCount + cells > cellRoom) {
    keys = moved(keys, <usize>cellRoom << 2);
    values = moved(values, <usize>cellRoom << 5);
    cellRoom *= 2;
  }
  const table = tables + (<usize>tableCount << 6);
  tableCount++;
  store<u32>(table, start);
  store<u32>(table, cellCount, 4);
  return table + 8;
}

/** Adds a cell to the last table. */
export function append(key: i32, hits: u32, bytes: u64, failures: u32): void {
  store<i32>(keys + (<usize>cellCount << 2), key);
  const value = values + (<usize>cellCount << 5);
  cellCount++;
  store<f64>(value, <f64>hits);
  store<f64>(value, <f64>bytes, 8);
  store<f64>(value, <f64>failures, 16);
  store<f64>(value, 0, 24);
}

function moved(from: usize, size: usize): usize {
  const to = allocate(size << 1);
  memory.copy(to, from, size);
  return to;
}
