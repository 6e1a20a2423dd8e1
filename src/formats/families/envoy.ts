// Role: the family of Envoy's text log, and of Istio's.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, type Layout, quotedSpec } from "../layout.ts";

const FRONT: Layout = [
  fieldSpec("time", "iso-time", { open: "[", close: "]" }),
  quotedSpec("request", "request", "none"),
  fieldSpec("status", "status", { open: " " }),
  fieldSpec(null),
];

/** Received and sent bytes, both times, the addresses in front of the proxy, agent, id, authority, upstream. */
const BACK: Layout = [
  fieldSpec(null, "count"),
  fieldSpec("size", "count"),
  fieldSpec("duration", "milliseconds"),
  fieldSpec("upstreamDuration", "milliseconds"),
  quotedSpec("host", "address", "none", '"'),
  quotedSpec("agent", "name", "none"),
  quotedSpec(null, "name", "none"),
  quotedSpec("vhost", "address", "none"),
  quotedSpec(null, "name", "none"),
];

/** Istio writes between flags and bytes why the answer and the connection ended so. */
export const envoyFormat: LogFormat = layoutFormat({
  name: "envoy",
  summary: "Envoy's default text log, and Istio's",
  layouts: [
    [...FRONT, ...BACK],
    [
      ...FRONT,
      fieldSpec(null),
      fieldSpec(null),
      quotedSpec(null, "name", "none", '"'),
      fieldSpec(null, "count", { open: " " }),
      ...BACK.slice(1),
    ],
  ],
});
