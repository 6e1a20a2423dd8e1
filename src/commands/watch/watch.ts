// Role: the command `watch`: traffic, values and alerts of the database on the whole terminal, live.

import { ASKABLE } from "../../domain/dimensions/dimensions.ts";
import { Problem } from "../../domain/problem.ts";
import { type Host, type Screen, signalCode, stopCode } from "../../host/host.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { StoreWatch } from "../../stores/sqlite/read/watch.ts";
import type { Reader } from "../../stores/store.ts";
import type { Command, Invocation } from "../command.ts";
import { DATABASE_OPTION, databasePath } from "../shared/database_path.ts";
import { refuseArguments } from "../shared/number_options.ts";
import { isSameFile } from "../shared/same_file.ts";
import { checkSource, sourceNames } from "../shared/source_option.ts";
import { frameLayout, frameOf, LEAST } from "./frame.ts";
import { afterKey, type Look } from "./look.ts";
import { type Picture, readPicture } from "./picture.ts";

/** Seconds between two looks at the database, the size of the terminal and the signals. */
const PAUSE = 0.5;

/** The range that is shown first: an hour. */
const FIRST_RANGE = 1;

async function run(invocation: Invocation, host: Host): Promise<number> {
  refuseArguments(invocation, "watch");
  const { values, flags } = invocation, path = databasePath(values.db, host), stop = host.stopSignal();
  const view = { look: firstLook(invocation, path), color: !flags["no-color"] && !host.env("NO_COLOR") };
  if (host.env("TERM") === "dumb") throw noScreen();
  using screen = host.openScreen();
  if (screen === null) throw noScreen();
  const keys = new Keys(screen);
  let ending: Ending = "replaced";
  while (ending === "replaced") {
    const before = host.identity(path), isReplaced = () => !isSameFile(before, host.identity(path));
    using watch = sqlite.watch(path, false);
    using reader = watch === null ? sqlite.read(path) : sqlite.readBeside(path);
    ending = await show(screen, keys, reader, watch, view, isReplaced, host);
  }
  return ending === "interrupted" ? signalCode("SIGINT") : stopCode(stop);
}

/** What ends the view of a database: a key, Ctrl-C, a signal, or another file in its place. */
type Ending = "left" | "interrupted" | "stopped" | "replaced";

/** What is shown, and how; keys change it. */
interface View {
  look: Look;
  readonly color: boolean;
}

/** The keys of a screen, one read at a time. */
class Keys {
  readonly #screen: Screen;
  #pending: Promise<readonly string[]> | null = null;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Those that are typed while `pause` lasts; none where there were none. Errors: those of `Screen.keys`. */
  async within(pause: Promise<void>): Promise<readonly string[]> {
    this.#pending ??= this.#screen.keys();
    const typed = await Promise.race([this.#pending, pause]);
    if (typed === undefined) return [];
    this.#pending = null;
    return typed;
  }
}

function noScreen(): Problem {
  const advice = '"httplog query" prints reports anywhere.';
  return new Problem(
    "usage",
    `watch draws on a whole terminal, which standard input and output are not here. ${advice}`,
  );
}

function firstLook({ values }: Invocation, path: string): Look {
  using reader = sqlite.read(path);
  if (values.source !== undefined) checkSource(reader, values.source, path);
  const names = sourceNames(reader), only = names.length === 1 ? names[0] : null;
  const dimension = ASKABLE.find(({ name }) => name === (values.dimension ?? ASKABLE[0].name))!;
  return { source: values.source ?? only, range: FIRST_RANGE, dimension };
}

/** Draws until something ends it. */
async function show(
  screen: Screen,
  keys: Keys,
  reader: Reader,
  watch: StoreWatch | null,
  view: View,
  isReplaced: () => boolean,
  host: Host,
): Promise<Ending> {
  const stop = host.stopSignal();
  let picture: Picture | null = null, drawn = "";
  while (!stop.aborted) {
    if (isReplaced()) return "replaced";
    const { columns, rows } = screen.size(), size = `${columns}x${rows}`;
    if (watch?.look() || drawn !== size) picture = null;
    if (picture === null) {
      picture = readPicture(reader, view.look, spaceIn(columns, rows));
      screen.draw(frameOf(picture, view.look, { columns, rows, color: view.color }));
      drawn = size;
    }
    const known: Picture = picture, woken = new AbortController();
    const typed = await keys.within(host.sleep(PAUSE, AbortSignal.any([stop, woken.signal])));
    woken.abort();
    for (const key of typed) {
      const answer = afterKey(view.look, key, known);
      if (answer === "quit") return "left";
      if (answer === "interrupt") return "interrupted";
      if (answer === null) continue;
      view.look = answer.look;
      picture = null;
    }
  }
  return "stopped";
}

/** How many values there is room for, in both directions. */
function spaceIn(columns: number, rows: number): { readonly columns: number; readonly rows: number } {
  return {
    columns: Math.max(LEAST.columns, columns) - 12,
    rows: frameLayout(Math.max(LEAST.rows, rows)).values,
  };
}

/** Watches the database in a terminal. */
export const watchCommand: Command = {
  name: "watch",
  summary: "show the database in the terminal, live",
  usage: ["watch [OPTIONS]"],
  details:
    "Draws the hits per second, the busiest values of a dimension and the alerts on the whole terminal, and draws again after " +
    "every commit. It only reads: let httplog replay --follow or cron write.\n\n" +
    "Keys: s source, r range, d dimension (capital letters go back), q quit. The terminal has " +
    `${LEAST.columns} x ${LEAST.rows} characters or more.`,
  options: [
    { name: "source", value: "NAME", defaultText: "all", help: "the source that is shown first" },
    {
      name: "dimension",
      value: "NAME",
      choices: ASKABLE.map(({ name }) => name),
      defaultText: ASKABLE[0].name,
      help: "whose values are shown first",
    },
    DATABASE_OPTION,
    { name: "no-color", help: "no colour; NO_COLOR does the same" },
  ],
  examples: [["httplog watch --dimension host", "the busiest clients, as they change"]],
  run,
};
