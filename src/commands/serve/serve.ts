// Role: the command `serve`: the page, the API, events and metrics over HTTP, from the database; with a LOG its replay runs in
// the same process.

import { type Host, type HttpServer, stopCode } from "../../host/host.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { Command, Invocation, ProgramParts } from "../command.ts";
import { walk } from "../replay/replay.ts";
import { openReplay } from "../replay/set_up.ts";
import { databasePath } from "../shared/database_path.ts";
import { say, warn } from "../shared/messages.ts";
import { isSameFile } from "../shared/same_file.ts";
import { Answers } from "./answers.ts";
import type { PageFiles } from "../../page/document.ts";
import { Events } from "./events.ts";
import type { Doors } from "./guard.ts";
import { SERVE_OPTIONS, serveSettings } from "./options.ts";
import { servedPage } from "./page.ts";
import { responseTo, type Served } from "./routes.ts";
import { Several } from "./several.ts";

/** Seconds between two checks that the file is the one that is open. */
const BETWEEN_CHECKS = 1;

async function run(invocation: Invocation, host: Host, parts?: ProgramParts): Promise<number> {
  const settings = await serveSettings(invocation, host);
  const database = databasePath(invocation.values.db, host), stop = host.stopSignal();
  await using site = await Site.open(settings.address, settings.doors, host, await parts?.page() ?? null);
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
  opened.use(await site.serve(database, true));
  site.announce();
  show(site, invocation, host);
  return await walk(replay, host);
}

/** Serves a database that other processes write, also after another file has taken its place, until it is stopped. */
async function served(site: Site, database: string, begun: () => void, host: Host): Promise<void> {
  const stop = host.stopSignal();
  let isFirst = true;
  while (!stop.aborted) {
    const before = host.identity(database);
    await using _shown = await site.serve(database, false);
    if (isFirst) {
      site.announce();
      begun();
    }
    isFirst = false;
    while (!stop.aborted && isSameFile(before, host.identity(database))) {
      await host.sleep(BETWEEN_CHECKS, stop);
    }
  }
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

/** What a request meets: nothing of it is there before the port is known, or the database open. */
interface SiteState {
  doors: Doors | null;
  served: Served | null;
}

/** A server and what it serves. */
class Site implements AsyncDisposable {
  readonly #host: Host;
  readonly #state: SiteState;
  readonly #server: HttpServer;
  readonly #responses: Map<number, number>;

  readonly #page: PageFiles | null;

  private constructor(
    host: Host,
    state: SiteState,
    server: HttpServer,
    responses: Map<number, number>,
    page: PageFiles | null,
  ) {
    this.#page = page;
    this.#host = host;
    this.#state = state;
    this.#server = server;
    this.#responses = responses;
  }

  /** Takes the port; requests are answered with 503 until {@link serve}. Errors: those of `Host.listen`. */
  static async open(
    address: Parameters<Host["listen"]>[0],
    given: Omit<Doors, "port" | "listen">,
    host: Host,
    page: PageFiles | null,
  ): Promise<Site> {
    const responses = new Map<number, number>(), state: SiteState = { doors: null, served: null };
    const server = await host.listen(address, async (request) => {
      const response = state.doors === null
        ? { status: 503, headers: { "retry-after": "1" }, body: "" }
        : await responseTo(request, state.doors, state.served);
      responses.set(response.status, (responses.get(response.status) ?? 0) + 1);
      return response;
    });
    const name = address.host.includes(":") ? `[${address.host}]` : address.host;
    state.doors = { ...given, port: server.port, listen: `${name}:${server.port}` };
    return new Site(host, state, server, responses, page);
  }

  /**
   * Begins to serve a database, until what it returns is disposed of.
   *
   * @param isOpen Whether this process has it open already.
   * Errors: those of `sqlite.watch`.
   */
  async serve(database: string, isOpen: boolean): Promise<AsyncDisposable> {
    await using opened = new AsyncDisposableStack();
    const host = this.#host, startedAt = host.now();
    const watch = sqlite.watch(database, isOpen);
    if (watch === null) {
      warn(
        host,
        "this user may not write the database, so that it is read once: the page shows it as it is now.",
      );
    } else opened.use(watch);
    const events = new Events(watch, host);
    const answers = opened.use(new Answers(host, database, watch !== null, () => events.isMoving));
    const server = this.#server, responses = this.#responses;
    const counts = () => ({
      ...{ responses, startedAt, connections: server.connections },
      ...{ viewers: events.viewers, events: events.sent, answers: answers.computed },
    });
    this.#state.served = {
      page: await servedPage(this.#page),
      answers,
      events,
      several: new Several(host),
      counts,
    };
    const ended = new AbortController(), watching = events.run(ended.signal);
    opened.defer(async () => {
      this.#state.served = null;
      ended.abort();
      await watching;
    });
    return opened.move();
  }

  /** Says where it is served. */
  announce(): void {
    say(this.#host, `serving ${this.url} until it is stopped (Ctrl-C)`);
  }

  /** Where the page is. */
  get url(): string {
    return `http://${this.#state.doors!.listen}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
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
