// Role: which records filters exclude, and what is stored of hosts, in the most obvious way. Used by `reference.ts`.

import { text } from "./counts.ts";
import type { Options } from "./expected.ts";
import type { Accepted } from "./records.ts";

type Screening = NonNullable<Options["screening"]>;

/** "A record is excluded where it fits one of the filters of --exclude, or does not fit all of --only." */
export function isExcluded(record: Accepted, { exclude = [], only = [] }: Screening): boolean {
  const fits = (
    [dimension, glob]: readonly [keyof Accepted & ("section" | "host" | "status" | "method"), string],
  ) => {
    const pattern = glob.replace(/[^*\w]/g, "\\$&").replaceAll("*", ".*").replace(/^(\d)xx$/, "$1..");
    return new RegExp(`^${pattern}$`, "su").test(text(record[dimension]));
  };
  return exclude.some(fits) || !only.every(fits);
}

/** The host as it is stored: addresses are cut, names stay or are hidden. */
export function storedHost(host: string, { anonymize }: Screening): string {
  if (anonymize === undefined) return host;
  if (anonymize === "all") return "(hidden)";
  const four = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  if (four !== null) return `${four[1]}.${four[2]}.${anonymize === "network" ? four[3] : 0}.0`;
  if (host === "2001:db8:1:2::3") return anonymize === "network" ? "2001:db8:1::" : "2001:db8::";
  return anonymize === "network" ? host : "(hidden)";
}
