// Role: DuckDB, through its package for Node, on two threads. Nothing of it is part of httplog: it is fetched when it is
// first measured, into Deno's own cache.

import { LINE_FORMAT_NAMES } from "../../../sample_data/lines/mod.ts";
import { answerOf } from "../answer.ts";
import { measure } from "../measure.ts";
import { type Peer, versioned } from "./peer.ts";

const PROGRAM = decodeURIComponent(new URL("duckdb_program.ts", import.meta.url).pathname);
const COMMAND = [
  Deno.execPath(),
  "run",
  "--quiet",
  "--no-config",
  "--no-lock",
  "--no-check",
  "--allow-all",
  PROGRAM,
];

/** As many as the figures of the issue are for. */
const THREADS = "2";

/** One of its jobs. */
function job(
  name: string,
  words: { readonly of: string; readonly job: string; readonly about: string; readonly compared: string },
  formats: Peer["formats"],
): Peer {
  return {
    name,
    about: words.about,
    compared: words.compared,
    debianPackage: null,
    isQuick: false,
    formats,
    async find() {
      try {
        const found = versioned("DuckDB", (await measure(COMMAND, false)).stdout);
        return found === null ? null : `${found}${words.of}`;
      } catch {
        return null; // The package cannot be had here, or does not run.
      }
    },
    begin({ path, format }, directory) {
      const database = `${directory}/bench.duckdb`;
      return {
        command: [...COMMAND, "store", database, path, THREADS, format, words.job],
        async found() {
          const { stdout } = await measure([...COMMAND, "tell", database], false);
          return { answer: answerOf(stdout) };
        },
      };
    },
  };
}

const FEW =
  "every row of the seconds, buckets with their distinct hosts, statuses, and sections and hosts as kept, and of the " +
  "hours of sections, hosts, statuses and methods";

/** The same job by SQL. */
export const duckdb: Peer = job("duckdb", {
  of: "",
  job: "few",
  about:
    "the same tables by SQL, cut and stored in a database file; no alerts, late or rejected records; 2 threads; lines are split " +
    "as a table",
  compared: FEW,
}, LINE_FORMAT_NAMES);

/** The same, lines being taken apart by a regular expression, as logs in other formats are. */
export const duckdbRegexp: Peer = job("duckdb-regexp", {
  of: ", `regexp_extract`",
  job: "regexp",
  about: "the same as duckdb, but lines are taken apart by one regular expression",
  compared: FEW,
}, ["combined"]);

/** The job of httplog's default. */
export const duckdbDefault: Peer = job("duckdb-default", {
  of: ", default",
  job: "default",
  about:
    "what httplog-default stores, by SQL: methods, paths, routes, referrers and their sites, agents and protocols, too; no visitors",
  compared: `${FEW}, paths, referrers, sites, agents and protocols, and the routes of buckets`,
}, ["combined"]);
