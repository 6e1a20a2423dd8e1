// Role: the family of logs of AWS classic load balancers.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, type Layout, quotedSpec } from "../layout.ts";

/** What both kinds of load balancers write: `time elb client:port backend:port t1 t2 t3 elb_status backend_status received sent "request"`. */
export const BALANCED: Layout = [
  fieldSpec("time", "iso-time"),
  fieldSpec(null),
  fieldSpec("host", "address-port"),
  fieldSpec(null),
  fieldSpec("duration", "seconds"),
  fieldSpec("duration", "seconds"),
  fieldSpec("duration", "seconds"),
  fieldSpec("status", "status"),
  fieldSpec(null),
  fieldSpec(null, "count"),
  fieldSpec("size", "count"),
  quotedSpec("request", "request", "clf", '"'),
];

/** Since 2015 the agent, the cipher and the protocol follow. */
export const elbFormat: LogFormat = layoutFormat({
  name: "elb",
  summary: "access logs of AWS classic load balancers",
  layouts: [[...BALANCED, quotedSpec("agent")], BALANCED],
});
