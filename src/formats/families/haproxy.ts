// Role: the family of HAProxy's HTTP log. Its times are those of the clock of the server.

import { layoutFormat } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { type FieldSpec, fieldSpec, type Layout } from "../layout.ts";

const request: FieldSpec = { role: "request", open: '"', close: '"', decode: "request", escape: "haproxy" };

/** `client:port [time] frontend backend/server TR/Tw/Tc/Tr/Ta status bytes … "request"`; a word more in front of the timers. */
const WHOLE: Layout = [
  fieldSpec("host", "address-port"),
  fieldSpec("time", "clf-time", { open: "[", close: "]" }),
  fieldSpec(null, "name", { open: " " }),
  fieldSpec(null, "name", { close: "/" }),
  fieldSpec(null),
  fieldSpec(null, "milliseconds", { close: "/" }),
  fieldSpec(null, "milliseconds", { close: "/" }),
  fieldSpec(null, "milliseconds", { close: "/" }),
  fieldSpec(null, "milliseconds", { close: "/" }),
  fieldSpec("duration", "milliseconds"),
  fieldSpec("status", "status"),
  fieldSpec("size", "count", { escape: "haproxy" }),
  // Cookies, counters and captured headers.
  fieldSpec(null),
  request,
];

/** A line of syslog may be cut, and has no last quote then. */
export const haproxyFormat: LogFormat = layoutFormat({
  name: "haproxy",
  summary: "HAProxy's HTTP log (option httplog); needs --tz",
  layouts: [WHOLE, [...WHOLE.slice(0, -1), { ...request, close: "" }]],
});
