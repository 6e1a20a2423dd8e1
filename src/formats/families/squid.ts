// Role: the family of Squid's own log format.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec } from "../layout.ts";

/** `1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://example.com/x - DIRECT/1.2.3.4 text/plain`. */
export const squidFormat: LogFormat = layoutFormat({
  name: "squid",
  summary: "Squid's own access log",
  layouts: [[
    fieldSpec("time", "epoch"),
    fieldSpec("duration", "milliseconds"),
    fieldSpec("host"),
    fieldSpec(null, "name", { close: "/" }),
    fieldSpec("status", "status"),
    fieldSpec("size", "count"),
    fieldSpec("method"),
    fieldSpec("target"),
    fieldSpec("user"),
    fieldSpec(null, "name", { close: "/" }),
    fieldSpec(null),
    fieldSpec(null),
  ]],
});
