// Role: the functions that SQL may call besides SQLite's own. A new one is one entry here. Most need something from outside the
// database, which is loaded only for the statements that call them.

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { percentile } from "../../../domain/latency/percentile.ts";
import { VisitorSum } from "../../../domain/visitors/visitor_sketch.ts";
import { Problem } from "../../../domain/problem.ts";
import type { Countries, Lists } from "../../../host/lists.ts";
import { quoted } from "../errors.ts";
import { registerKeySums } from "./key_sums.ts";
import { registerPairSums } from "./pair_sums.ts";

/** What functions need from outside the database; null for what no statement needs. */
export interface Outside {
  readonly lists: Lists | null;
  readonly countries: Countries | null;
}

/** A file of countries by address, read, and its name for messages. */
export interface CountryFile {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** One function. */
interface SqlFunction {
  readonly name: string;
  /** Its arguments as the manual shows them. */
  readonly takes: string;
  /** One line. */
  readonly about: string;
  readonly needs: keyof Outside | null;
  /** Makes it in a database. `keep` takes an error: the runtime does not survive one that a function throws. */
  register(database: DatabaseSync, outside: Outside, keep: (error: unknown) => void): void;
}

/** In the order of the manual. */
export const SQL_FUNCTIONS: readonly SqlFunction[] = [
  percentileFunction(),
  visitorsFunction(),
  ofText({
    ...{ name: "agent_family", takes: "agent", needs: "lists" },
    about: "browser or bot of an agent, without its version",
    make: ({ lists }) => lists!.agentFamily,
  }),
  ofText({
    ...{ name: "agent_system", takes: "agent", needs: "lists" },
    about: "operating system of an agent, without its version",
    make: ({ lists }) => lists!.agentSystem,
  }),
  ofText({
    ...{ name: "is_bot", takes: "agent", needs: "lists" },
    about: "1 for the agent of a bot, a library or a tool, else 0",
    make: ({ lists }) => (agent) => Number(lists!.isBot(agent)),
  }),
  ofText({
    ...{ name: "country", takes: "host", needs: "countries" },
    about: "code of the country of an address, by the file of --geoip",
    make: ({ countries }) => (address) => {
      const country = countries!.countryOf(address);
      if (country === null) throw new Problem("data", "The file of --geoip is damaged. Fetch it again.");
      return country;
    },
  }),
];

/** Over any rows, in any order. */
function percentileFunction(): SqlFunction {
  return {
    ...{ name: "percentile", takes: "duration, hits, share", needs: null },
    about:
      "aggregate: µs that a share (0.95) of the hits do not exceed, by bins as in bucket_durations; within 1 %",
    register(database, _outside, keep) {
      const step = (
        sum: Percentile,
        bin: SQLOutputValue,
        hits: SQLOutputValue,
        share: SQLOutputValue,
      ): Percentile => {
        if (bin === null || hits === null) return sum;
        sum.hits.set(Number(bin), (sum.hits.get(Number(bin)) ?? 0) + Number(hits));
        // Where it is NULL, it is no number: Number(null) is 0.
        sum.share = share === null ? NaN : Number(share);
        sum.isNull = share === null;
        return sum;
      };
      const result = ({ hits, share, isNull }: Percentile): number | null => {
        if (hits.size === 0) return null;
        const bins = [...hits].map(([bin, hits]) => ({ bin, hits })).sort((one, other) =>
          one.bin - other.bin
        );
        try {
          const found = percentile(bins, share);
          return found === null ? null : Math.round(found);
        } catch (error) {
          if (!(error instanceof RangeError)) keep(error);
          else {
            const text = isNull ? error.message.replace("NaN", "NULL") : error.message;
            keep(new Problem("usage", `The SQL does not run: ${text}.`));
          }
          return null;
        }
      };
      aggregate(database, "percentile", {
        start: () => ({ share: 0, isNull: false, hits: new Map() }),
        ...{ step, result },
      });
    },
  };
}

/** Over any hours; one who came in several counts once. */
function visitorsFunction(): SqlFunction {
  return {
    ...{ name: "visitors", takes: "registers", needs: null },
    about:
      "aggregate: about how many came, of visitor_hours; each counts once; within 1.6 % (standard error)",
    register(database, _outside, keep) {
      const step = (sum: VisitorSum, registers: SQLOutputValue): VisitorSum => {
        try {
          if (registers !== null) sum.merge(registers as Uint8Array);
        } catch (error) {
          const isWrong = error instanceof RangeError || error instanceof TypeError;
          keep(isWrong ? new Problem("usage", "The SQL does not run: visitors() is of registers.") : error);
        }
        return sum;
      };
      const result = (sum: VisitorSum): number => Math.round(sum.estimate());
      aggregate(database, "visitors", { start: () => new VisitorSum(), step, result });
    },
  };
}

/** What the aggregate has gathered. */
interface Percentile {
  share: number;
  /** Whether the share is NULL, which is no number. */
  isNull: boolean;
  readonly hits: Map<number, number>;
}

/** An aggregate that gathers an object, which the runtime takes and its types lack. */
function aggregate<Sum>(
  database: DatabaseSync,
  name: string,
  made: {
    readonly start: () => Sum;
    readonly step: (sum: Sum, ...values: never[]) => Sum;
    readonly result: (sum: Sum) => SQLInputValue;
  },
): void {
  database.aggregate(name, made as unknown as Parameters<DatabaseSync["aggregate"]>[1]);
}

/** A function of one text. NULL stays NULL. */
function ofText(
  { make, ...described }: Omit<SqlFunction, "register"> & {
    readonly make: (outside: Outside) => (text: string) => string | number;
  },
): SqlFunction {
  return {
    ...described,
    register(database, outside, keep) {
      const call = make(outside);
      const safely = (value: SQLOutputValue): string | number | null => {
        try {
          return value === null ? null : call(String(value));
        } catch (error) {
          keep(error);
          return null;
        }
      };
      database.function(described.name, { deterministic: true, directOnly: true }, safely);
    },
  };
}

/** Those of the reports alone. */
const OF_REPORTS: readonly Omit<SqlFunction, "takes" | "about">[] = [
  {
    name: "pair_sums",
    needs: null,
    register: (database, _outside, keep) => registerPairSums(database, keep),
  },
  { name: "key_sums", needs: null, register: (database, _outside, keep) => registerKeySums(database, keep) },
];

/** The functions as text. */
export function functionsText(): string {
  const calls = SQL_FUNCTIONS.map(({ name, takes, about }) => [`${name}(${takes})`, about]);
  const width = Math.max(...calls.map(([call]) => call.length));
  return `functions:\n${calls.map(([call, about]) => `  ${call.padEnd(width)}  ${about}\n`).join("")}`;
}

/** The functions that a statement may call: a mere mention of a name, as in a text, is one too many, and harms nothing. */
export function calledIn(sql: string): readonly Omit<SqlFunction, "takes" | "about">[] {
  const words = new Set(sql.toLowerCase().match(/\w+/g));
  return [...SQL_FUNCTIONS, ...OF_REPORTS].filter(({ name }) => words.has(name));
}

/** What a statement has that calls none of the functions. */
export const NOTHING: Outside = { lists: null, countries: null };

/**
 * What a statement needs from outside the database. Lists are loaded only where it needs any.
 *
 * Errors: those of `loadLists`; `Problem` "data" where the file is none of countries.
 */
export async function outsideOf(
  sql: string,
  file: CountryFile | null,
  loadLists: () => Promise<Lists>,
): Promise<Outside> {
  if (file === null && calledIn(sql).every(({ needs }) => needs === null)) return NOTHING;
  const lists = await loadLists();
  if (file === null) return { lists, countries: null };
  const countries = lists.openCountries(file.bytes);
  if (typeof countries === "string") {
    throw new Problem("data", `Cannot use ${quoted(file.name)}: ${countries}`);
  }
  return { lists, countries };
}

/** Refuses a call of what was not loaded. Errors: `Problem` "usage". */
export function checkNeeds({ name, needs }: Pick<SqlFunction, "name" | "needs">, outside: Outside): void {
  if (needs === null || outside[needs] !== null) return;
  throw new Problem(
    "usage",
    needs === "lists"
      ? `${name}() is not available here.`
      : `${name}() needs a file of countries by address. Add --geoip FILE.mmdb.`,
  );
}
