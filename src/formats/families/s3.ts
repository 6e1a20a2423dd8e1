// Role: the family of access logs of S3 buckets. Fields have been added at their end over the years.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, quotedSpec } from "../layout.ts";

/** `owner bucket [time] ip requester id operation key "request" status error sent size total turnaround "referrer" "agent" …`. */
export const s3Format: LogFormat = layoutFormat({
  name: "s3",
  summary: "access logs of S3 buckets",
  layouts: [[
    fieldSpec(null),
    fieldSpec(null),
    fieldSpec("time", "clf-time", { open: "[", close: "]" }),
    fieldSpec("host", "name", { open: " " }),
    fieldSpec(null),
    fieldSpec(null),
    fieldSpec(null),
    fieldSpec(null),
    quotedSpec("request", "request", "clf", '"'),
    fieldSpec("status", "status", { open: " " }),
    fieldSpec(null),
    fieldSpec("size", "count"),
    fieldSpec(null, "count"),
    fieldSpec("duration", "milliseconds"),
    fieldSpec(null, "milliseconds"),
    quotedSpec("referrer", "name", "clf", '"'),
    quotedSpec("agent"),
  ]],
});
