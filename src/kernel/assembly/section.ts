// Role: the section of a request whose target is a path, also behind a scheme and a host; the reference for all requests is
// `domain/dimensions/find_section.ts`.

import { SECTIONS } from "./memory";
import { intern, UNSURE } from "./names";

const SPACE: u32 = 0x20, HASH: u32 = 0x23, SLASH: u32 = 0x2f, QUESTION: u32 = 0x3f, DASH: u32 = 0x2d;
const PERCENT: u32 = 0x25, AND: u32 = 0x26, SEMICOLON: u32 = 0x3b, EQUALS: u32 = 0x3d;
const COLON: u32 = 0x3a, PLUS: u32 = 0x2b, DOT: u32 = 0x2e;

/** Where the method of the request ends whose section was found last. */
export let methodEnd: usize = 0;

/** Number × 16 of the section of a request whose target has a path; UNSURE for all others. */
export function sectionOf(request: usize, end: usize): u32 {
  let at = request;
  while (at < end && isToken(load<u8>(at))) at++;
  if (at == request || at >= end || load<u8>(at) != SPACE) return UNSURE;
  methodEnd = at;
  return targetSectionOf(at + 1, end, false);
}

/** The same for its target, or for one alone, which no space ends. */
export function targetSectionOf(target: usize, end: usize, isAlone: bool): u32 {
  const path = target < end && load<u8>(target) != SLASH ? pathOf(target, end) : target;
  if (path >= end) return UNSURE;
  let at = path + 1;
  for (; at < end; at++) {
    const c = <u32>load<u8>(at);
    if (c == SLASH || c == SPACE && !isAlone || c == QUESTION || c == HASH) break;
  }
  return mayHaveParameters(path, at) ? UNSURE : intern(SECTIONS, path, <u32>(at - path)) << 4;
}

/** Whether a path, or a referrer, may have parameters that the reference leaves out, see `domain/dimensions/parameters.ts`. */
export function mayHaveParameters(path: usize, end: usize): bool {
  let hasMark = false;
  for (let at = path; at < end; at++) {
    const c = <u32>load<u8>(at);
    if (c == EQUALS && hasMark) return true;
    if (c == SEMICOLON || c == AND || c == PERCENT) hasMark = true;
  }
  return false;
}

/** Where the path of `scheme://host/…` begins; `end` where there is none. */
export function pathOf(target: usize, end: usize): usize {
  let at = target;
  if ((<u32>load<u8>(at) | 0x20) - 0x61 >= 26) return end;
  while (at < end && isScheme(load<u8>(at))) at++;
  if (at + 2 >= end || load<u8>(at) != COLON || load<u8>(at, 1) != SLASH || load<u8>(at, 2) != SLASH) return end;
  for (at += 3; at < end; at++) {
    const c = <u32>load<u8>(at);
    if (c == SLASH) return at;
    if (c == SPACE || c == QUESTION || c == HASH) return end;
  }
  return end;
}

/** Whether a method alone is surely one, and not absent. */
export function isMethod(method: usize, end: usize): bool {
  for (let at = method; at < end; at++) if (!isToken(load<u8>(at))) return false;
  return method < end && load<u8>(method) != DASH;
}

/** RFC 3986, section 3.1. */
function isScheme(c: u32): bool { return (c | 0x20) - 0x61 < 26 || c - 0x30 < 10 || c == PLUS || c == DASH || c == DOT; }

/** RFC 9110, section 5.6.2; letters and digits, and of the rest what methods are made of. */
function isToken(c: u32): bool { return (c | 0x20) - 0x61 < 26 || c - 0x30 < 10 || c == 0x2d || c == 0x5f || c == 0x2e; }
