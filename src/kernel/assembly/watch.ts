// Role: what a rule file asks for: the class of a record, which says what rules it concerns. Groups of names and statuses
// are set from outside: a number of a few bits each, which together are the class. Called by `counts.ts`; for the pairs
// of errors see `pairs.ts`.

import { allocate, HOSTS, SECTIONS } from "./memory";
import * as names from "./names";
import * as pairs from "./pairs";

/** Set in every group that is known: the highest of 16 bits. */
const KNOWN: u32 = 0x8000;
/** The class of a record whose names are not all known. */
export const UNKNOWN: u32 = 0xffffffff;
/** Statuses from here on are errors, as nibbles. */
export const FIRST_PAIRED: u32 = 0x400;

/** Whether there are rules. */
export let isWatching: bool = false;
/** Groups of statuses by their three nibbles; the groups of all sections and of all hosts, 0 where each has its own. */
export let statusGroups: usize = 0;
let sectionGroup: u32 = 0, hostGroup: u32 = 0;

/** Forgets everything; with `allSections` or `allHosts`, rules do not tell those apart. */
export function initialize(watches: bool, allSections: bool, allHosts: bool): void {
  isWatching = watches;
  sectionGroup = allSections ? KNOWN : 0;
  hostGroup = allHosts ? KNOWN : 0;
  if (!watches) return;
  statusGroups = allocate(0x1000 << 1);
  pairs.initialize();
}

/** The class of a record; names by their numbers, the status as three nibbles. */
export function classOf(section: u32, host: u32, status: u32): u32 {
  const ofSection = sectionGroup != 0 ? sectionGroup : load<u16>(names.groups(SECTIONS) + (<usize>section << 1));
  const ofHost = hostGroup != 0 ? hostGroup : load<u16>(names.groups(HOSTS) + (<usize>host << 1));
  const ofStatus = load<u16>(statusGroups + (<usize>status << 1));
  if ((ofSection & ofHost & ofStatus & KNOWN) == 0) return UNKNOWN;
  return (ofSection | ofHost | ofStatus) & ~KNOWN;
}
