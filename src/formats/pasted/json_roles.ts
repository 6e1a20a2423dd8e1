// Role: the keys of a JSON log as they are pasted: `json:time=ts,status=status,host=client.ip`.

import type { KeySpec } from "../json/keys.ts";
import { didYouMean } from "../../domain/nearest.ts";
import type { Decoder, Role } from "../layout.ts";
import { refusal } from "./caret.ts";

const SPANS: readonly (readonly [suffix: string, decode: Decoder])[] = [
  ["", "span"],
  ["_s", "seconds"],
  ["_ms", "milliseconds"],
  ["_us", "microseconds"],
  ["_ns", "nanoseconds"],
];

/** What can be named, by its name. A time span without a unit of its own is in seconds. */
const NAMES: ReadonlyMap<string, readonly [role: Role, decode: Decoder]> = new Map<
  string,
  readonly [Role, Decoder]
>([
  ["time", ["time", "any-time"]],
  ["status", ["status", "status"]],
  ["host", ["host", "address"]],
  ["request", ["request", "request"]],
  ["method", ["method", "name"]],
  ["target", ["target", "name"]],
  ["query", ["query", "name"]],
  ["protocol", ["protocol", "name"]],
  ["bytes", ["size", "count"]],
  ["user", ["user", "name"]],
  ["vhost", ["vhost", "address"]],
  ["referrer", ["referrer", "name"]],
  ["agent", ["agent", "name"]],
  ...SPANS.map(([suffix, decode]) => [`duration${suffix}`, ["duration", decode]] as const),
  ...SPANS.map(([suffix, decode]) => [`upstream_duration${suffix}`, ["upstreamDuration", decode]] as const),
]);

/** What such a text begins with. */
export const JSON_PREFIX = "json:";

/**
 * The keys, in the order in which those of one role are tried, and the text for storing.
 *
 * Errors: a `Problem` "usage" with the place, where a name is unknown or something that is needed is missing.
 */
export function jsonKeys(pasted: string): { readonly keys: readonly KeySpec[]; readonly canonical: string } {
  const keys: KeySpec[] = [], parts: string[] = [];
  let at = JSON_PREFIX.length;
  for (const part of pasted.slice(at).split(",")) {
    const [, blank, name, key] = /^(\s*)([^=]*?)\s*(?:=\s*(.*?)\s*)?$/s.exec(part)!;
    const place = { at: at + blank.length, length: Math.max(1, name.length) }, meaning = NAMES.get(name);
    if (meaning === undefined) {
      const names = [...NAMES.keys()],
        near = didYouMean(name, names, (name) => name).trim();
      throw refusal(
        pasted,
        place,
        `a part is NAME=KEY with one of these names: ${names.join(", ")}${near === "" ? "" : `. ${near}`}`,
      );
    }
    if (key === undefined || key === "") {
      throw refusal(pasted, place, `the key of ${name} is missing, as in ${name}=KEY`);
    }
    keys.push({ name: key, role: meaning[0], decode: meaning[1] });
    parts.push(`${name}=${key}`);
    at += part.length + 1;
  }
  const has = (...roles: Role[]) => keys.some(({ role }) => roles.includes(role));
  const missing = !has("time")
    ? "time"
    : !has("status")
    ? "status"
    : has("host", "request", "target")
    ? null
    : "host or request";
  if (missing !== null) {
    throw refusal(pasted, { at: pasted.length, length: 1 }, `it names no key of ${missing}`);
  }
  return { keys, canonical: JSON_PREFIX + parts.join(",") };
}
