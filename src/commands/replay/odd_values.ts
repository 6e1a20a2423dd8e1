// Role: finds that a log which was begun is read by a form that is not its own: its values have parts that such values never have. A person
// sees that at once in a table, and a run from cron never does.

import { NO_VALUE, OTHER } from "../../domain/dimensions/dimension.ts";
import { grouped } from "../../domain/grouped.ts";
import { isClient, isVhost, STATUSES } from "../../formats/doubts.ts";
import { printable } from "../../render/text/printable.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";

/** Dimensions whose values may be odd, and what a view of each is named by. */
const ASKED = {
  host: "hosts",
  vhost: "vhosts",
  method: "methods",
  protocol: "protocols",
  status: "statuses",
} as const;

type Asked = keyof typeof ASKED;

/** Rows of each that are looked at, of the first hours: there may be very many, and so many tell as much. */
const LOOKED_AT = 1000;

/** A value, and how often it came. */
type Hits = readonly [value: string, hits: number];

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*)$/i;

/** So many different addresses are no virtual hosts of one server. */
const MANY = 20;

const WAY_OUT = '"httplog check FILE" shows how a record is read, and --log-format says how it is meant.';

/** What to warn of where a source begins; null where nothing is odd. This process has the database open. */
export function oddValues(database: string, source: string): string | null {
  const found = firstValues(database, source);
  const client = mostOf(found.host, (host) => !isKnownName(host, isClient));
  if (client !== null) {
    return `the client of most records is no address and no name, as "${
      printable(client.odd)
    }": something stands in front of it ` +
      `(grep -h leaves out the names of files). ${WAY_OUT}`;
  }
  const vhost = mostOf(found.vhost, (name) => !isKnownName(name, isVhost));
  if (vhost !== null) {
    return `the virtual host of most records is no name, as "${
      printable(vhost.odd)
    }": something stands in front of the lines. ${WAY_OUT}`;
  }
  const address = mostOf(found.vhost, (name) => ADDRESS.test(name));
  if (address !== null && address.values >= MANY) {
    return `the virtual host of most records is an address, as "${printable(address.odd)}", and there are ${
      grouped(address.values)
    } of them: these may be the clients, ` +
      `as a proxy hands them on. ${WAY_OUT}`;
  }
  const both = inBoth(found.host, found.vhost);
  if (both !== null) {
    return `"${
      printable(both)
    }" is the client of many records and the virtual host of many others: which of the two comes first is not told by each line. ${WAY_OUT}`;
  }
  const status = mostOf(found.status, (status) => !STATUSES.has(Number(status)));
  if (status !== null) {
    return `the status of most records is one that no server answers, as ${status.odd}: ` +
      `it may be another number. ${WAY_OUT}`;
  }
  const isNone = (value: string): boolean => value === NO_VALUE;
  if (mostOf(found.method, isNone) === null || mostOf(found.protocol, isNone) !== null) return null;
  return mostOf(found.protocol, () => true) === null
    ? null
    : `most records have no method and no path, and yet the protocol of a request: it is not where it is looked for. ${WAY_OUT}`;
}

/** Values of the first hours, by dimension. One statement: to prepare it costs more than to run it. */
function firstValues(database: string, source: string): Record<Asked, Hits[]> {
  using reader = sqlite.readBeside(database);
  const parts = Object.entries(ASKED).map(([name, plural]) =>
    `SELECT * FROM (SELECT '${name}', ${name}, hits FROM hourly_${plural} WHERE source = :source ORDER BY start LIMIT ${LOOKED_AT})`
  );
  const found: Record<Asked, Hits[]> = { host: [], vhost: [], method: [], protocol: [], status: [] };
  for (const [name, value, hits] of reader.query(parts.join(" UNION ALL "), { source }).rows) {
    if (value !== OTHER) found[name as Asked].push([String(value), Number(hits)]);
  }
  return found;
}

/** Whether each part of what may be a list, as proxies send it, is a name; what stands for no name is one, too. */
function isKnownName(text: string, isName: (text: string) => boolean): boolean {
  return text === NO_VALUE ||
    text.split(/,\s*/).every((part) =>
      isName(part.replace(/^\[|\](:\d+)?$/g, "").replace(/^([^:]*):\d{1,5}$/, "$1"))
    );
}

/** A name that is the client of more than this share of the hits, and a virtual host as well. */
const MIXED = 0.1;

function inBoth(hosts: readonly Hits[], vhosts: readonly Hits[]): string | null {
  const names = new Set(vhosts.map(([name]) => name)), sums = new Map<string, number>();
  let all = 0;
  for (const [name, hits] of hosts) {
    all += hits;
    if (name !== NO_VALUE && names.has(name) && !ADDRESS.test(name)) {
      sums.set(name, (sums.get(name) ?? 0) + hits);
    }
  }
  const mixed = [...sums].find(([, hits]) => hits > all * MIXED);
  return mixed === undefined ? null : mixed[0];
}

/** The odd value with most hits, and how many odd ones there are, where these have more than half of the hits; null where they have not. */
function mostOf(
  values: readonly Hits[],
  isOdd: (value: string) => boolean,
): { readonly odd: string; readonly values: number } | null {
  const odd = new Map<string, number>();
  let all = 0, ofOdd = 0;
  for (const [value, hits] of values) {
    all += hits;
    if (!isOdd(value)) continue;
    ofOdd += hits;
    odd.set(value, (odd.get(value) ?? 0) + hits);
  }
  if (ofOdd * 2 <= all) return null;
  return { odd: [...odd].reduce((most, each) => each[1] > most[1] ? each : most)[0], values: odd.size };
}
