// Role: the family of Traefik's common log format, which has fields of its own behind those of a combined log. Traefik writes a
// backslash before a quote, but none before a backslash.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, type Layout, quotedSpec } from "../layout.ts";

/** Up to the number of the request. */
const FRONT: Layout = [
  fieldSpec("host"),
  fieldSpec("user", "name", { open: "- " }),
  fieldSpec("time", "clf-time", { open: "[", close: "]" }),
  quotedSpec("request", "request", "traefik"),
  fieldSpec("status", "status", { open: " " }),
  fieldSpec("size", "count"),
  quotedSpec("referrer", "name", "traefik", '"'),
  quotedSpec("agent", "name", "traefik"),
  fieldSpec(null, "count", { open: " " }),
];

const DURATION: Layout = [
  fieldSpec("duration", "milliseconds", { open: " ", close: "m" }),
  fieldSpec(null, "name", { open: "s" }),
];

/** `… "referrer" "agent" 500 "router" "server" 12ms`; some versions leave out the quote behind the router. */
export const traefikFormat: LogFormat = layoutFormat({
  name: "traefik",
  summary: "Traefik's access log in its common format",
  layouts: [
    [...FRONT, quotedSpec(null, "name", "traefik", '"'), quotedSpec(null, "name", "traefik"), ...DURATION],
    [...FRONT, quotedSpec(null, "name", "traefik", '"'), ...DURATION],
  ],
});
