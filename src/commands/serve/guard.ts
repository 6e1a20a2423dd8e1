// Role: which requests are let in: method, body, Host, Origin and token are checked before anything is answered.

import type { ServedRequest } from "../../host/host.ts";

/** How the server may be reached. */
export interface Doors {
  /** Host and port that it listens on, as in a URL: "127.0.0.1:8080". */
  readonly listen: string;
  /** Its port. */
  readonly port: number;
  /** `--public-url`; null without. */
  readonly publicUrl: URL | null;
  /** SHA-256 of the token; null where none is asked for. */
  readonly tokenHash: Uint8Array | null;
  /** Whether a proxy says who may come. */
  readonly isBehindProxy: boolean;
}

/** Why a request is not let in. */
export interface RequestRefusal {
  readonly status: 400 | 401 | 403 | 405 | 413 | 421;
  readonly detail: string;
}

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** What is wrong with a request, whatever it asks for; null for nothing. */
export function refusalOf(
  { method, target, headers, hasBody }: ServedRequest,
  doors: Doors,
): RequestRefusal | null {
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, detail: "Only GET and HEAD are served." };
  }
  if (hasBody) return { status: 413, detail: "A request has no body here." };
  if (!target.startsWith("/")) return { status: 400, detail: "The target of a request is a path." };
  const host = headers.host?.toLowerCase() ?? "";
  if (!isKnownHost(host, doors)) {
    const advice = "Use the address that httplog prints, or give --public-url.";
    return { status: 421, detail: `This server is not known by the name in the request. ${advice}` };
  }
  const { origin } = headers, site = headers["sec-fetch-site"];
  const isForeign = origin !== undefined && !isOwnOrigin(origin, host, doors) ||
    site !== undefined && site !== "same-origin" && site !== "none" &&
      headers["sec-fetch-mode"] !== "navigate";
  return isForeign ? { status: 403, detail: "Pages of other origins may not read this server." } : null;
}

/**
 * Whether the name is one of ours. A page that makes its own name point here (DNS rebinding) is found out by it. Where a token
 * is asked for, or a proxy stands before, other names are those that the person has given this machine.
 */
function isKnownHost(host: string, { listen, port, publicUrl, tokenHash, isBehindProxy }: Doors): boolean {
  if (host === "") return false;
  if (publicUrl !== null && host === publicUrl.host) return true;
  if (tokenHash !== null || isBehindProxy && publicUrl === null) {
    return /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/.test(host);
  }
  const names = [listen, ...LOOPBACK.map((name) => `${name}:${port}`)];
  return names.includes(host) || port === 80 && LOOPBACK.includes(host);
}

function isOwnOrigin(origin: string, host: string, { publicUrl }: Doors): boolean {
  return origin === `http://${host}` || origin === publicUrl?.origin;
}

/** Whether a request brings the token, or needs none. */
export async function hasToken({ headers }: ServedRequest, { tokenHash }: Doors): Promise<boolean> {
  if (tokenHash === null) return true;
  const [, given] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  return given !== undefined && isSame(await hashOf(given), tokenHash);
}

/** SHA-256 of a text. */
export async function hashOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Compares two hashes in a time that does not depend on them. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let different = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) different |= one[at] ^ other[at];
  return different === 0;
}
