// Role: what of a record is wanted, by the columns that are counted.

import { DURATION, flagsOf, HEAD, METHOD, NOT_FOUND, PATH, PROTOCOL, REFERRER, ROUTE, ROUTE_DURATION, SITE } from "./dimensions";

/** Whether these columns are counted. */
export let hasMethods: bool = false, hasPaths: bool = false, hasRoutes: bool = false, hasProtocols: bool = false;
/** Whether pairs of values are. */
export let hasRouteDurations: bool = false, hasNotFound: bool = false;
/** Whether heads are looked for: where something is counted that takes all of a path. Whether referrers tell anything. */
export let hasHeads: bool = false, hasLinks: bool = false;

/** Whether anything is counted besides seconds, sections, hosts, statuses and methods. */
export let hasMore: bool = false;

/** Finds it out. */
export function initialize(): void {
  hasMethods = flagsOf(METHOD) != 0;
  hasPaths = flagsOf(PATH) != 0;
  hasRoutes = flagsOf(ROUTE) != 0;
  hasProtocols = flagsOf(PROTOCOL) != 0;
  hasRouteDurations = flagsOf(ROUTE_DURATION) != 0;
  hasNotFound = flagsOf(NOT_FOUND) != 0;
  hasHeads = hasPaths || hasRoutes || hasRouteDurations || hasNotFound;
  hasMore = false;
  for (let column = ROUTE; column < HEAD; column++) if (flagsOf(column) != 0) hasMore = true;
  if (flagsOf(DURATION) != 0) hasMore = true;
  hasLinks = (flagsOf(REFERRER) | flagsOf(SITE) | flagsOf(NOT_FOUND)) != 0;
}

/** Whether a text of a line is wanted. */
export function isWanted(column: u32): bool { return column == REFERRER ? hasLinks : flagsOf(column) != 0; }
