// Role: the family of the access log of ingress-nginx. Where several servers were tried, its last fields are lists.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, type Layout, quotedSpec } from "../layout.ts";

/** Up to the name of the service. */
const FRONT: Layout = [
  fieldSpec("host"),
  fieldSpec("user", "name", { open: "- " }),
  fieldSpec("time", "clf-time", { open: "[", close: "]" }),
  quotedSpec("request", "request"),
  fieldSpec("status", "status", { open: " " }),
  fieldSpec("size", "count"),
  quotedSpec("referrer", "name", "clf", '"'),
  quotedSpec("agent"),
  fieldSpec(null, "count", { open: " " }),
  fieldSpec("duration", "seconds"),
  fieldSpec(null, "name", { open: "[", close: "]" }),
];

/** Address, length, time and status of each server that was tried, and the id of the request. */
const UPSTREAM: Layout = [
  fieldSpec(null, "list", { open: " " }),
  fieldSpec(null, "list"),
  fieldSpec("upstreamDuration", "seconds-list"),
  fieldSpec(null, "list"),
  fieldSpec(null),
];

/** Older versions name no alternative service. */
export const nginxIngressFormat: LogFormat = layoutFormat({
  name: "nginx-ingress",
  summary: "the access log of Kubernetes' ingress-nginx",
  layouts: [
    [...FRONT, fieldSpec(null, "name", { open: " [", close: "]" }), ...UPSTREAM],
    [...FRONT, ...UPSTREAM],
  ],
});
