// Role: chooses how a plan's logs are read: once or followed, at full speed or in scaled time.

import type { Host } from "../host/host.ts";
import type { Plan } from "../plan.ts";
import { follow, type Logs } from "./follow.ts";
import { pace } from "./pace.ts";
import { type Read, read } from "./read.ts";

/** The logs, round by round. Ends early once the host's stop signal is aborted. */
export async function* readLogs(logs: Logs, plan: Plan, host: Host): AsyncGenerator<Read, void> {
  if (plan.follow) yield* follow(logs, plan, host);
  else {
    const all = read(logs.inputs, host, logs.tick);
    yield plan.timescale > 0 ? pace(all, plan, host, logs.tick) : all;
  }
}
