// Role: tells a request that is a target alone, as Logstash writes it beside the method.

import { ABSENT, type LogRecord, ROLE } from "../../domain/record.ts";

const SPACE = 0x20, SLASH = 0x2f;

/**
 * Takes the request of a record for its target where that has a method and the request is one word; a path also where the record has a
 * target of its own: Logstash has the path of the log itself there.
 */
export function settleBareRequest({ bytes, starts, ends }: LogRecord): void {
  const start = starts[ROLE.request];
  if (start === ABSENT || starts[ROLE.method] === ABSENT) return;
  const end = ends[ROLE.request];
  if (starts[ROLE.target] !== ABSENT && bytes[start] !== SLASH) return;
  for (let at = start; at < end; at++) if (bytes[at] === SPACE) return;
  starts[ROLE.target] = start;
  ends[ROLE.target] = end;
  starts[ROLE.request] = ABSENT;
}
