// Role: the family of logs of AWS application load balancers. Fields have been added at their end over the years.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, quotedSpec } from "../layout.ts";
import { BALANCED } from "./elb.ts";

/** `type time elb client:port target:port t1 t2 t3 elb_status target_status received sent "request" "agent" …`. */
export const albFormat: LogFormat = layoutFormat({
  name: "alb",
  summary: "access logs of AWS application load balancers",
  layouts: [[fieldSpec(null), ...BALANCED, quotedSpec("agent")]],
});
