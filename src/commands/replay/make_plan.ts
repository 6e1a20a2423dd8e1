// Role: validates the options of `replay` once and freezes them into a `Plan`.

import { DIMENSIONS, WHOLE } from "../../domain/dimensions/dimensions.ts";
import { printable } from "../../render/text/printable.ts";
import { Problem } from "../../domain/problem.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import { NO_SCREENING } from "../../domain/screening/settings.ts";
import { RULES } from "../../domain/rules/metrics/mod.ts";
import { seriesOf } from "../../domain/rules/series.ts";
import { parseMoment } from "../../domain/time_text.ts";
import type { Host } from "../../host/host.ts";
import type { Plan } from "../../plan.ts";
import type { Invocation } from "../command.ts";
import { formatChoice } from "../shared/log_format_option.ts";
import { databasePath } from "../shared/database_path.ts";
import { rangeAhead } from "../shared/time_option.ts";
import { checkWindows } from "../shared/rules_option.ts";
import { givenScreening } from "./screening.ts";
import { decimal, wholeNumber } from "../shared/number_options.ts";

/** A plan whose source has a name. */
export type NamedPlan = Plan & { readonly source: string };

/** A day: how far ahead of the clock a record may be, and the largest bucket, window and lateness. */
const DAY = 86400;

/** Most threads beside the main one. */
const MOST_WORKERS = 16;

/**
 * The plan that the options ask for; `rules` is what the file given with `--rules` says.
 *
 * Errors: `Problem` "usage" that says what was given and what is allowed.
 */
export function replayPlan(
  invocation: Invocation,
  host: Host,
  rules: RuleSet | null = null,
): Plan {
  const { values, flags, positionals } = invocation;
  if (positionals.length === 0) {
    throw new Problem(
      "usage",
      'No FILE to replay. Name one, as in "httplog replay access.csv", or - for standard input.',
    );
  }
  const whole = (name: string, otherwise: number, least: number, most: number): number =>
    wholeNumber(name, values[name], otherwise, least, most);
  const newest = (): number => Math.floor(host.now()) + DAY;
  const begun = newest();
  if (flags.follow && values.timescale !== undefined && Number(values.timescale) !== 0) {
    throw new Problem(
      "usage",
      "--follow reads a log as it is written, --timescale replays one. Give one of them.",
    );
  }
  const bucketSize = whole("analysis-bucket-size", 10, 1, DAY);
  if (rules !== null) checkWindows(rules, bucketSize);
  return Object.freeze<Plan>({
    files: positionals,
    database: databasePath(values.db, host),
    source: sourceName(values.source),
    ...formatChoice(invocation),
    kinds: RULES,
    rules,
    series: rules && seriesOf(rules),
    bucketSize,
    lateness: whole("lateness", 30, 0, DAY),
    maxJump: whole("max-jump", 3600, 60, 100 * 366 * DAY),
    idleLog: whole("idle-log", 600, 0, 100 * 366 * DAY),
    top: whole("top", 100, 1, 100_000),
    threshold: decimal("alert-threshold", values["alert-threshold"], 10, 1e9),
    window: whole("alert-window", 120, 1, DAY),
    dimensions: keptNames(values.dimensions),
    givenScreening: givenScreening(invocation),
    screening: NO_SCREENING,
    screen: null,
    timescale: decimal("timescale", values.timescale, 0, 1e6),
    fresh: flags.fresh ?? false,
    complete: flags.complete ?? false,
    follow: flags.follow ?? false,
    workers: workerCount(values.workers),
    reference: flags.reference ?? false,
    idleAdvance: whole("idle-advance", 10, 1, DAY),
    advanceTo: advance(values["advance-to"], flags.follow ?? false, host),
    ...rangeAhead(invocation, host.now()),
    futureLimit: flags.follow ? newest : () => begun,
  });
}

/** What `--dimensions` says; null where it is not given. The one that tells failures is always among them. */
function keptNames(given: string | undefined): Plan["dimensions"] {
  if (given === undefined) return null;
  if (given === "all") return DIMENSIONS.map(({ name }) => name);
  const names = given.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !DIMENSIONS.some((dimension) => dimension.name === name));
  if (unknown !== undefined) {
    const all = DIMENSIONS.map(({ name }) => name).join(",");
    throw new Problem(
      "usage",
      `--dimensions takes all, or names with commas, out of ${all}; "${printable(unknown)}" is none of them.`,
    );
  }
  return DIMENSIONS.map(({ name }) => name).filter((name) => name === WHOLE.name || names.includes(name));
}

/** What `--advance-to` says; null where it is not given. */
function advance(given: string | undefined, isFollowing: boolean, host: Host): Plan["advanceTo"] {
  if (given === undefined) return null;
  if (isFollowing) {
    throw new Problem(
      "usage",
      "--advance-to lets time go on at the end of a run, --follow does so by itself (--idle-advance). Give one of them.",
    );
  }
  if (given === "now") return () => Math.floor(host.now());
  const moment = parseMoment(given);
  if (moment?.kind === "at") return () => moment.time;
  throw new Problem(
    "usage",
    `--advance-to takes now, an ISO date or time in UTC ("2015-05-17T10:05:03Z") or epoch seconds; "${given}" was given.`,
  );
}

function sourceName(given: string | undefined): string | null {
  if (given === undefined) return null;
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (given === "" || /[\x00-\x1f\x7f]/.test(given)) {
    throw new Problem("usage", "--source takes a name of at least one character and no control characters.");
  }
  return given;
}

/** Null for "auto". */
function workerCount(given: string | undefined): number | null {
  if (given === undefined || given === "auto") return null;
  const value = /^\d{1,2}$/.test(given) ? Number(given) : NaN;
  if (value <= MOST_WORKERS) return value;
  throw new Problem(
    "usage",
    `--workers takes auto or a whole number from 0 to ${MOST_WORKERS}; "${given}" was given.`,
  );
}
