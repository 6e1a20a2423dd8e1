// Role: tells a request that is a target alone, as Logstash writes it beside the method.

import { ABSENT, type LogRecord, ROLE } from "../../domain/record.ts";

const SPACE = 0x20;

/** Takes the request of a record for its target where that has a method and no target of its own, and the request is one word. */
export function settleBareRequest({ bytes, starts, ends }: LogRecord): void {
  const start = starts[ROLE.request];
  if (start === ABSENT || starts[ROLE.method] === ABSENT || starts[ROLE.target] !== ABSENT) return;
  const end = ends[ROLE.request];
  for (let at = start; at < end; at++) if (bytes[at] === SPACE) return;
  starts[ROLE.target] = start;
  ends[ROLE.target] = end;
  starts[ROLE.request] = ABSENT;
}
