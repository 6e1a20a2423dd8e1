// Role: the family of JSON logs: one object a line, whose keys are known by their names.

import type { LogFormat } from "../format.ts";
import { jsonFormatOf } from "../json/json_format.ts";
import { KNOWN_KEYS } from "../json/known_keys.ts";

/** JSON of nginx, Caddy, Traefik, Envoy, Google's load balancers, Cloudflare and others. */
export const jsonFormat: LogFormat = jsonFormatOf({
  name: "json",
  summary:
    "one JSON object a line: nginx with escape=json, Caddy, Traefik, Envoy, Google Cloud, Cloudflare and others",
  keys: {
    keys: KNOWN_KEYS,
    // Caddy logs the errors of its handlers with all that its access log says of them.
    unless: ["logger", "http.", "http.log.access"],
    between: ["EdgeStartTimestamp", "EdgeEndTimestamp"],
  },
});
