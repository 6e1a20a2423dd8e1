// Role: makes `outage.csv`: twelve calm minutes in which one section fails for one host. Written by `generate.ts`.

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

const SECONDS = 12 * 60;
const RATE = 4;

/** The host that suffers, and the share of all hits that are its own. */
const HOST = "10.0.0.13";
const HOST_SHARE = 0.35;

/** The section that fails, and the share of that host's hits that go there. */
const REQUESTS = ["GET /report/daily HTTP/1.1", "GET /report/monthly?format=pdf HTTP/1.1"];
const SECTION_SHARE = 0.6;

/** From the fourth minute to the eighth, nine out of ten such requests fail. */
const OUTAGE = { from: 4 * 60, to: 8 * 60, share: 0.9 };

/** The log as text. The same seed gives the same text. */
export function outageLog(seed: number): string {
  const random = new Random(seed);
  const hits: Hit[] = [];
  for (let second = 0; second < SECONDS; second++) {
    const isOutage = second >= OUTAGE.from && second < OUTAGE.to;
    for (let left = hitsOfSecond(random, RATE); left > 0; left--) {
      const time = START + second;
      const host = random.chance(HOST_SHARE) ? HOST : random.weighted(USUAL_HOSTS);
      const isReport = host === HOST && random.chance(SECTION_SHARE);
      const request = isReport ? random.pick(REQUESTS) : random.weighted(USUAL_REQUESTS);
      const fails = isOutage && isReport && random.chance(OUTAGE.share);
      const answer = fails ? { status: random.pick([500, 503, 503]), bytes: 0 } : usualAnswer(random);
      hits.push({ time, written: time + usualDelay(random), host, request, ...answer });
    }
  }
  return logOf(hits);
}
