// Role: what the readable logs have in common: the shop that is visited, its visitors, and how a hit becomes a line.
// `access.ts` and `outage.ts` make hits; `benchmark.ts` is on its own, for speed.

import { Random } from "./random.ts";

/** The first second of every log: 2019-02-07T21:11:00Z. A multiple of every usual bucket size. */
export const START = 1549573860;

/** The header of the format. */
export const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';

/** One request that was answered. */
export interface Hit {
  /** Epoch second at which it was asked: the `date` of its line. */
  readonly time: number;
  /** Epoch second at which its line was written: when the answer was out. Lines stand in this order. */
  readonly written: number;
  readonly host: string;
  readonly request: string;
  readonly status: number;
  readonly bytes: number;
}

/** What is asked for on a usual evening, with how often. */
export const USUAL_REQUESTS: readonly (readonly [request: string, weight: number])[] = [
  ["GET / HTTP/1.1", 8],
  ["GET /shop/lamps HTTP/1.1", 10],
  ["GET /shop/chairs?page=2 HTTP/1.1", 7],
  ["GET /api/user HTTP/1.1", 14],
  ["GET /api/cart HTTP/1.1", 12],
  ["POST /api/cart HTTP/1.1", 6],
  ["GET /static/shop.css HTTP/1.1", 12],
  ["GET /static/logo.svg HTTP/1.1", 12],
  ["GET /search?q=oak+table HTTP/1.1", 6],
  ["POST /login HTTP/1.1", 4],
  ["GET /help HTTP/1.1", 3],
  ["HEAD / HTTP/1.0", 2],
];

/** The usual visitors: 40 hosts, of which the first ones come more often. */
export const USUAL_HOSTS: readonly (readonly [host: string, weight: number])[] = Array.from(
  { length: 40 },
  (_, index) => [`10.0.0.${index + 2}`, 12 / (index + 6)] as const,
);

const USUAL_STATUSES: readonly (readonly [status: number, weight: number])[] = [
  [200, 900],
  [304, 55],
  [302, 25],
  [404, 16],
  [500, 3],
  [503, 1],
];

/** How many hits a second gets whose mean is `rate`: between half of it and one and a half times it. */
export function hitsOfSecond(random: Random, rate: number): number {
  return Math.floor(rate * (0.5 + random.fraction()) + random.fraction());
}

/** How a request is answered when nothing is wrong. */
export function usualAnswer(random: Random): { status: number; bytes: number } {
  const status = random.weighted(USUAL_STATUSES);
  return { status, bytes: status === 304 ? 0 : 180 + random.below(status === 200 ? 5200 : 300) };
}

/** How long a usual answer takes in whole seconds: nine out of ten take less than one, none more than four. */
export function usualDelay(random: Random): number {
  return random.chance(0.9) ? 0 : 1 + random.below(4);
}

/** The log of these hits as text, header included: in the order in which they were written. */
export function logOf(hits: readonly Hit[]): string {
  const inOrder = [...hits].sort((one, other) => one.written - other.written); // stable: ties keep their order
  return HEADER +
    inOrder.map((hit) =>
      `"${hit.host}","-","apache",${hit.time},"${hit.request}",${hit.status},${hit.bytes}\n`
    ).join("");
}
