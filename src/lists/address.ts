// Role: which kind of address a text is.

/** An address of the Internet, one of a private or local network, or none at all. */
export type AddressKind = "v4" | "v6" | "private" | "none";

/** Networks that no country has, as first address and number of bits: RFC 6890. */
const PRIVATE_4: readonly (readonly [address: number, bits: number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0a80000, 16],
];

/**
 * The kind of the address that this text is.
 *
 * @example
 * ```ts
 * import { addressKind } from "./address.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(addressKind("192.0.2.1"), "v4");
 * assert.equal(addressKind("::ffff:10.0.0.1"), "private");
 * assert.equal(addressKind("example.com"), "none");
 * ```
 */
export function addressKind(text: string): AddressKind {
  const four = numberOf(text.replace(/^::ffff:(?=\d+\.)/i, ""));
  if (four !== null) return isPrivate(four) ? "private" : "v4";
  const groups = groupsOf(text);
  if (groups === null) return "none";
  const isLocal = groups.slice(0, 7).every((group) => group === 0) && groups[7] < 2;
  return isLocal || (groups[0] & 0xfe00) === 0xfc00 || (groups[0] & 0xffc0) === 0xfe80 ? "private" : "v6";
}

function isPrivate(address: number): boolean {
  return PRIVATE_4.some(([first, bits]) => address >>> (32 - bits) === first >>> (32 - bits));
}

/** An IPv4 address as a number; null for another text. */
function numberOf(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The eight groups of an IPv6 address; null for another text. */
function groupsOf(text: string): number[] | null {
  if (!/^[0-9a-f:]{2,39}$/i.test(text)) return null;
  const halves = text.split("::").map((half) => half === "" ? [] : half.split(":"));
  if (halves.length > 2) return null;
  const written = halves.flat();
  if (written.some((group) => group === "" || group.length > 4)) return null;
  if (halves.length === 1 ? written.length !== 8 : written.length > 7) return null;
  const gap = new Array<string>(8 - written.length).fill("0");
  return [...halves[0], ...gap, ...(halves[1] ?? [])].map((group) => parseInt(group, 16));
}
