// Role: the server of `serve` and the database that it shows: there is none before it is open, and after it was removed.

import type { AnswerSetUp } from "../../api/worker_entry.ts";
import type { Host, HttpServer } from "../../host/host.ts";
import type { PageFiles } from "../../page/document.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import { say, warn } from "../shared/messages.ts";
import { Answers } from "./answers.ts";
import { Events } from "./events.ts";
import type { ServeSettings } from "./options.ts";
import type { Doors } from "./guard.ts";
import type { ServerCounts } from "./metrics.ts";
import { servedPage } from "./page.ts";
import { responseTo, type Served } from "./routes.ts";
import { Several } from "./several.ts";

/** Said while the database is being opened. */
export const OPENING = "The database is being opened. Try again.";

/** What a request meets: no doors before the port is known. */
interface SiteState {
  doors: Doors | null;
  /** Text: why no database is served. */
  served: Served | string;
  counts(): ServerCounts;
}

/** A server and what it serves. */
export class Site implements AsyncDisposable {
  readonly #host: Host;
  readonly #state: SiteState;
  readonly #server: HttpServer;
  readonly #setUp: AnswerSetUp | null;
  #absence = OPENING;

  private constructor(host: Host, state: SiteState, server: HttpServer, setUp: AnswerSetUp | null) {
    this.#setUp = setUp;
    this.#host = host;
    this.#state = state;
    this.#server = server;
  }

  /** Takes the port; requests are answered with 503 until {@link serve}. Errors: those of `Host.listen`. */
  static async open(
    { address, doors: given, countryFile }: ServeSettings,
    host: Host,
    files: PageFiles | null,
  ): Promise<Site> {
    const responses = new Map<number, number>(), startedAt = host.now();
    const page = await servedPage(files, countryFile !== null);
    const state: SiteState = {
      doors: null,
      served: OPENING,
      counts: () => {
        const { served } = state, now = typeof served === "string" ? null : served;
        return {
          ...{ responses, startedAt, connections: server.connections, viewers: now?.events.viewers ?? 0 },
          ...{ events: now?.events.sent ?? 0, answers: now?.answers.computed ?? 0 },
        };
      },
    };
    const server = await host.listen(address, async (request) => {
      const { doors, served, counts } = state;
      const response = doors === null
        ? { status: 503, headers: { "retry-after": "1" }, body: "" }
        : await responseTo(request, doors, { page, served, counts });
      responses.set(response.status, (responses.get(response.status) ?? 0) + 1);
      return response;
    });
    const name = address.host.includes(":") ? `[${address.host}]` : address.host;
    state.doors = { ...given, port: server.port, listen: `${name}:${server.port}` };
    return new Site(host, state, server, countryFile && { countryFile });
  }

  /**
   * Begins to serve a database, until what it returns is disposed of.
   *
   * @param isOpen Whether this process has it open already.
   * Errors: those of `sqlite.watch`.
   */
  async serve(database: string, isOpen: boolean): Promise<AsyncDisposable> {
    await using opened = new AsyncDisposableStack();
    const host = this.#host, watch = sqlite.watch(database, isOpen);
    if (watch === null) {
      warn(
        host,
        "this user may not write the database, so that it is read once: the page shows it as it is now.",
      );
    } else opened.use(watch);
    const events = new Events(watch, host);
    const answers = opened.use(
      new Answers(host, database, watch !== null, () => events.isRacing, this.#setUp),
    );
    const ended = new AbortController(), watching = events.run(ended.signal);
    opened.defer(async () => {
      this.#state.served = this.#absence;
      ended.abort();
      await watching;
    });
    this.#state.served = {
      answers,
      events,
      several: new Several(host, () => events.isRacing),
      sleep: (seconds, stop) => host.sleep(seconds, stop),
    };
    answers.start();
    return opened.move();
  }

  /** Why no database is served where that is so. */
  get absence(): string {
    return this.#absence;
  }

  set absence(text: string) {
    this.#absence = text;
    if (typeof this.#state.served === "string") this.#state.served = text;
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
