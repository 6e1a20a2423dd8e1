// Role: all programs that are measured, in the order of the table. The first is the one that the others are held
// against.

import { gawk, mawk } from "./awk.ts";
import { duckdb, duckdbDefault, duckdbRegexp } from "./duckdb.ts";
import { goaccess } from "./goaccess.ts";
import { asItIs, reference, withFew } from "./httplog.ts";
import { miller } from "./miller.ts";
import type { Peer } from "./peer.ts";
import { wc } from "./wc.ts";

/** httplog, and those it is compared with. */
export const PEERS: readonly Peer[] = [
  withFew,
  asItIs,
  reference,
  wc,
  duckdb,
  duckdbRegexp,
  duckdbDefault,
  mawk,
  gawk,
  miller,
  goaccess,
];
