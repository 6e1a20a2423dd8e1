// Role: the formats whose lines the kernel reads by a layout, as sources of forged logs. Used by `layout_forge.ts`.

import type { Random } from "../../sample_data/random.ts";
import { albFormat } from "../../src/formats/families/alb.ts";
import { clfFormat } from "../../src/formats/families/clf.ts";
import { elbFormat } from "../../src/formats/families/elb.ts";
import { envoyFormat } from "../../src/formats/families/envoy.ts";
import { jsonFormat } from "../../src/formats/families/json.ts";
import { nginxIngressFormat } from "../../src/formats/families/nginx_ingress.ts";
import { s3Format } from "../../src/formats/families/s3.ts";
import { squidFormat } from "../../src/formats/families/squid.ts";
import { traefikFormat } from "../../src/formats/families/traefik.ts";
import { w3cFormat } from "../../src/formats/families/w3c.ts";
import type { LineReader, LogFormat } from "../../src/formats/format.ts";
import { type FieldSpec, fieldSpec, type Layout, quotedSpec } from "../../src/formats/layout.ts";
import { latin1 } from "./forged_log.ts";
import { usualLine } from "./layout_values.ts";

/** A layout's log: how its lines are made, and read. */
export interface LayoutSource {
  readonly name: string;
  readonly open: () => LineReader;
  /** Layouts of its lines, of which the first is that of most. */
  readonly layouts: readonly Layout[];
  /** Lines that may be between those of records. */
  readonly between?: readonly string[];
}

const USER: Layout = [fieldSpec("user", "name", { open: "- " })];
const COMMON: Layout = [
  fieldSpec("host"),
  ...USER,
  fieldSpec("time", "clf-time", { open: "[", close: "]" }),
  quotedSpec("request", "request"),
  fieldSpec("status", "status", { open: " " }),
  fieldSpec("size", "count"),
];
const QUOTED: Layout = [quotedSpec("referrer", "name", "clf", '"'), quotedSpec("agent")];
const COMBINED: Layout = [...COMMON, ...QUOTED];
const VHOST: Layout = [fieldSpec("vhost", "address"), ...COMBINED];
const SECOND: Layout = [fieldSpec("host"), fieldSpec("vhost"), fieldSpec("user"), ...COMBINED.slice(2)];
/** A client in front of a virtual host, in four words. */
const SWAPPED: Layout = [fieldSpec("host"), fieldSpec("vhost"), ...COMBINED.slice(1)];
const TIMED: Layout = [...COMBINED, fieldSpec("duration", "seconds", { open: " " })];

/** The reader that a format gives for a first line. */
export function readerFor(format: LogFormat, line: string): LineReader {
  const begun = format.begin(latin1(line), { zone: null });
  if (!("reader" in begun)) {
    throw new RangeError(`${format.name}: <${line}> is no beginning: ${begun.failed}`);
  }
  return begun.reader;
}

/** Lines of the common log format in its forms. */
export function clfSources(): readonly LayoutSource[] {
  const source = (name: string, first: Layout, ...others: Layout[]): LayoutSource => ({
    name,
    open: () => readerFor(clfFormat, usualLine(first)),
    layouts: [first, ...others],
  });
  return [
    source("common", COMMON, COMBINED, VHOST),
    source("combined", COMBINED, COMMON, VHOST, TIMED, SECOND),
    source("vhost", VHOST, COMBINED, [VHOST[0], ...COMMON], SECOND, SWAPPED),
  ];
}

const JSON_VALUES: Layout = [
  fieldSpec("time", "iso-time"),
  fieldSpec("host", "address", { escape: "json" }),
  fieldSpec("request", "request", { escape: "json" }),
  fieldSpec("status", "status"),
  fieldSpec("size", "count"),
  fieldSpec("duration", "seconds"),
  fieldSpec("method", "name", { escape: "json" }),
  fieldSpec("target", "name", { escape: "json" }),
  fieldSpec("agent", "name", { escape: "json" }),
  fieldSpec(null, "name", { escape: "json" }),
  fieldSpec(null, "scalar"),
];
/** Names of those, and of times in another form. */
const JSON_NAMES = [
  ...[
    "time_iso8601",
    "remote_addr",
    "request",
    "status",
    "body_bytes_sent",
    "request_time",
    "request_method",
  ],
  ...["request_uri", "http_user_agent", "other", "connection"],
] as const;

/** Flat JSON with some of these keys, each with its value in quotes or without. */
export function jsonSource(random: Random): LayoutSource {
  const time = random.pick(["iso-time", "clf-time", "epoch"] as const), blank = random.pick(["", "", " "]);
  const hasRequest = random.chance(0.6), fields: FieldSpec[] = [];
  for (const [at, value] of JSON_VALUES.entries()) {
    const { role, decode, escape } = value, isPart = role === "method" || role === "target";
    if (
      role === "request"
        ? !hasRequest
        : isPart
        ? hasRequest && random.chance(0.8)
        : at > 4 && random.chance(0.4)
    ) {
      continue;
    }
    const isText = decode === "name" || decode === "address" || decode === "request";
    const isQuoted = isText || role === "time" && time !== "epoch" ||
      decode !== "scalar" && random.chance(0.5);
    const key = role === "time" && time !== "iso-time"
      ? { "clf-time": "time_local", epoch: "msec" }[time]
      : JSON_NAMES[at];
    const spec = { role, decode: role === "time" ? time : decode, escape };
    fields.push({ ...spec, open: `"${key}":${blank}${isQuoted ? '"' : ""}`, close: isQuoted ? '"' : "" });
  }
  for (let at = fields.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [fields[at], fields[other]] = [fields[other], fields[at]];
  }
  const layout = [
    ...fields.map((field, at) => ({ ...field, open: (at === 0 ? "{" : `,${blank}`) + field.open })),
    fieldSpec(null, "end", { open: "}", close: "" }),
  ];
  return { name: "json", open: () => readerFor(jsonFormat, usualLine(layout)), layouts: [layout] };
}

/** Columns of extended logs. */
const W3C_COLUMNS: readonly (readonly [name: string, spec: FieldSpec])[] = [
  ["date", fieldSpec("date", "date", { escape: "token" })],
  ["time", fieldSpec("clock", "clock", { escape: "token" })],
  ["c-ip", fieldSpec("host", "name", { escape: "token" })],
  ["cs-method", fieldSpec("method", "name", { escape: "token" })],
  ["cs-uri-stem", fieldSpec("target", "name", { escape: "token" })],
  ["sc-status", fieldSpec("status", "status", { escape: "token" })],
  ["sc-bytes", fieldSpec("size", "count", { escape: "token" })],
  ["time-taken", fieldSpec("duration", "milliseconds", { escape: "token" })],
  ["cs(User-Agent)", fieldSpec("agent", "name", { escape: "w3c" })],
  ["cs(Referer)", fieldSpec("referrer", "name", { escape: "token" })],
  ["cs-version", fieldSpec("protocol", "name", { escape: "token" })],
  ["cs-host", fieldSpec("vhost", "address", { escape: "token" })],
  ["cs-uri-query", fieldSpec("query", "name", { escape: "token" })],
  ["s-ip", fieldSpec(null, "name", { escape: "token" })],
];

/** An extended log, whose columns may change. */
export function w3cSource(random: Random): LayoutSource {
  const isCloudFront = random.chance(0.3), separator = isCloudFront ? "\t" : " ";
  const columns = W3C_COLUMNS.filter((_, at) => at < 6 || random.chance(0.6));
  if (random.chance(0.7)) {
    for (let at = columns.length - 1; at > 0; at--) {
      const other = random.below(at + 1);
      [columns[at], columns[other]] = [columns[other], columns[at]];
    }
  }
  if (isCloudFront) columns.push(["x-edge-location", fieldSpec(null, "name", { escape: "token" })]);
  const names = columns.map(([name]) => name), fields = `#Fields: ${names.join(" ")}`;
  const layout = columns.map(([, spec], at) => ({
    ...spec,
    close: at === columns.length - 1 ? "" : separator,
  }));
  const between = [
    fields,
    `${fields} `,
    "#Software: Microsoft",
    "#Date: 2019-02-07",
    "# x",
    "#Fields: x y",
    "#Fields: date",
  ];
  return { name: "w3c", open: () => readerFor(w3cFormat, fields), layouts: [layout], between };
}

const TIME = "[17/May/2015:10:05:03 +0000]";
/** A line of each family that has one layout for all of its lines. */
const SAMPLES: readonly (readonly [format: LogFormat, line: string])[] = [
  [
    albFormat,
    'h 2015-05-17T10:05:03.1Z lb 1.2.3.4:1 1.2.3.5:80 0.1 0.1 0.1 200 200 34 366 "GET / HTTP/1.1" "curl"',
  ],
  [
    elbFormat,
    '2015-05-17T10:05:03.1Z lb 1.2.3.4:1 1.2.3.5:80 0.1 0.1 0.1 200 200 34 366 "GET / HTTP/1.1" "curl"',
  ],
  [s3Format, `79a5 bucket ${TIME} 1.2.3.4 79a5 3E57 REST.GET key "GET /x HTTP/1.1" 200 - 113 - 7 - "-" "S3"`],
  [squidFormat, "1431857103.779    180 1.2.3.4 TCP_MISS/200 411 GET /x - DIRECT/1.2.3.4 text/plain"],
  [
    envoyFormat,
    '[2015-05-17T10:05:03.1Z] "POST /x HTTP/2" 204 - 154 0 226 100 "1.2.3.4" "nsq" "cc21" "host" "tcp://1.2.3.5:80"',
  ],
  [traefikFormat, `1.2.3.4 - - ${TIME} "GET /x HTTP/1.1" 200 5 "-" "curl" 500 "router" "server" 12ms`],
  [
    nginxIngressFormat,
    `1.2.3.4 - - ${TIME} "GET /x HTTP/1.1" 200 16 "-" "curl" 902 0.247 [service] [] 1.2.3.5:80 16 0.248 200 89f3`,
  ],
];

/** The families that have one layout. */
export function familySources(): readonly LayoutSource[] {
  return SAMPLES.map(([format, line]) => {
    const open = (): LineReader => readerFor(format, line), layout = open().layout;
    if (layout === undefined) throw new RangeError(`${format.name} has no layout`);
    return { name: format.name, open, layouts: [layout] };
  });
}
