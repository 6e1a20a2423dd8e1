// Role: awk, in two makes. It takes a comma for the end of a field, quoted or not, which is good enough for a clean log.

import { answerOf } from "../answer.ts";
import { sayingOf } from "../measure.ts";
import { type Peer, reading, TOTALS, versioned } from "./peer.ts";

const PROGRAM = `
NR == 1 { next }
{
  split($5, request, " "); split(request[2], path, "/")
  bucket = $4 - $4 % 10; bytes = $7 + 0; failed = ($6 >= 500)
  hits[bucket]++; sum[bucket] += bytes; failures[bucket] += failed
  at = bucket SUBSEP "/" path[2]; sectionHits[at]++; sectionSum[at] += bytes; sectionFailures[at] += failed
  at = bucket SUBSEP $1; hostHits[at]++; hostSum[at] += bytes; hostFailures[at] += failed
  at = bucket SUBSEP $6; statusHits[at]++; statusSum[at] += bytes; statusFailures[at] += failed
}
END {
  for (bucket in hits) {
    printf "bucket %s %.0f\\n", bucket, hits[bucket]
    allHits += hits[bucket]; allBytes += sum[bucket]; allFailures += failures[bucket]
  }
  printf "hits %.0f\\nbytes %.0f\\nfailures %.0f\\n", allHits, allBytes, allFailures
  for (at in sectionHits) {
    split(at, key, SUBSEP); h[key[2]] += sectionHits[at]; b[key[2]] += sectionSum[at]; f[key[2]] += sectionFailures[at]
  }
  for (name in h) printf "section %s %.0f %.0f %.0f\\n", name, h[name], b[name], f[name]
  for (at in statusHits) {
    split(at, key, SUBSEP); H[key[2]] += statusHits[at]; B[key[2]] += statusSum[at]; F[key[2]] += statusFailures[at]
  }
  for (name in H) printf "status %s %.0f %.0f %.0f\\n", name, H[name], B[name], F[name]
}`;

function awk(name: string, version: readonly string[]): Peer {
  return {
    name,
    about: "the same groups, in memory",
    compared: TOTALS,
    debianPackage: name,
    isQuick: false,
    formats: ["csv"],
    find: async () => versioned(name, await sayingOf([name, ...version])),
    begin: (log) => ({
      command: reading(log, [name, "-F,", PROGRAM]),
      found: (stdout) => ({ answer: answerOf(stdout) }),
    }),
  };
}

/** The quick one. */
export const mawk: Peer = awk("mawk", ["-W", "version"]);

/** GNU's. */
export const gawk: Peer = awk("gawk", ["--version"]);
