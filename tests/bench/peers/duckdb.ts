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

/** The same job by SQL. */
export const duckdb: Peer = {
  name: "duckdb",
  about:
    "the same tables by SQL, cut and stored in a database file; no alerts, late or rejected records; 2 threads",
  compared:
    "every row of the seconds, buckets with their distinct hosts, statuses, and sections and hosts as kept",
  debianPackage: null,
  isQuick: false,
  formats: LINE_FORMAT_NAMES,
  async find() {
    try {
      return versioned("DuckDB", (await measure(COMMAND, false)).stdout);
    } catch {
      return null; // The package cannot be had here, or does not run.
    }
  },
  begin({ path, format }, directory) {
    const database = `${directory}/bench.duckdb`;
    return {
      command: [...COMMAND, "store", database, path, THREADS, format],
      async found() {
        const { stdout } = await measure([...COMMAND, "tell", database], false);
        return { answer: answerOf(stdout) };
      },
    };
  },
};
