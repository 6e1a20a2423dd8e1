// Role: finds that a log which was begun is read by a form that is not its own: its values have parts that such values never have. A person
// sees that at once in a table, and a run from cron never does.

import { NO_VALUE, OTHER } from "../../domain/dimensions/dimension.ts";
import { printable } from "../../render/text/printable.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { Reader } from "../../stores/store.ts";

/** Rows of the first hours that are looked at: a year has very many. */
const LOOKED_AT = 5000;

/** An address or a name, or a list of them as proxies send it. */
const CLIENT = /^[^\s:/,]+(:\d{1,5})?$|^unix:|^[0-9a-f:.]+(%\w+)?$|^\[[0-9a-f:.]+\]$|^\([a-z]+\)$/i;
const TIME = /^\[?\d{4}-\d\d-\d\dT\d\d:/;

const WAY_OUT = '"httplog check FILE" shows how a record is read, and --log-format says how it is meant.';

/** What to warn of where a source begins; null where nothing is odd. */
export function oddValues(database: string, source: string): string | null {
  using reader = sqlite.read(database);
  const client = mostOf(
    reader,
    source,
    "host",
    (host) => !host.split(/,\s*/).every((part) => CLIENT.test(part)),
  );
  if (client !== null) {
    return `the client of most records is no address and no name, as "${
      printable(client)
    }": something stands in front of it ` +
      `(grep -h leaves out the names of files). ${WAY_OUT}`;
  }
  const vhost = mostOf(reader, source, "vhost", (name) => TIME.test(name));
  if (vhost !== null) {
    return `the virtual host of most records is a time, as "${
      printable(vhost)
    }": something stands in front of the lines. ${WAY_OUT}`;
  }
  const isNone = (value: string): boolean => value === NO_VALUE;
  if (
    mostOf(reader, source, "method", isNone) === null || mostOf(reader, source, "protocol", isNone) !== null
  ) return null;
  return mostOf(reader, source, "protocol", () => true) === null
    ? null
    : `most records have no method and no path, and yet the protocol of a request: it is not where it is looked for. ${WAY_OUT}`;
}

/** The odd value with most hits, where odd ones have more than half of the hits; null where they have not. */
function mostOf(
  reader: Reader,
  source: string,
  name: "host" | "vhost" | "method" | "protocol",
  isOdd: (value: string) => boolean,
): string | null {
  const { rows } = reader.query(
    `SELECT ${name}, sum(hits) FROM (
        SELECT ${name}, hits FROM hourly_${name}s WHERE source = :source ORDER BY start LIMIT ${LOOKED_AT})
      GROUP BY 1 ORDER BY 2 DESC`,
    { source },
  );
  const all = rows.map(([value, hits]) => ({ value: String(value), hits: Number(hits) })).filter((
    { value },
  ) => value !== OTHER);
  const odd = all.filter(({ value }) => isOdd(value));
  const sum = (values: typeof all): number => values.reduce((total, { hits }) => total + hits, 0);
  return sum(odd) * 2 > sum(all) ? odd[0].value : null;
}
