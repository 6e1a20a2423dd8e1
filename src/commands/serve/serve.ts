// Role: the command `serve`: the page, the API, events and metrics over HTTP, from the database; with a LOG its replay runs in
// the same process.

import { Problem } from "../../domain/problem.ts";
import { type Host, stopCode } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import type { Command, Invocation, ProgramParts } from "../command.ts";
import { walk } from "../replay/replay.ts";
import { openReplay } from "../replay/set_up.ts";
import { databasePath } from "../shared/database_path.ts";
import { say, warn } from "../shared/messages.ts";
import { type FileIdentity, isSameFile } from "../shared/same_file.ts";
import { SERVE_OPTIONS, serveSettings } from "./options.ts";
import { OPENING, Site } from "./site.ts";

/** Seconds between two checks that the file is the one that is open. */
const BETWEEN_CHECKS = 1;

async function run(invocation: Invocation, host: Host, parts?: ProgramParts): Promise<number> {
  const settings = await serveSettings(invocation, host);
  const database = databasePath(invocation.values.db, host), stop = host.stopSignal();
  await using site = await Site.open(settings, host, await parts?.page() ?? null);
  await using opened = new AsyncDisposableStack();
  if (settings.replay === null) {
    await served(site, database, () => show(site, invocation, host), host);
    return stopCode(stop);
  }
  const code = await replayed(settings.replay, site, database, opened, host);
  // A recorded log has an end; what was read of it stays to be seen.
  if (code === 0) await stopped(stop);
  return code || stopCode(stop);
}

/** Replays the logs to their end while they are served. Returns the exit code. */
async function replayed(
  invocation: Invocation,
  site: Site,
  database: string,
  opened: AsyncDisposableStack,
  host: Host,
): Promise<number> {
  await using replay = await openReplay(invocation, host);
  if (replay === null) return stopCode(host.stopSignal());
  // After the store is open for writing: see `sqlite.readBeside`.
  const shown = opened.use(await site.serve(database, true)), before = host.identity(database);
  site.announce();
  show(site, invocation, host);
  const ended = new AbortController();
  opened.defer(() => ended.abort());
  void untilGone(before, database, ended.signal, host).then(async () => {
    if (ended.signal.aborted) return;
    site.absence = goneText(database, "What is read is lost with the file: stop, and start again.");
    warn(host, site.absence);
    await shown[Symbol.asyncDispose]();
  });
  return await walk(replay, host);
}

/**
 * Serves a database that other processes write, until it is stopped: also another file that takes its place. While there is none,
 * requests are answered with 503, which says so.
 */
async function served(site: Site, database: string, begun: () => void, host: Host): Promise<void> {
  const stop = host.stopSignal();
  for (let isFirst = true; !stop.aborted; isFirst = false) {
    const before = host.identity(database);
    const opened = before === null && !isFirst
      ? goneText(database, "Another one is served as soon as it is there.")
      : await site.serve(database, false).catch((error) =>
        isFirst ? Promise.reject(error) : messageOf(error)
      );
    if (typeof opened === "string") {
      if (site.absence !== opened) warn(host, opened);
      site.absence = opened;
      await host.sleep(BETWEEN_CHECKS, stop);
      continue;
    }
    await using _shown = opened;
    if (isFirst) {
      site.announce();
      begun();
    } else say(host, `serving the database that is at "${printable(database)}" now`);
    site.absence = OPENING;
    await untilGone(before, database, stop, host);
  }
}

/** Resolves once a file is not the one any more that a path leads to. */
async function untilGone(
  before: FileIdentity,
  path: string,
  stop: AbortSignal,
  host: Host,
): Promise<void> {
  for (;;) {
    const now = host.identity(path);
    if (stop.aborted || now === null || !isSameFile(before, now)) return;
    await host.sleep(BETWEEN_CHECKS, stop);
  }
}

function goneText(database: string, advice: string): string {
  return `There is no database at "${printable(database)}" any more. ${advice}`;
}

/** Why a database cannot be opened: what took its place may be none yet. Errors: all that is no `Problem`. */
function messageOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  throw error;
}

/** Opens the page where that is asked for. */
function show(site: Site, { flags }: Invocation, host: Host): void {
  if (flags.open && !host.openBrowser(site.url)) {
    warn(host, `no browser can be started from here: open ${site.url}`);
  }
}

/** Resolves once the process is asked to stop. */
function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve());
  });
}

/** Serves a page that shows the database. */
export const serve: Command = {
  name: "serve",
  summary: "show the database in a browser, live, and answer its API",
  usage: ["serve [OPTIONS]", "serve [OPTIONS] LOG…"],
  details:
    "Serves a page with the traffic, alerts and tables of the database, which follows every commit; an API with the reports as " +
    "JSON; and metrics for Prometheus. With LOG it also reads the logs into the database, as replay --follow does; with " +
    "--timescale it plays a recorded log as if it were written now.\n\nOnly this machine can reach it, unless --listen says " +
    "otherwise, which needs --token-file or --behind-proxy. It only reads: SQL is not offered.",
  options: SERVE_OPTIONS,
  examples: [
    ["httplog serve", "the page of httplog.db at http://127.0.0.1:8080/"],
    [
      "httplog serve /var/log/nginx/access.log --rules rules.toml",
      "read the log as it is written, and show it",
    ],
    [
      "httplog serve access.csv --db demo.db -t 0.01",
      "play a recorded log, a hundred logged seconds per second",
    ],
    ["httplog serve --listen 0.0.0.0:8080 --token-file token", "for other machines, with a token"],
  ],
  run,
};
