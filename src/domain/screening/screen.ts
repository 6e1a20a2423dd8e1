// Role: looks at each record before it is counted: whether it is, and what is stored of its host.

import { NameTable } from "../counting/name_table.ts";
import { type LogRecord, TEXT_ROLES } from "../record.ts";
import { maskHost } from "./addresses.ts";
import { parseFilter, recordTest, remembering } from "./filter.ts";
import { bytesOfLatin1, latin1Of } from "./latin1.ts";
import type { AnonymizeLevel, Screening } from "./settings.ts";

const HOST = TEXT_ROLES.indexOf("host"), AGENT = TEXT_ROLES.indexOf("agent");
/** Hosts of which the stored text is kept, and bytes of them. */
const MOST_KEPT = 10_000, MOST_BYTES = 4 << 20;

/** Whether an agent is one of a bot. */
type BotTest = (agent: string) => boolean;

type RecordTest = (record: LogRecord) => boolean;

/** The settings of a source at work. */
export class RecordScreen {
  readonly #excludes: readonly RecordTest[];
  readonly #only: readonly RecordTest[];
  readonly #anonymize: AnonymizeLevel | null;
  readonly #keepQuery: boolean;
  #hosts = new NameTable();
  /** What is stored of each host, by its number. */
  #masked: Uint8Array[] = [];
  #scratch = new Uint8Array(1024);

  /** `isBot` is asked where the settings name a list of bots. */
  constructor({ exclude, only, bots, anonymize, keepQuery }: Screening, isBot: BotTest | null) {
    this.#excludes = [...exclude.map(testOf), ...bots === null ? [] : [botTest(isBot!)]];
    this.#only = only.map(testOf);
    this.#anonymize = anonymize;
    this.#keepQuery = keepQuery;
  }

  /**
   * Whether a record is counted, which its own texts decide. One that is then holds no more of its host than may be stored, in
   * bytes that are valid until the next call.
   */
  passes(record: LogRecord): boolean {
    record.keepsQuery = this.#keepQuery;
    for (const fits of this.#excludes) if (fits(record)) return false;
    for (const fits of this.#only) if (!fits(record)) return false;
    if (this.#anonymize !== null && record.has(HOST)) this.#mask(record, this.#anonymize);
    return true;
  }

  /** Copies all texts, so that they are in one buffer with the new host: the log's own bytes stay as they are. */
  #mask(record: LogRecord, level: AnonymizeLevel): void {
    const { bytes, starts, ends } = record, host = this.#hostOf(bytes, starts[HOST], ends[HOST], level);
    let from = starts[HOST], to = ends[HOST];
    for (let role = 0; role < starts.length; role++) {
      if (!record.has(role)) continue;
      from = Math.min(from, starts[role]);
      to = Math.max(to, ends[role]);
    }
    const length = to - from + host.length;
    if (length > this.#scratch.length) this.#scratch = new Uint8Array(2 * length);
    const scratch = this.#scratch;
    scratch.set(bytes.subarray(from, to));
    scratch.set(host, to - from);
    for (let role = 0; role < starts.length; role++) {
      if (record.has(role)) record.place(role, starts[role] - from, ends[role] - from);
    }
    record.place(HOST, to - from, length);
    record.bytes = scratch;
  }

  #hostOf(bytes: Uint8Array, start: number, end: number, level: AnonymizeLevel): Uint8Array {
    const { count, used } = this.#hosts;
    if (count >= MOST_KEPT || used >= MOST_BYTES) {
      this.#hosts = new NameTable();
      this.#masked = [];
    }
    const host = this.#hosts.intern(bytes, start, end);
    return this.#masked[host] ??= bytesOfLatin1(maskHost(latin1Of(bytes, start, end), level));
  }
}

/** Errors: an Error, which is a bug, for a filter that was not written by `filterText`. */
function testOf(text: string): RecordTest {
  const filter = parseFilter(text);
  if ("fault" in filter) throw new Error(`The filter "${text}" ${filter.fault}`);
  return recordTest(filter);
}

function botTest(isBot: BotTest): RecordTest {
  const isOne = remembering(isBot);
  return (record) => record.has(AGENT) && isOne(record.bytes, record.starts[AGENT], record.ends[AGENT]);
}
