// Role: finds that a log which was begun is read by a form that is not its own: its values have parts that such values never have. A person
// sees that at once in a table, and a run from cron never does.

import { NO_VALUE, OTHER } from "../../domain/dimensions/dimension.ts";
import { printable } from "../../render/text/printable.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";

/** Dimensions whose values may be odd. */
const ASKED = ["host", "vhost", "method", "protocol"] as const;

/** Rows of each that are looked at, of the first hours: there may be very many, and so many tell as much. */
const LOOKED_AT = 1000;

/** A value, and how often it came. */
type Hits = readonly [value: string, hits: number];

/** An address or a name, or a list of them as proxies send it. */
const CLIENT = /^[^\s:/,]+(:\d{1,5})?$|^unix:|^[0-9a-f:.]+(%\w+)?$|^\[[0-9a-f:.]+\]$|^\([a-z]+\)$/i;
const TIME = /^\[?\d{4}-\d\d-\d\dT\d\d:/;

const WAY_OUT = '"httplog check FILE" shows how a record is read, and --log-format says how it is meant.';

/** What to warn of where a source begins; null where nothing is odd. This process has the database open. */
export function oddValues(database: string, source: string): string | null {
  const found = firstValues(database, source);
  const client = mostOf(found.host, (host) => !host.split(/,\s*/).every((part) => CLIENT.test(part)));
  if (client !== null) {
    return `the client of most records is no address and no name, as "${
      printable(client)
    }": something stands in front of it ` +
      `(grep -h leaves out the names of files). ${WAY_OUT}`;
  }
  const vhost = mostOf(found.vhost, (name) => TIME.test(name));
  if (vhost !== null) {
    return `the virtual host of most records is a time, as "${
      printable(vhost)
    }": something stands in front of the lines. ${WAY_OUT}`;
  }
  const isNone = (value: string): boolean => value === NO_VALUE;
  if (mostOf(found.method, isNone) === null || mostOf(found.protocol, isNone) !== null) return null;
  return mostOf(found.protocol, () => true) === null
    ? null
    : `most records have no method and no path, and yet the protocol of a request: it is not where it is looked for. ${WAY_OUT}`;
}

/** Values of the first hours, by dimension. One statement: to prepare it costs more than to run it. */
function firstValues(database: string, source: string): Record<typeof ASKED[number], Hits[]> {
  using reader = sqlite.readBeside(database);
  const parts = ASKED.map((name) =>
    `SELECT * FROM (SELECT '${name}', ${name}, hits FROM hourly_${name}s WHERE source = :source ORDER BY start LIMIT ${LOOKED_AT})`
  );
  const found: Record<typeof ASKED[number], Hits[]> = { host: [], vhost: [], method: [], protocol: [] };
  for (const [name, value, hits] of reader.query(parts.join(" UNION ALL "), { source }).rows) {
    if (value !== OTHER) found[name as typeof ASKED[number]].push([String(value), Number(hits)]);
  }
  return found;
}

/** The odd value with most hits, where odd ones have more than half of the hits; null where they have not. */
function mostOf(values: readonly Hits[], isOdd: (value: string) => boolean): string | null {
  const odd = new Map<string, number>();
  let all = 0, ofOdd = 0;
  for (const [value, hits] of values) {
    all += hits;
    if (!isOdd(value)) continue;
    ofOdd += hits;
    odd.set(value, (odd.get(value) ?? 0) + hits);
  }
  if (ofOdd * 2 <= all) return null;
  return [...odd].reduce((most, each) => each[1] > most[1] ? each : most)[0];
}
