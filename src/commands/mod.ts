// Role: the registry of commands. A new command is one file and one entry here, and one in `tools.ts` unless it is among the few
// that must begin at once.

import type { Command } from "./command.ts";

/** A command that is loaded only if it runs, so that `--version` loads none. Name and summary are those of the command. */
export interface CommandEntry extends Pick<Command, "name" | "summary"> {
  load(): Promise<Command>;
}

/** The first one is the default. */
export const COMMANDS: readonly [CommandEntry, ...CommandEntry[]] = [
  {
    name: "replay",
    summary: "read access logs, show traffic and alerts live, store them",
    load: async () => (await import("./replay/replay.ts")).replay,
  },
  {
    name: "check",
    summary: "say how a log would be read, and what of it; store nothing",
    load: async () => (await import("./check/check.ts")).check,
  },
  {
    name: "query",
    summary: "ask the database: canned reports or SQL",
    load: async () => (await import("./query/query.ts")).query,
  },
  {
    name: "serve",
    summary: "show the database in a browser, live, and answer its API",
    load: async () => (await import("./tools.ts")).serve,
  },
  {
    name: "watch",
    summary: "show the database in the terminal, live",
    load: async () => (await import("./tools.ts")).watchCommand,
  },
  {
    name: "report",
    summary: "write what the database holds as one page to look at",
    load: async () => (await import("./tools.ts")).report,
  },
  {
    name: "rules",
    summary: "check files of alert rules, and show the rules in force",
    load: async () => (await import("./tools.ts")).rules,
  },
  {
    name: "notify",
    summary: "send the messages about alerts to the notifiers of a rule file",
    load: async () => (await import("./tools.ts")).notify,
  },
  {
    name: "backtest",
    summary: "try alert rules on logs: when they would have fired, and how often",
    load: async () => (await import("./tools.ts")).backtestCommand,
  },
  {
    name: "doctor",
    summary: "check the database: pages, sums, lock and unfinished runs",
    load: async () => (await import("./tools.ts")).doctor,
  },
  {
    name: "backup",
    summary: "copy the database while a replay may be writing to it",
    load: async () => (await import("./tools.ts")).backup,
  },
  {
    name: "prune",
    summary: "delete old buckets and seconds, or sum them up first",
    load: async () => (await import("./tools.ts")).prune,
  },
  {
    name: "undo",
    summary: "take back the latest run of a source",
    load: async () => (await import("./tools.ts")).undo,
  },
] as const;
