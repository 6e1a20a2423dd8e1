// Role: tells a request that is a target alone, as Logstash and Apache write it beside the method.

import { tokenEnd } from "../../domain/dimensions/find_section.ts";
import { ABSENT, type LogRecord, ROLE } from "../../domain/record.ts";

const SPACE = 0x20, SLASH = 0x2f;

/**
 * Takes the request of a record for its target where that has a method and the request does not begin with one; a path also where the
 * record has a target of its own: Logstash has the path of the log itself there. Apache decodes the path that it writes as %U, so that it
 * may hold spaces.
 */
export function settleBareRequest({ bytes, starts, ends }: LogRecord): void {
  const start = starts[ROLE.request];
  if (start === ABSENT || starts[ROLE.method] === ABSENT) return;
  const end = ends[ROLE.request];
  if (starts[ROLE.target] !== ABSENT && bytes[start] !== SLASH) return;
  const method = tokenEnd(bytes, start, end);
  if (method > start && method < end && bytes[method] === SPACE) return;
  starts[ROLE.target] = start;
  ends[ROLE.target] = end;
  starts[ROLE.request] = ABSENT;
}
