// Role: the section of a request whose target is a plain path; the reference for all requests is
// `domain/counting/section.ts`.

import { SECTIONS } from "./memory";
import { intern, UNSURE } from "./names";

const SPACE: u32 = 0x20, HASH: u32 = 0x23, SLASH: u32 = 0x2f, QUESTION: u32 = 0x3f;

/** Number × 16 of the section of a request whose target is a plain path; UNSURE for all others. */
export function sectionOf(request: usize, end: usize): u32 {
  let at = request;
  while (at < end && isToken(load<u8>(at))) at++;
  if (at == request || at + 1 >= end || load<u8>(at) != SPACE || load<u8>(at + 1) != SLASH) return UNSURE;
  const section = ++at;
  for (at++; at < end; at++) {
    const c = <u32>load<u8>(at);
    if (c == SLASH || c == SPACE || c == QUESTION || c == HASH) break;
  }
  return intern(SECTIONS, section, <u32>(at - section)) << 4;
}

/** RFC 9110, section 5.6.2; letters and digits, and of the rest what methods are made of. */
function isToken(c: u32): bool { return (c | 0x20) - 0x61 < 26 || c - 0x30 < 10 || c == 0x2d || c == 0x5f || c == 0x2e; }
