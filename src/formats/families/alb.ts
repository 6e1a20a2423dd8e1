// Role: the family of logs of AWS application load balancers. Fields have been added at their end over the years.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, quotedSpec } from "../layout.ts";

/** `type time elb client:port target:port t1 t2 t3 elb_status target_status received sent "request" "agent" …`. */
export const albFormat: LogFormat = layoutFormat({
  name: "alb",
  summary: "access logs of AWS application load balancers",
  layouts: [[
    fieldSpec(null),
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
    quotedSpec("agent"),
  ]],
});
