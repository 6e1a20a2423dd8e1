// Role: values of a layout's fields, ordinary ones and forged ones: at every edge that a decoder could have. Used by
// `layout_forge.ts`.

import type { Random } from "../../sample_data/random.ts";
import type { FieldSpec, Layout } from "../../src/formats/layout.ts";
import { forgedText } from "./text_forge.ts";
import {
  forgedBytes,
  forgedDate,
  forgedHost,
  forgedOther,
  forgedRequest,
  forgedStatus,
  rubbish,
  specialByte,
} from "./field_forge.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An ordinary value of a field. */
export function usualValue(field: FieldSpec, time: number, zone = "+0000", host = 1, section = 1): string {
  const { role, decode } = field;
  switch (decode) {
    case "clf-time":
      return clfText(time, zone);
    case "iso-time":
    case "any-time":
      return isoText(time, zone);
    case "epoch":
    case "any-epoch":
      return `${time}`;
    case "epoch-ms":
      return `${time}123`;
    case "date":
      return isoText(time, "+0000").slice(0, 10);
    case "clock":
      return isoText(time, "+0000").slice(11, 19);
    case "status":
      return ["200", "200", "404", "503"][(host + section) % 4];
    case "count":
      return `${(host * 37 + section * 101) % 5000}`;
    case "request":
      return `GET /s${section}/x HTTP/1.1`;
    case "scalar":
      return `${section}`;
    case "milliseconds":
      return "12";
    case "span":
      return "12ms";
    case "end":
      return "";
    case "address-port":
      return `10.0.${host}.1:${4000 + section}`;
  }
  if (decode.startsWith("seconds") || decode.endsWith("onds")) return "0.012";
  if (role === "host" || decode === "address") return `10.0.${host}.1`;
  if (role === "vhost") return `a${host % 7}.example`;
  if (role === "method") return "GET";
  if (role === "referrer") {
    return `https://a${host % 7}.example/p${section % 50}${host % 20 === 0 ? ";s=1" : ""}?q`;
  }
  if (role === "agent") return `agent ${host % 50} (x)`.replaceAll(" ", field.close === '"' ? " " : "+");
  if (role === "protocol") return "HTTP/1.1";
  return role === "target" ? `/s${section}/x` : "-";
}

/** An ordinary line of a layout. */
export function usualLine(layout: Layout, time = 1431857103): string {
  const fields = layout.map((field) => field.open + usualValue(field, time) + field.close);
  return fields.join("").replace(/ $/, "");
}

/** Any value of a field. */
export function forgedValue(
  field: FieldSpec,
  time: number,
  zone: string,
  { hosts, sections }: { readonly hosts: number; readonly sections: number },
  random: Random,
): string {
  const text = valueOf(field, time, zone, hosts, sections, random);
  return random.chance(0.1) ? escaped(text, random) : text;
}

function valueOf(
  field: FieldSpec,
  time: number,
  zone: string,
  hosts: number,
  sections: number,
  random: Random,
): string {
  const { role, decode } = field,
    usual = usualValue(field, time, zone, random.below(hosts), random.below(sections));
  if (["clf-time", "iso-time", "any-time", "date", "clock"].includes(decode)) {
    return forgedTime(usual, time, random);
  }
  if (decode === "epoch" || decode === "epoch-ms" || decode === "any-epoch") {
    return forgedDate(random, time) + random.pick(["", "", "123", "123456", "123456789", "000.5"]);
  }
  // As JSON writes numbers that are fractions elsewhere.
  const rest = random.weighted([["", 30], [".0", 1], [".00", 1], [".5", 1]]);
  if (decode === "status") return random.chance(0.02) ? "null" : forgedStatus(random) + rest;
  if (decode === "count") return forgedBytes(random) + rest;
  if (decode === "scalar") {
    return random.pick(["null", "true", "1", "-1.5e+3", "", "-", "1 2", "x_y", "{}", "[1]", '"a"']);
  }
  if (decode === "end") return random.pick(["", "", " ", "x"]);
  if (decode.startsWith("seconds") || decode.endsWith("onds") || decode === "span") return forgedSpan(random);
  if (role === "host" || decode === "address" && random.chance(0.5) || decode === "address-port") {
    const host = random.chance(0.8) ? usual : forgedHost(random, hosts);
    return host +
      random.weighted([["", 20], [":443", 2], [":", 1], [", 10.0.0.9", 1], [",", 1], [":1:2", 1], ["]", 1]]);
  }
  if (role === "request") return forgedRequest(random, sections);
  const text = random.chance(0.7) ? forgedText(role, random) : null;
  if (text !== null) return text;
  const [method, target = "/", ...after] = forgedRequest(random, sections).split(" ");
  if (role === "method") return method;
  // Of a target alone spaces are a part.
  if (role === "target") return random.chance(0.5) ? target : spaced([target, ...after].join(" "), random);
  const list = random.pick(["a, b", "1, 2", "a : b", "a:", ":", ",", "a,"]);
  return random.weighted([[forgedOther(random), 6], ["", 1], ["-", 2], [list, 2], [rubbish(random, 5), 1]]);
}

/** A time, usually near the ordinary one in its looks. */
function forgedTime(usual: string, time: number, random: Random): string {
  return random.weighted<() => string>([
    [() => usual, 20],
    [
      () => clfText(time, random.pick(["+0000", "-0000", "+0530", "+1500", "+2459", "+0060", "0000", "Z"])),
      3,
    ],
    [() => isoText(time, random.pick(["+0000", "Z", "z", "-0230", "+14:00", "+15:00", "+05", "", "UTC"])), 3],
    [() => isoText(time, "Z").replace("Z", random.pick([".5Z", ".123456789Z", ".Z", ",5Z", ".5+00:00"])), 2],
    [() => usual.toUpperCase(), 1],
    [() => usual.replace(/\d\d/, random.pick(["00", "29", "30", "31", "32", "99"])), 2],
    [() => usual.replace(/:\d\d(?=\D|$)/, random.pick([":60", ":61", ":24", ":5", ":1x"])), 2],
    [
      () =>
        usual.replace(/Jan|Mar|May|-0[135]-/, random.pick(["Feb", "Apr", "-02-", "-04-", "-13-", "-00-"])),
      2,
    ],
    [() => usual.replace(/\d{4}/, random.pick(["1969", "1970", "2000", "2100", "2101", "9999", "2024"])), 2],
    [() => `${time}${random.pick(["", ".5", "123", "123456", "123456789", "1234"])}`, 2],
    [() => changed(usual, random), 4],
    [() => random.pick(["", "-", "x"]), 1],
  ])();
}

/** A time span, usually a good one. */
function forgedSpan(random: Random): string {
  const digits = `${random.below(10 ** random.below(9))}`;
  const fraction = `${random.below(10)}.${random.below(10 ** 6)}`;
  const odd = [
    "",
    "-",
    "-1",
    "+1",
    "1.",
    ".5",
    "1.5.5",
    "1e3",
    "1E-3",
    "00.5",
    "007",
    "0",
    "x",
    "1 ",
    "--",
    ".",
  ];
  const list = ["0.1, 0.2", "0.1 : 0.2", "0.1, -", "0.1,", "0.1:", "0.1 :"];
  const units = ["12ms", "0.5s", "7us", "9ns", "1m2s", "3h", "12", "ms", "1.ms", "1msx", "µs"];
  return random.weighted([[digits, 8], [fraction, 8], [random.pick(odd), 2], [random.pick(list), 2], [
    random.pick(units),
    4,
  ]]);
}

const ESCAPES = [
  "\\",
  '\\"',
  "\\x22",
  "\\\\",
  "\\n",
  "\\u0041",
  "#41",
  "%20",
  "%2520",
  "+",
  '""',
  "\\\\\\",
  '\\\\"',
  '" ',
  '"',
];

/** With an escape in it, or half of one. */
function escaped(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(ESCAPES) + text.slice(at);
}

/** With a space in it more often than not. */
function spaced(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return random.chance(0.4) ? text : `${text.slice(0, at)} ${text.slice(at)}`;
}

/** One character replaced by an interesting one. */
function changed(text: string, random: Random): string {
  if (text === "") return text;
  const at = random.below(text.length);
  return text.slice(0, at) + specialByte(random) + text.slice(at + 1);
}

function dateOf(time: number, zone: string): Date {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? ["", "+", "0", "0"];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60;
  return new Date((time + (sign === "-" ? -offset : offset)) * 1000);
}

function clfText(time: number, zone: string): string {
  const date = dateOf(time, zone), text = date.toISOString().slice(-24);
  return `${text.slice(8, 10)}/${MONTHS[date.getUTCMonth()]}/${text.slice(0, 4)}:${
    text.slice(11, 19)
  } ${zone}`;
}

function isoText(time: number, zone: string): string {
  return dateOf(time, zone).toISOString().slice(-24, -5) +
    zone.replace(/(\d\d)(\d\d)$/, "$1:$2").replace("+00:00", "Z");
}
