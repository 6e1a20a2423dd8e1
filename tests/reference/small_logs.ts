// Role: small logs, written by hand, for the tests of the reference.

import type { Options } from "./expected.ts";

/** The injected clock. */
export const NOW = 1_000_000;
/** First line of a log. */
export const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
/** The defaults, without jumps. */
export const OPTIONS: Options = {
  bucketSize: 10,
  lateness: 30,
  top: 100,
  threshold: 10,
  window: 120,
  now: NOW,
  complete: false,
};

/** Text as bytes. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One record. */
export function line(
  time: number | string,
  host = "h",
  path = "/",
  status: number | string = 200,
  size = "1",
): string {
  return `${host},-,-,${time},GET ${path} HTTP/1.1,${status},${size}\n`;
}
