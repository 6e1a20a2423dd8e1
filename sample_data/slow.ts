// Role: makes `slow.json`: eight minutes of a shop in which the search is slow for a while, and nothing fails. Written by
// `generate.ts`, as nginx writes it with the duration of each answer.

import { Random } from "./random.ts";
import {
  type Hit,
  hitsOfSecond,
  START,
  USUAL_HOSTS,
  USUAL_REQUESTS,
  usualAnswer,
  usualDelay,
} from "./traffic.ts";

const SECONDS = 8 * 60;
const RATE = 2;

/** What becomes slow, and what share of all hits it has. */
const REQUESTS = ["GET /search?q=oak+table HTTP/1.1", "GET /search?q=lamp HTTP/1.1"];
const SEARCH_SHARE = 0.2;

/** From the third minute to the sixth, nine of ten searches take between half a second and two. */
const SLOWNESS = { from: 3 * 60, to: 6 * 60, share: 0.9, least: 500, more: 1500 };

interface TimedHit extends Hit {
  readonly milliseconds: number;
}

/** The log as text. The same seed gives the same text. */
export function slowLog(seed: number): string {
  const random = new Random(seed);
  const hits: TimedHit[] = [];
  for (let second = 0; second < SECONDS; second++) {
    const isSlow = second >= SLOWNESS.from && second < SLOWNESS.to;
    for (let left = hitsOfSecond(random, RATE); left > 0; left--) {
      const time = START + second, host = random.weighted(USUAL_HOSTS);
      const isSearch = random.chance(SEARCH_SHARE);
      const request = isSearch ? random.pick(REQUESTS) : random.weighted(USUAL_REQUESTS);
      const waits = isSlow && isSearch && random.chance(SLOWNESS.share);
      const milliseconds = waits ? SLOWNESS.least + random.below(SLOWNESS.more) : usualDuration(random);
      const written = time + (waits ? 1 : usualDelay(random));
      hits.push({ time, written, host, request, milliseconds, ...usualAnswer(random) });
    }
  }
  return hits.sort((one, other) => one.written - other.written).map(lineOf).join("");
}

/** Between 2 and 250 ms, most of them short. */
function usualDuration(random: Random): number {
  return 2 + Math.floor(248 * random.fraction() ** 4);
}

function lineOf({ time, host, request, status, bytes, milliseconds }: TimedHit): string {
  const line = {
    time: `${new Date(time * 1000).toISOString().slice(0, 19)}+00:00`,
    remote_addr: host,
    request,
    status,
    body_bytes_sent: bytes,
    request_time: milliseconds / 1000,
  };
  return `${JSON.stringify(line)}\n`;
}
