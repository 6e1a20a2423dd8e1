// Role: the options of `serve`: its own, and with a LOG those of `replay`.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import type { CountryFile } from "../../stores/sqlite/read/functions.ts";
import type { Invocation, OptionSpec } from "../command.ts";
import { REPLAY_OPTIONS } from "../replay/options.ts";
import { DATABASE_OPTION } from "../shared/database_path.ts";
import { countriesOfFile, COUNTRY_FILE_OPTION } from "../shared/country_file.ts";
import { PUBLIC_URL_OPTION, publicUrl } from "../shared/public_url_option.ts";
import { type Doors, hashOf } from "./guard.ts";

const DEFAULT_LISTEN = "127.0.0.1:8080";

/** A shorter token can be guessed. */
const SHORTEST_TOKEN = 16;

const OWN: readonly OptionSpec[] = [
  {
    name: "listen",
    value: "ADDRESS",
    defaultText: DEFAULT_LISTEN,
    help: "host and port to serve on; port 0 = any that is free",
  },
  { name: "open", help: "open the page in a browser, where the program may start one" },
  {
    name: "token-file",
    value: "PATH",
    help: `ask for the token in this file, ${SHORTEST_TOKEN} characters or more, as a Bearer token`,
  },
  { name: "behind-proxy", help: "serve on other addresses without a token: a proxy says who may come" },
  PUBLIC_URL_OPTION,
  COUNTRY_FILE_OPTION,
];

/** What goes with and without a LOG. */
const ALWAYS: readonly string[] = [...OWN.map(({ name }) => name), "db"];

/** Those of a replay that make no sense while it is served. */
const NOT_SERVED: readonly string[] = ["follow", "advance-to", ...ALWAYS];

/** In the order of the help. */
export const SERVE_OPTIONS: readonly OptionSpec[] = [
  ...OWN,
  DATABASE_OPTION,
  ...REPLAY_OPTIONS.filter(({ name }) => !NOT_SERVED.includes(name)),
];

/** How the server is reached, all but its port. */
export interface ServeSettings {
  readonly address: { readonly host: string; readonly port: number };
  readonly doors: Omit<Doors, "port" | "listen">;
  /** Countries by address; null without --geoip. */
  readonly countryFile: CountryFile | null;
  /** The replay that runs beside it; null without a LOG. */
  readonly replay: Invocation | null;
}

/**
 * Checks the options. Errors: `Problem` "usage"; "data" for a token that is none; those of `Host.readText` and of
 * `countriesOfFile`.
 */
export async function serveSettings(invocation: Invocation, host: Host): Promise<ServeSettings> {
  const { values, flags, lists, positionals } = invocation;
  const address = addressOf(values.listen ?? DEFAULT_LISTEN);
  const tokenFile = values["token-file"], isBehindProxy = flags["behind-proxy"] ?? false;
  if (!isLoopback(address.host) && tokenFile === undefined && !isBehindProxy) {
    throw new Problem(
      "usage",
      `--listen ${
        printable(values.listen!)
      } serves everyone who reaches this machine. Ask for a token with --token-file, or ` +
        "give --behind-proxy if a proxy says who may come.",
    );
  }
  const tokenHash = tokenFile === undefined
    ? null
    : await hashOf(tokenIn(await host.readText(tokenFile), tokenFile));
  const doors = { publicUrl: publicUrl(values["public-url"]), tokenHash, isBehindProxy };
  const countryFile = (await countriesOfFile(values.geoip, host)).file,
    shown = { address, doors, countryFile };
  if (positionals.length > 0) return { ...shown, replay: replayOf(invocation) };
  const given = [
    ...Object.keys(values).filter((name) => values[name] !== undefined),
    ...Object.keys(flags),
    ...Object.keys(lists).filter((name) => lists[name].length > 0),
  ].find((name) => !ALWAYS.includes(name));
  if (given === undefined) return { ...shown, replay: null };
  throw new Problem("usage", `--${given} is about reading a log, and no LOG is named.`);
}

/** A replay that follows its logs, unless it plays a recorded one. */
function replayOf(invocation: Invocation): Invocation {
  const { timescale } = invocation.values;
  if (timescale !== undefined && Number(timescale) !== 0) return invocation;
  return { ...invocation, flags: { ...invocation.flags, follow: true } };
}

/** "127.0.0.1:8080", "[::1]:8080", ":8080" or "8080". */
function addressOf(text: string): ServeSettings["address"] {
  const [, bracketed, plain, digits] = /^(?:(?:\[([\da-fA-F:.]+)\]|([\w.-]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? (plain || "127.0.0.1"), port = Number(digits);
  if (digits !== undefined && port <= 65535) return { host, port };
  throw new Problem(
    "usage",
    `--listen takes HOST:PORT, as in ${DEFAULT_LISTEN}; "${printable(text)}" was given.`,
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function tokenIn(text: string, path: string): string {
  const token = text.trim();
  if (token.length >= SHORTEST_TOKEN && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new Problem(
    "data",
    `"${
      printable(path)
    }" holds no token: it takes ${SHORTEST_TOKEN} or more letters, digits and signs on one line, as ` +
      '"openssl rand -hex 32" makes.',
  );
}
