// Role: finds that a log which was begun is read by a form that is not its own: its values have parts that such values never have. A person
// sees that at once in a table, and a run from cron never does.

import { NO_VALUE, OTHER } from "../../../domain/dimensions/dimension.ts";
import { grouped } from "../../../domain/grouped.ts";
import { boundsOf, durationOf, NOT_KNOWN } from "../../../domain/latency/bins.ts";
import type { RuleSet } from "../../../domain/rules/definition.ts";
import { HIDDEN } from "../../../domain/screening/addresses.ts";
import { durationText } from "../../../domain/rules/duration.ts";
import { isClient, isVhost, NO_AGENT, NO_REFERRER, STATUSES } from "../../../formats/doubts.ts";
import { toldUnit } from "../../../formats/w3c/w3c_fields.ts";
import type { Input } from "../../../inputs/input.ts";
import type { InputPosition } from "../../../stores/store.ts";
import { printable } from "../../../render/text/printable.ts";
import { sqlite } from "../../../stores/sqlite/sqlite.ts";

/** Dimensions whose values may be odd, and what a view of each is named by. */
const ASKED = {
  host: "hosts",
  vhost: "vhosts",
  method: "methods",
  protocol: "protocols",
  status: "statuses",
  section: "sections",
  referrer: "referrers",
  agent: "agents",
  duration: "durations",
} as const;

type Asked = keyof typeof ASKED;

/** Rows of each that are looked at, of the first hours: there may be very many, and so many tell as much. */
const LOOKED_AT = 1000;

/** A value, and how often it came. */
type Hits = readonly [value: string, hits: number];

type Found = Readonly<Record<Asked, readonly Hits[]>>;

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*)$/i;

/** An address of IPv4 as one of IPv6, with a port. */
const WITH_PORT = /^::ffff:\d{1,3}(\.\d{1,3}){3}:\d+$/i;

/** So many different addresses are no virtual hosts of one server. */
const MANY = 20;

/** So many different durations are no habit of the server. */
const FEW = 3;
/** In µs. */
const SECOND = 1_000_000;
/** Seconds; few servers take longer for most of their requests. */
const MINUTE = 60;

/** What is asked for without a path. */
const PATHLESS: ReadonlySet<string> = new Set([NO_VALUE, "CONNECT", "OPTIONS"]);

const WAY_OUT = '"httplog check FILE" shows how a record is read, and --log-format says how it is meant.';

/** What may be odd about a log, the first that is; each null where it is not. */
const ODD: readonly ((found: Found) => string | null)[] = [
  ({ host }) => {
    const odd = mostOf(host, (name) => !isKnownName(name, isClient));
    return odd === null
      ? null
      : `the client of most records is no address and no name, as "${
        printable(odd.odd)
      }": something stands in front of it ` +
        "(grep -h leaves out the names of files)";
  },
  ({ host }) => {
    const odd = mostOf(host, (name) => WITH_PORT.test(name));
    return odd === null
      ? null
      : `the client of most records has its port behind it, as "${
        printable(odd.odd)
      }", so that each connection is another client: ` +
        "let the server write the address alone, or in brackets";
  },
  ({ vhost }) => {
    const odd = mostOf(vhost, (name) => !isKnownName(name, isVhost));
    return odd === null
      ? null
      : `the virtual host of most records is no name, as "${
        printable(odd.odd)
      }": something stands in front of the lines`;
  },
  ({ host, vhost }) => {
    const address = mostOf(vhost, (name) => ADDRESS.test(name));
    return address === null || host.some(([name]) => !isNone(name))
      ? null
      : `no record has a client, and the virtual host of most is an address, as "${
        printable(address.odd)
      }": if these are the clients, name them so, with --log-format json:host=KEY,… or by the name client_ip in the header of a CSV log`;
  },
  ({ vhost }) => {
    const address = mostOf(vhost, (name) => ADDRESS.test(name));
    return address === null || address.values < MANY
      ? null
      : `the virtual host of most records is an address, as "${printable(address.odd)}", and there are ${
        grouped(address.values)
      } of them: these may be the clients, as a proxy hands them on`;
  },
  ({ host, vhost }) => {
    const both = inBoth(host, vhost);
    return both === null
      ? null
      : `"${
        printable(both)
      }" is the client of many records and the virtual host of many others: which of the two comes first is not told by each line`;
  },
  ({ status }) => {
    const odd = mostOf(status, (status) => !STATUSES.has(Number(status)));
    return odd === null
      ? null
      : `the status of most records is one that no server answers, as ${odd.odd}: it may be another number`;
  },
  ({ agent }) => {
    const odd = mostOfGiven(agent, (agent) => NO_AGENT.test(agent));
    return odd === null
      ? null
      : `most user agents are addresses of pages, as "${
        printable(odd)
      }": they may be the referrers, in another place`;
  },
  ({ referrer }) => {
    const odd = mostOfGiven(referrer, (referrer) => NO_REFERRER.test(referrer));
    return odd === null
      ? null
      : `most referrers are no addresses of pages, as "${printable(odd)}": they may be something else`;
  },
  ({ method, protocol }) =>
    mostOf(method, isNone) !== null && mostOf(protocol, (name) => !isNone(name)) !== null
      ? "most records have no method and no path, and yet the protocol of a request: it is not where it is looked for"
      : null,
  ({ method, section }) =>
    mostOf(section, isNone) !== null && mostOf(method, (name) => !PATHLESS.has(name)) !== null
      ? "most records have a method and no path: what is requested does not begin with a slash"
      : null,
  ({ duration }) => {
    const bins = duration.map(([bin, hits]): Hits => [bin, Number(bin) === NOT_KNOWN ? 0 : hits]);
    // They are all in one bin.
    const hours = mostOf(bins, (bin) => boundsOf(Number(bin)).most === Infinity);
    if (hours !== null && hours.hits >= FEW) {
      return "most durations are longer than an hour: they may be milliseconds, microseconds or nanoseconds that are taken as " +
        "seconds, which the name duration_ms, duration_us or duration_ns says, as in --log-format json:…,duration_us=KEY or in " +
        "the header of a CSV log";
    }
    const longer = (seconds: number): string | null => {
      const long = mostOf(bins, (bin) => boundsOf(Number(bin)).least >= seconds * SECOND);
      return long === null || long.values < FEW
        ? null
        : durationText(Math.round(durationOf(Number(long.odd)) / SECOND));
    };
    const isWhole = bins.every(([bin, hits]) => hits === 0 || mayBeWhole(Number(bin)));
    const whole = isWhole ? longer(2) : null, minutes = longer(MINUTE);
    if (whole === null && minutes === null) return null;
    const what = whole !== null
      ? `all durations are whole seconds, and most are longer than one, as ${whole}`
      : `most durations are longer than a minute, as ${minutes}`;
    return `${what}: they may be milliseconds that are taken as seconds, which the name duration_ms says, as in ` +
      "--log-format json:…,duration_ms=KEY or in the header of a CSV log";
  },
];

/** Fractions of a millisecond, which nothing has that is written in whole ones, µs. */
const FRACTION = 900;

/** What is odd about a `time-taken` that was taken as milliseconds; null where nothing is. */
function fractions({ duration }: Found): string | null {
  const small = duration.filter(([bin]) => Number(bin) !== NOT_KNOWN).map(([bin]) => boundsOf(Number(bin)))
    .find(({ least, most }) => least > 0 && most < FRACTION);
  return small === undefined
    ? null
    : `time-taken is taken as milliseconds, and has fractions of one, as ${
      Number((small.least / 1000).toPrecision(2))
    }: it may be in seconds, which --log-format w3c:time-taken=s says.`;
}

/**
 * What to warn of where a source begins, read as a format of this name; null where nothing is odd. This process has the database open.
 */
export async function oddValues(
  database: string,
  source: string,
  format: string | null,
): Promise<string | null> {
  const found = firstValues(database, source), small = format === "w3c" ? fractions(found) : null;
  if (small !== null) return small;
  for (const oddOf of ODD) {
    const odd = oddOf(found);
    if (odd !== null) return `${odd}. ${WAY_OUT}`;
  }
  return await lacksSizes(database, source) ? NO_SIZES : null;
}

/** What reports ask is not loaded before a run ends. */
async function lacksSizes(database: string, source: string): Promise<boolean> {
  const { hasNoSizes } = await import("../../../reports/notes/absent_field.ts");
  using reader = sqlite.readBeside(database);
  return hasNoSizes(reader, source);
}

/**
 * What to warn of where what this run has read of a source has told another unit of `time-taken` than an other file of it, by how far these
 * are read; null where none has.
 */
export function unitWarning(positions: readonly InputPosition[], inputs: readonly Input[]): string | null {
  const read = new Set(inputs.filter(({ counts }) => counts.accepted > 0).map(({ id }) => id));
  const told = positions.map(({ id, path, directives }) => ({ id, path, unit: toldUnit(directives ?? "") }))
    .filter(({ unit }) => unit !== null);
  const own = told.find(({ id, unit }) => read.has(id) && told.some((other) => other.unit !== unit));
  return own === undefined
    ? null
    : `time-taken is taken as ${own.unit} in "${
      printable(own.path)
    }", as its first value tells, and otherwise in another file of this source: the durations of one are wrong. ` +
      "--log-format w3c:time-taken=s, or =ms, says the unit of both.";
}

const NO_SIZES =
  "no record has a number of bytes: reports say 0, and rules on bytes_rate see none. W3C logs have it with sc-bytes; " +
  WAY_OUT;

/** What to warn of where rules look at bytes of a log that has none; null where nothing is. */
export async function missingSizes(
  database: string,
  source: string,
  { rules }: Pick<RuleSet, "rules">,
): Promise<string | null> {
  const [first] = rules.filter(({ metric }) => metric === "bytes_rate");
  if (first === undefined) return null;
  return await lacksSizes(database, source)
    ? `"${
      printable(first.id)
    }" looks at bytes, and no record has a number of them, so that it sees 0. W3C logs have it with sc-bytes; ${WAY_OUT}`
    : null;
}

/** Values of the first hours, by dimension. One statement: to prepare it costs more than to run it. */
function firstValues(database: string, source: string): Found {
  using reader = sqlite.readBeside(database);
  const parts = Object.entries(ASKED).map(([name, plural]) =>
    `SELECT * FROM (SELECT '${name}', ${name}, hits FROM hourly_${plural} WHERE source = :source ORDER BY start LIMIT ${LOOKED_AT})`
  );
  const found = Object.fromEntries(Object.keys(ASKED).map((name) => [name, []])) as unknown as Record<
    Asked,
    Hits[]
  >;
  for (const [name, value, hits] of reader.query(parts.join(" UNION ALL "), { source }).rows) {
    if (value !== OTHER) found[name as Asked].push([String(value), Number(hits)]);
  }
  return found;
}

/** Whether each part of what may be a list, as proxies send it, is a name; what stands for no name, or for any, is one, too. */
function isKnownName(text: string, isName: (text: string) => boolean): boolean {
  return text === NO_VALUE || text === HIDDEN ||
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

/** Whether a bin has a duration of whole seconds. */
function mayBeWhole(bin: number): boolean {
  const { least, most } = boundsOf(bin);
  return Math.floor(most / SECOND) * SECOND >= least;
}

const isNone = (value: string): boolean => value === NO_VALUE;

/** Of more than this share of the hits something is known. */
const KNOWN = 0.1;

/** As {@link mostOf} of the records that have a value, where these are not few: the odd value with most hits. */
function mostOfGiven(values: readonly Hits[], isOdd: (value: string) => boolean): string | null {
  const given = values.filter(([value]) => !isNone(value));
  const sum = (some: readonly Hits[]): number => some.reduce((total, [, hits]) => total + hits, 0);
  return sum(given) > sum(values) * KNOWN ? mostOf(given, isOdd)?.odd ?? null : null;
}

/** The odd value with most hits, how many odd ones there are and their hits, where these are more than half of all; null where they are not. */
function mostOf(
  values: readonly Hits[],
  isOdd: (value: string) => boolean,
): { readonly odd: string; readonly values: number; readonly hits: number } | null {
  const odd = new Map<string, number>();
  let all = 0, ofOdd = 0;
  for (const [value, hits] of values) {
    all += hits;
    if (!isOdd(value)) continue;
    ofOdd += hits;
    odd.set(value, (odd.get(value) ?? 0) + hits);
  }
  if (ofOdd * 2 <= all) return null;
  const [most] = [...odd].reduce((most, each) => each[1] > most[1] ? each : most);
  return { odd: most, values: odd.size, hits: ofOdd };
}
