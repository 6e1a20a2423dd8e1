// Role: chooses how a plan's logs are read: once or followed, at full speed or in scaled time.

import type { Host } from "../host/host.ts";
import type { Plan } from "../plan.ts";
import { follow, type Logs } from "./follow.ts";
import { pace } from "./pace.ts";
import { type Read, read } from "./read.ts";

/** The inputs of the logs, each as whole lines. Ends early once the host's stop signal is aborted. */
export function readLogs(logs: Logs, plan: Plan, host: Host): AsyncIterable<Read> {
  const items = plan.follow ? follow(logs, plan, host) : read(logs.inputs, host);
  return plan.timescale > 0 ? pace(items, plan, host, logs.tick) : items;
}
