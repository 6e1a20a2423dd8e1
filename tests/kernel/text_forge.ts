// Role: forged texts that only some dimensions tell apart: paths with identifiers, referrers, agents, protocols, virtual hosts; and which
// dimensions a forged log is counted by. Used by the other forges.

import type { Random } from "../../sample_data/random.ts";
import { type DimensionName, DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { columnOf } from "../../src/kernel/columns.ts";
import type { Role } from "../../src/formats/layout.ts";

/** Segments of paths: identifiers, and what is nearly one. */
const SEGMENTS = [
  ...["users", "17", "0", "cafe", "deadbee5", "DEADBEE5", "deadbeef", "12345678", "1234567", "x1", "1x"],
  ...["6fa459ea-ee8a-3ca4-894e-db77e160355e", "abcdefab-cdef-abcd-efab-cdefabcdefab"],
  ...["6fa459ea_ee8a-3ca4-894e-db77e160355e", "6fa459ea-ee8a-3ca4-894e-db77e160355g", "a-b_c=d"],
  ...["AbCdEfGhIjKlMn12", "AbCdEfGhIjKlMn1", "abcdefghijklmn12", "ABCDEFGHIJKLMN12", "Zm9vYmFyYmF6cXV4MQ=="],
  ...["", ":id", "%20", "caf\xc3\xa9", "2019-02-07", "...", "a.b", "~x", "\xff1"],
];

/** A path of a few segments, or about the longest that is not cut. */
export function forgedPath(random: Random): string {
  const text = (): string => "/" + random.pick(SEGMENTS);
  if (random.chance(0.03)) return "/1".repeat(random.pick([255, 256, 257, 341, 342, 511, 512, 513]));
  if (random.chance(0.02)) return "/" + "p".repeat(1020 + random.below(8));
  return Array.from({ length: 1 + random.below(5) }, text).join("");
}

const SITES = [
  "a.example",
  "A.Example",
  "a.example:80",
  "u:p@a.example",
  "[::1]:80",
  "[::1",
  "",
  "x@",
  "@",
  ":",
  "1.2.3.4",
];
const PAGES = ["", "/", "/p", "/p?q=1", "?q", "#f", "/p#f?x", "/p/q@r", "/a:b"];

function forgedReferrer(random: Random): string {
  const scheme = random.weighted([
    ["https://", 8],
    ["http:/", 1],
    ["://", 1],
    ["android-app://", 1],
    ["", 2],
    ["a?://", 1],
  ]);
  const long = random.chance(0.02) ? "r".repeat(990 + random.below(50)) : "";
  return scheme + random.pick(SITES) + random.pick(PAGES) + long + random.pick(["", "", "?z"]);
}

const AGENTS = [
  "curl/8",
  "Mozilla/5.0 (X11; Linux x86_64) Firefox/123.0",
  "a+b",
  "(none)",
  "-",
  "",
  "--",
  "\xffx",
  "a\tb",
];
const VHOSTS = [
  "a.example",
  "A.example:443",
  "a.example:",
  "a.example:x",
  "[::1]:80",
  "::1",
  "a, b",
  "-:80",
  "-",
  ":80",
];
const PROTOCOLS = [
  "HTTP/1.1",
  "HTTP/1.0",
  "HTTP/2",
  "HTTP/",
  "h2",
  "-",
  "",
  "HTTP/1.1.",
  "http/1.1",
  "(none)",
];

/** A text of a role that is counted as it stands; null of other roles. */
export function forgedText(role: Role, random: Random): string | null {
  if (role === "referrer") return forgedReferrer(random);
  if (role === "vhost") return random.pick(VHOSTS);
  if (role === "protocol") return random.pick(PROTOCOLS);
  if (role !== "agent") return null;
  return random.chance(0.05) ? "A".repeat(1015 + random.below(16)) : random.pick(AGENTS);
}

/** How a request ends, which tells its protocol or not. */
export function forgedProtocol(random: Random): string {
  return random.pick([
    " HTTP/1.1",
    " HTTP/2.0",
    " HTTP/1.1 ",
    " x HTTP/1.1",
    " HTTP/1.x",
    " HTTPS/1",
    " /1",
    " HTTP/",
    "HTTP/1.1",
  ]);
}

/** All dimensions, none but the usual, or some. */
export function forgedDimensions(random: Random): readonly DimensionName[] | null {
  // With others the kernel is not asked.
  const names = DIMENSIONS.map(({ name }) => name).filter((name) => columnOf(name) >= 0);
  return random.weighted<() => readonly DimensionName[] | null>([
    [() => null, 2],
    [() => names, 5],
    [() => names.filter(() => random.chance(0.5)), 3],
  ])();
}
