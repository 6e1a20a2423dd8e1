// Role: makes `access.csv`: forty minutes of a shop's evening with two spikes. Written by `generate.ts`.

import { Random } from "./random.ts";
import {
  type Hit,
  hitsOfSecond,
  logOf,
  START,
  USUAL_HOSTS,
  USUAL_REQUESTS,
  usualAnswer,
  usualDelay,
} from "./traffic.ts";

/** Length of the log and hits per second of a usual second. */
const SECONDS = 40 * 60;
const USUAL_RATE = 2.5;

/** Every so many hits one takes so long that its line comes late. */
const SLOW_EVERY = 1500;

/** More traffic for a while: offset and length in seconds, additional hits per second, who asks for what. */
const SPIKES = [
  { // One crawler goes through the shop.
    from: 7 * 60,
    length: 240,
    rate: 12,
    host: (random: Random) => random.chance(0.85) ? "10.0.0.77" : random.weighted(USUAL_HOSTS),
    request: (random: Random) => `GET /shop/item/${100 + random.below(900)} HTTP/1.1`,
  },
  { // A sale begins, and everybody fills a cart.
    from: 23 * 60,
    length: 180,
    rate: 16,
    host: (random: Random) => `10.0.${1 + random.below(3)}.${1 + random.below(250)}`,
    request: (random: Random) => random.chance(0.7) ? "POST /api/cart HTTP/1.1" : "GET /shop/sale HTTP/1.1",
  },
] as const;

/** The log as text. The same seed gives the same text. */
export function accessLog(seed: number): string {
  const random = new Random(seed);
  const hits: Hit[] = [];
  const add = (time: number, host: string, request: string) => {
    const isSlow = hits.length % SLOW_EVERY === SLOW_EVERY - 1;
    const delay = isSlow ? 45 + random.below(30) : usualDelay(random);
    hits.push({ time, written: time + delay, host, request, ...usualAnswer(random) });
  };
  for (let second = 0; second < SECONDS; second++) {
    for (let left = hitsOfSecond(random, USUAL_RATE); left > 0; left--) {
      add(START + second, random.weighted(USUAL_HOSTS), random.weighted(USUAL_REQUESTS));
    }
    for (const spike of SPIKES) {
      if (second < spike.from || second >= spike.from + spike.length) continue;
      for (let left = hitsOfSecond(random, spike.rate); left > 0; left--) {
        add(START + second, spike.host(random), spike.request(random));
      }
    }
  }
  return logOf(hits);
}
