// Role: finds that the last records of a log have no more what those before had, as where keys of JSON were renamed: they count without it,
// and nothing else says so.

import { dateLimits } from "../../../domain/counting/date_limits.ts";
import { ABSENT, type LogRecord, ROLE } from "../../../domain/record.ts";
import { NO_VALUE } from "../../../domain/dimensions/dimension.ts";
import { NOT_KNOWN } from "../../../domain/latency/bins.ts";
import { sqlite } from "../../../stores/sqlite/sqlite.ts";
import type { RecordSink } from "../../../formats/format.ts";
import { roleText } from "../../../formats/doubts.ts";
import type { Input } from "../../../inputs/input.ts";
import type { Reader } from "../../../stores/store.ts";
import { begunBy, firstLines } from "../../../inputs/try_format.ts";
import { type FormChange, partBefore } from "./last_lines.ts";
import { printable } from "../../../render/text/printable.ts";

/** Bytes at the begin and at the end of a log that are read. */
const READ = 1 << 15;

/** Bytes at each of them that mostly tell. */
const LITTLE = 1 << 12;

/** Logs of a run that are looked at. */
const LOGS = 20;

/**
 * A log of so many clients is judged by these: one of them may send very many requests that are alike. One of so many requests is not judged
 * by fewer: monitors ask for the same ones again and again.
 */
const MANY = 5;

/** So many clients tell that what had been there is gone; records, where there are few clients. */
const ENOUGH = 12, ENOUGH_RECORDS = 50;

/** What fewer of the clients, or of the records, had is no field of the log that could be missed. */
const MOST = 0.75;

const LF = 0x0a, HOUR = 3600, DAY = 24 * HOUR;

/** What a record may have. */
interface Field {
  readonly name: string;
  /** Null of a record that tells nothing of it. */
  readonly has: (record: LogRecord) => boolean | null;
  /** The hits of the stored rows, and whether one has nothing of it, as SQL. */
  readonly stored: readonly [view: string, isWithout: string];
}

const textField = (name: string, dimension: string, ...roles: readonly (keyof typeof ROLE)[]): Field => ({
  name,
  has: ({ starts, ends }) =>
    roles.some((role) => starts[ROLE[role]] !== ABSENT && ends[ROLE[role]] > starts[ROLE[role]]),
  stored: [`hourly_${dimension}s`, `${dimension} = '${NO_VALUE}'`],
});

const FIELDS: readonly Field[] = [
  textField("client", "host", "host"),
  textField("virtual host", "vhost", "vhost"),
  textField("method", "method", "method", "request"),
  textField("path", "section", "target", "request"),
  textField("referrer", "referrer", "referrer"),
  textField("user agent", "agent", "agent"),
  {
    name: "number of bytes",
    // Others may have no body.
    has: (record) => record.status === 200 && !isOfHead(record) ? record.size > 0 : null,
    stored: ["buckets", "bytes = 0"],
  },
  {
    name: "duration",
    has: ({ duration }) => duration !== ABSENT,
    stored: ["hourly_durations", `duration = ${NOT_KNOWN}`],
  },
];

/** A record of an answer that is no error, as it is looked at. */
interface Seen {
  /** Epoch seconds. */
  readonly time: number;
  /** Null where it has none. */
  readonly client: string | null;
  /** With its method; null where it has none. */
  readonly request: string | null;
  /** By number of the field, see {@link FIELDS}. */
  readonly has: readonly (boolean | null)[];
}

/** A source whose logs are looked at, as this run has left it. */
interface Stored {
  /** Opens the database when it is first asked. */
  readonly reader: () => Reader;
  readonly source: string;
  /** Whether what is stored is of one log. */
  readonly isOneLog: boolean;
}

/** The first of those of which this run has read something that has fewer fields; null where none has. Moves the files. */
export async function goneFields(
  inputs: readonly Input[],
  isRead: (input: Input) => boolean,
  { database, ...given }: Omit<Stored, "reader"> & { readonly database: string },
): Promise<FormChange | null> {
  using opened = new DisposableStack();
  let reader: Reader | null = null;
  const stored = { ...given, reader: () => reader ??= opened.use(sqlite.readBeside(database)) };
  for (const input of inputs.filter((input) => isLookedAt(input) && isRead(input)).slice(0, LOGS)) {
    // No run ends by it: a file that cannot be read any more is named where its lines are read.
    const gone = await goneIn(input, partBefore(input, inputs), stored).catch(() => []);
    if (gone.length > 0) {
      const text =
        `the last lines of "${printable(input.path)}" have no ${gone.join(" and no ")}, as those before ` +
        "had, and are counted without. Where another key or column holds that now, give the log another --source from there on, " +
        'and its format is found anew; "httplog check FILE" shows how a record is read.';
      return { id: input.id, text };
    }
  }
  return null;
}

/** Files that can be sought. */
function isLookedAt({ file, inflated, reading }: Input): boolean {
  return file.size !== null && inflated === null && reading !== null;
}

/** The names of the fields that are gone. */
async function goneIn(input: Input, before: Input | null, stored: Stored): Promise<string[]> {
  const { bodyOffset, file, directives } = input, size = file.size!;
  if (await isAsBefore(input, before, stored)) return [];
  const seen = await recordsIn(input, bodyOffset, directives);
  // What is short is read as a whole.
  const from = Math.max(bodyOffset + READ, size - READ);
  if (from < size) seen.push(...await recordsIn(input, from, input.reader?.directives));
  const former = before && await recordsIn(before, before.bodyOffset, before.directives);
  return FIELDS.filter((field, at) => {
    const telling = seen.filter(({ has }) => has[at] !== null);
    const end = telling.findLastIndex(({ has }) => has[at]) + 1, last = telling.slice(end);
    if (last.length < ENOUGH) return false;
    // A log that was rotated meanwhile may begin without it, or with a few records that have it.
    const own = telling.slice(0, end), isLittle = own.length < ENOUGH;
    const first = isLittle && former !== null
      ? [...former.filter(({ has }) => has[at] !== null), ...own]
      : own;
    const fresh = withoutUsual(last, first, at), isOfMany = requestsOf(first).size >= MANY;
    if (hadMost(first, at) && isEnough(fresh, clientsOf(first).size >= MANY, isOfMany)) return true;
    return isLittle && former === null && stored.isOneLog && isEnough(last, true, true) &&
      isStoredOfMost(field, stored, telling[0].time);
  }).map(({ name }) => name).filter((name, _, names) => name !== "referrer" || names.length > 1);
}

/**
 * Whether the last few records have what the first few have, and there are none of before: so it is in nearly every log that is read for
 * the first time, and to read more takes a while.
 */
async function isAsBefore(
  input: Input,
  before: Input | null,
  { reader: stored, source }: Stored,
): Promise<boolean> {
  const { bodyOffset, file, directives, reader } = input, from = Math.max(bodyOffset, file.size! - LITTLE);
  const first = await recordsIn(input, bodyOffset, directives, LITTLE);
  const last = (await recordsIn(input, from, reader?.directives, LITTLE)).slice(-ENOUGH);
  const isSame = FIELDS.every((_, at) =>
    first.every(({ has }) => !has[at]) || last.some(({ has }) => has[at])
  );
  if (!isSame || before !== null || first.length === 0) return false;
  const { rows } = stored().query("SELECT 1 FROM buckets WHERE source = :source AND start < :hour LIMIT 1", {
    source,
    hour: hourOf(first[0].time),
  });
  return rows.length === 0;
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR) * HOUR;
}

/** The records of the whole lines from an offset on, in so many bytes, at the end of which these directives are in force. */
async function recordsIn(
  input: Input,
  from: number,
  directives: string | null = null,
  length = READ,
): Promise<Seen[]> {
  const seen: Seen[] = [], begun = begunBy(input)?.reader;
  const reader = directives === null ? begun : begun?.at?.(directives);
  const lines = await firstLines(input, length, from);
  const sink: RecordSink = {
    accept(record) {
      // Of others a server may know less: of an outage, and of what is no request.
      if (record.status < 200 || record.status >= 400) return;
      const client = roleText(record, "host");
      const has = FIELDS.map(({ has }) => has(record));
      seen.push({ time: record.time, client, request: requestOf(record), has });
    },
    reject: () => {},
  };
  // The first one may be a rest.
  const start = from > input.bodyOffset ? lines.indexOf(LF) + 1 : 0;
  reader?.read(lines, start, lines.length, dateLimits(Infinity), sink);
  return seen;
}

/** Whether most of some records have a field, or most of the clients, where these are not few. */
function hadMost(seen: readonly Seen[], field: number): boolean {
  const having = seen.filter(({ has }) => has[field]), clients = clientsOf(seen).size;
  return clients >= MANY
    ? clientsOf(having).size >= clients * MOST
    : having.length >= Math.max(ENOUGH, seen.length * MOST);
}

/** Those of records without a field whose client, and whose request, is none that never had it: monitors may send no agent. */
function withoutUsual(without: readonly Seen[], before: readonly Seen[], field: number): Seen[] {
  const having = before.filter(({ has }) => has[field]);
  const clients = clientsOf(before).difference(clientsOf(having));
  const requests = requestsOf(before).difference(requestsOf(having));
  return without.filter(({ client, request }) =>
    (client === null || !clients.has(client)) && (request === null || !requests.has(request))
  );
}

/** Whether so many records are without a field that it is gone. */
function isEnough(without: readonly Seen[], isOfManyClients: boolean, isOfManyRequests: boolean): boolean {
  const requests = requestsOf(without).size;
  if (isOfManyRequests && requests > 0 && requests < MANY) return false;
  const clients = clientsOf(without).size;
  return isOfManyClients && clients > 0 ? clients >= ENOUGH : without.length >= ENOUGH_RECORDS;
}

/** Null also of a method alone: it does not tell requests apart. */
function requestOf(record: LogRecord): string | null {
  const target = roleText(record, "target"), method = roleText(record, "method");
  return roleText(record, "request") ?? (target === null ? null : `${method ?? ""} ${target}`);
}

/** Whether a request asks for no body. */
function isOfHead(record: LogRecord): boolean {
  const method = roleText(record, "method") ?? roleText(record, "request");
  return /^HEAD\b/i.test(method?.trimStart() ?? "");
}

function requestsOf(seen: readonly Seen[]): ReadonlySet<string> {
  return new Set(seen.map(({ request }) => request).filter((request) => request !== null));
}

function clientsOf(seen: readonly Seen[]): ReadonlySet<string> {
  return new Set(seen.map(({ client }) => client).filter((client) => client !== null));
}

/** Whether most of the records of the day before the hour of a time have a field, as far as they are stored. */
function isStoredOfMost(
  { stored: [view, isWithout] }: Field,
  { reader, source }: Stored,
  time: number,
): boolean {
  const to = hourOf(time);
  const { rows: [[all, without]] } = reader().query(
    `SELECT total(hits), total(hits) FILTER (WHERE ${isWithout}) FROM ${view}
      WHERE source = :source AND start >= :from AND start < :to`,
    { source, from: to - DAY, to },
  );
  return Number(all) >= ENOUGH && Number(without) <= Number(all) * (1 - MOST);
}
