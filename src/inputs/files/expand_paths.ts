// Role: the paths of the command line → the files that they mean: patterns and directories are listed, and to a log its
// rotated siblings are added. First part of opening (`inputs/open_inputs.ts`).

import { globMatcher } from "../../domain/glob.ts";
import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import { DaySeries } from "./day_series.ts";
import { FileNames, Listings } from "./listings.ts";
import {
  areComparable,
  areCyclic,
  baseOf,
  dateless,
  isLaterDay,
  namesAfter,
  plainName,
  rotatedName,
  siblingsOf,
  stemOf,
} from "./rotated_names.ts";

/** One file that may have to be read. */
export interface Member {
  /** Real path; "-" for standard input. */
  readonly path: string;
  /** The log that it is a rotated part of, where that log was asked for too; null for the log itself. */
  readonly rotatedFrom: string | null;
  /** Whether the person named it; a sibling that was not named is read only if the source continues there. */
  readonly isNamed: boolean;
  /** Whether it was found in a directory or by a pattern, so that it need not be a log. */
  readonly isListed: boolean;
  /** Whether, by its name, it could as well be a log of its own. */
  readonly mayBeLog: boolean;
}

/** A log and the files that hold it. */
export interface MemberGroup {
  /** The absolute path by which it was asked for, links not resolved; "-" for standard input. */
  readonly name: string;
  /** Real path of the log itself, whether it is there or not; "-" for standard input. */
  readonly path: string;
  /** Oldest first as far as the names tell, the log itself last. */
  readonly members: readonly Member[];
  /** Whether the names tell the order of the parts. */
  readonly isOrdered: boolean;
}

/** What of a directory is not read, because it does not look like a log. */
export interface LeftOut {
  /** The directory, as it was given. */
  readonly directory: string;
  /** Names in it, sorted; directories end with a slash. */
  readonly names: readonly string[];
}

/** What the paths of a command line mean. */
export interface ExpandedPaths {
  /** In the order in which the logs were named. */
  readonly groups: readonly MemberGroup[];
  /** One for each directory that was named and holds more than logs. */
  readonly leftOut: readonly LeftOut[];
}

/** The logs that were read before. */
export interface FormerLogs {
  /** For a log, by its name, the real paths that it had before: a link may have moved on from them. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** The real paths of the files that were read, as far as they are known. */
  readonly read: ReadonlySet<string>;
  /** Whether one of which nothing is there any more is in the result, without members. */
  readonly keepsGone: boolean;
}

export const NO_FORMER_LOGS: FormerLogs = { paths: new Map(), read: new Set(), keepsGone: false };

/**
 * The files that the paths mean, grouped by log.
 *
 * Errors: `Problem` "input" where a pattern or a directory holds no log.
 */
export function expandPaths(paths: readonly string[], host: Host, former: FormerLogs): ExpandedPaths {
  const named = new Map<string, string>();
  const leftOut: LeftOut[] = [], known = new KnownNames(host, former);
  const isFormer = new Set<string>(), isListed = new Set<string>(), isGiven = new Set<string>();
  for (const path of paths) {
    const expected = formerLogs(path, host, former, known);
    for (const file of namedFiles(path, expected, host, leftOut)) {
      const real = realPath(file, host), name = absolute(file, host);
      (file === path ? isGiven : isListed).add(real);
      // A log that is named itself and through a link is not followed along the link.
      if (!named.has(real) || name === real) named.set(real, name);
    }
    for (const name of expected) {
      const real = realPath(name, host);
      if (named.has(real)) continue;
      named.set(real, name);
      isFormer.add(real);
    }
  }
  const groups = new Map<string, MemberGroup>();
  const taken = new Set<string>();
  // A shorter name comes first, so that `x.csv` takes `x.csv.1` as its sibling and not as another log.
  for (const [path, name] of [...named].sort(([a], [b]) => a.length - b.length)) {
    if (taken.has(path)) continue;
    const { siblings, isOrdered } = siblingsBeside(path, name, host, known.listings);
    const before = (former.paths.get(name) ?? []).filter((other) =>
      other !== path && !named.has(other) && !siblings.includes(other) && resolved(other, host) === other
    );
    const archives = isFormer.has(path) ? archivesOf(path) : [];
    const packed = archives.filter((archive) => host.exists(archive) && !siblings.includes(archive));
    const older = (former.paths.has(name) ? pathsAfter(path) : [])
      .filter((other) => !named.has(other) && !before.includes(other) && resolved(other, host) === other);
    const others = [...older, ...before, ...siblings, ...packed].filter((other) => !taken.has(other));
    const rotated = others.map((sibling) => ({
      path: sibling,
      rotatedFrom: path,
      // The day of an archive that no run has seen was asked for like any other.
      isNamed: named.has(sibling) || packed.includes(sibling) && !former.paths.has(name),
      isListed: isListed.has(sibling) && !isGiven.has(sibling),
      mayBeLog: rotatedName(split(sibling).name, split(path).name)?.mayBeLog === true,
    }));
    // Between renaming a log and making the new one, only its siblings are there.
    const isThere = path === "-" || (rotated.length === 0 && !isFormer.has(path)) || host.exists(path);
    const log = {
      ...{ path, rotatedFrom: null, isNamed: true, mayBeLog: true },
      isListed: isListed.has(path) && !isGiven.has(path),
    };
    const members = isThere ? [...rotated, log] : rotated;
    if (members.length === 0 && !former.keepsGone) continue;
    for (const member of members) taken.add(member.path);
    groups.set(path, { name, path, members, isOrdered: isOrdered && before.length === 0 });
  }
  if (groups.size === 0) throw new Problem("input", `No log in "${paths[0]}" any more. Check the path.`);
  return { groups: [...named.keys()].flatMap((path) => groups.get(path) ?? []), leftOut };
}

/**
 * The names of logs that a path meant before, where it is a directory or a pattern, with the days after them that were compressed
 * while no run came; and of the last days before a log that has a new file each day: what was still written to them, or that they
 * are gone, is not lost sight of.
 */
function formerLogs(path: string, host: Host, former: FormerLogs, known: KnownNames): string[] {
  if (path === "-" || former.paths.size === 0) return [];
  const { directory, name } = split(absolute(path, host));
  const within = (
    fits: (name: string) => boolean,
    mayBeNew: (name: string) => boolean,
    place: string,
  ): string[] => {
    const names = known.formerNames(place).filter(fits);
    return [...names, ...known.packedAfter(place, names).filter(mayBeNew)].map((each) => place + each);
  };
  if (isPattern(path) && !host.exists(path)) return within(matcher(name), matcher(name), directory);
  if (host.list(path) !== null) {
    return within(() => true, (each) => LOG.test(each), joined(absolute(path, host), ""));
  }
  if (dateless(name) === null) return [];
  const days = known.former(directory).before(name, MOST_DAYS), last = days.at(-1);
  if (last === undefined) return [];
  // Those between have been written while no run came.
  const between = known.days(directory).between(last, name);
  // Of weekdays any may be the one before: after holidays.
  const before = days.filter((day, at) => at >= days.length - MOST_DAYS || areCyclic(name, day));
  return [...before, ...between].map((day) => directory + day);
}

/** The names in directories, and those of logs that were read before, each looked at once. */
class KnownNames {
  readonly listings: Listings;
  readonly #paths: FormerLogs["paths"];
  readonly #days = new Map<string, DaySeries>();
  readonly #former = new Map<string, DaySeries>();
  #names: ReadonlyMap<string, readonly { readonly name: string }[]> | null = null;

  constructor(host: Host, { paths }: FormerLogs) {
    this.listings = new Listings(host);
    this.#paths = paths;
  }

  /** The files in a directory, archives by the names of their logs. */
  days(directory: string): DaySeries {
    let days = this.#days.get(directory);
    if (days === undefined) {
      days = new DaySeries(this.listings.in(directory).sorted.map(plainName));
      this.#days.set(directory, days);
    }
    return days;
  }

  /** The names of the logs of a directory that were read before. */
  formerNames(directory: string): readonly string[] {
    this.#names ??= Map.groupBy([...this.#paths.keys()].map(split), ({ directory }) => directory);
    return (this.#names.get(directory) ?? []).map(({ name }) => name);
  }

  /** The same by their days. */
  former(directory: string): DaySeries {
    let former = this.#former.get(directory);
    if (former === undefined) {
      former = new DaySeries(this.formerNames(directory));
      this.#former.set(directory, former);
    }
    return former;
  }

  /** Of logs that have a new file each day: those days after the last of these names that there are as archives alone. */
  packedAfter(directory: string, names: readonly string[]): readonly string[] {
    const lasts = new Map<string, string>();
    for (const name of names) {
      const log = dateless(name), last = log && lasts.get(log);
      if (log !== null && (last === undefined || isLaterDay(name, last!))) lasts.set(log, name);
    }
    const { sorted } = this.listings.in(directory), there = new Set(lasts.size === 0 ? [] : sorted);
    return [...lasts.values()].flatMap((last) => this.days(directory).after(last))
      .filter((name) => !there.has(name));
  }
}

/** How many earlier files of a log that has a new one each day are looked at again. */
const MOST_DAYS = 2;

/** The path without links; of a file that is not there, that of its directory with its name. */
export function realPath(path: string, host: Host): string {
  if (path === "-") return path;
  const real = resolved(path, host);
  if (real !== null) return real;
  const { directory, name } = split(path);
  return host.exists(directory || ".") ? joined(host.realPath(directory || "."), name) : path;
}

/** The path from the root on, with its links, in one spelling. */
export function absolute(path: string, host: Host): string {
  if (path === "-") return path;
  const isWhole = /^(?:[/\\]|[A-Za-z]:)/.test(path);
  const parts: string[] = [];
  for (const part of (isWhole ? path : joined(resolved(".", host) ?? ".", path)).split(/(?<=[/\\])/)) {
    if (/^\.\.[/\\]?$/.test(part) && parts.length > 1) parts.pop();
    else if (!/^(?:\.[/\\]?|[/\\])$/.test(part) || parts.length === 0) parts.push(part);
  }
  return parts.join("");
}

/**
 * The rotated siblings of a log. Where a link leads to it, those that have their names from the link, and those
 * that the link may have led to before: `access-20261123.csv` for `access-20261124.csv`.
 */
function siblingsBeside(
  path: string,
  name: string,
  host: Host,
  listings: Listings,
): { siblings: string[]; isOrdered: boolean } {
  if (path === "-") return { siblings: [], isOrdered: true };
  const own = split(path);
  const places = [own];
  if (name !== path) {
    places.push({ ...own, name: baseOf(own.name) });
    const link = split(name), directory = resolved(link.directory || ".", host);
    if (directory !== null) places.push({ directory: joined(directory, ""), name: link.name });
  }
  const found = new Set<string>();
  let isOrdered = true;
  for (const { directory, name } of places.toReversed()) {
    const siblings = siblingsOf(name, listings.in(directory).startingWith(stemOf(name)));
    // A link among them leads to a file that is there under its own name too.
    const paths = siblings.map((sibling) => directory + sibling).filter((sibling) =>
      sibling !== path && resolved(sibling, host) === sibling
    );
    isOrdered &&= areComparable(name, siblings) &&
      (found.size === 0 || paths.every((each) => found.has(each)));
    for (const each of paths) found.add(each);
  }
  return { siblings: [...found], isOrdered };
}

/** The path without links; null where nothing is there, or no longer: logs are renamed meanwhile. */
function resolved(path: string, host: Host): string | null {
  try {
    return host.realPath(path);
  } catch {
    return null;
  }
}

/** The files that a path means; adds to `leftOut` what of a directory is none, and no part of an expected log. */
function namedFiles(
  path: string,
  expected: readonly string[],
  host: Host,
  leftOut: LeftOut[],
): string[] {
  if (path === "-") return [path];
  const { directory, name } = split(path);
  if (PATTERN.test(directory) && !host.exists(directory)) {
    throw new Problem(
      "input",
      `Cannot open "${path}": no such file. Only the last part of a path may be a pattern. Without quotes the shell expands it to the files that are there.`,
    );
  }
  if (isPattern(path) && !host.exists(path)) {
    const found = (host.list(directory || ".")?.files ?? []).filter(matcher(name)).sort();
    if (found.length > 0 || expected.length > 0) return found.map((match) => directory + match);
    throw new Problem("input", `No file matches "${path}". Check the pattern and the directory.`);
  }
  const listing = host.list(path);
  if (listing === null) return [path];
  // A name that is not UTF-8 comes with replacement characters, and opens nothing.
  const files = listing.files.filter((file) => !file.includes("\uFFFD") || host.exists(joined(path, file)));
  const logs = files.filter((file) => LOG.test(file));
  const names = new FileNames(files), taken = new Set([...logs, ...rotatedOf(logs, names)]);
  const all = [...listing.files, ...listing.others], due = expected.map((log) => split(log).name);
  const awaited = new Set([...rotatedOf(due, new FileNames(all)), ...due.flatMap(archivesOf)]);
  const others = all.filter((name) => !taken.has(name) && !HIDDEN.test(name) && !awaited.has(name));
  if (others.length > 0) leftOut.push({ directory: path, names: others.sort() });
  if (taken.size > 0 || expected.length > 0) return [...taken].sort().map((file) => joined(path, file));
  throw new Problem("input", `No log in "${path}": none of its files ends with .csv or .log. Name the file.`);
}

/** Where a log is after the next rotation, if its name is that of a part with a number: `access.log.1`, read each day. */
export function pathsAfter(path: string): string[] {
  const { directory, name } = split(path);
  return namesAfter(name).map((next) => directory + next);
}

/** What compressing a log makes of its path. */
function archivesOf(path: string): string[] {
  return [".gz", ".zst"].map((ending) => path + ending);
}

/** The rotated names of some logs. */
function rotatedOf(logs: readonly string[], names: FileNames): string[] {
  return logs.flatMap((log) =>
    names.startingWith(stemOf(log)).filter((name) => rotatedName(name, log) !== null)
  );
}

/** What counts as a log in a directory. */
const LOG = /^[^.].*\.(?:csv|log)$/is;

/** What is left out of a directory without a word: hidden files, unless they end like logs. */
const HIDDEN = /^\.(?!.*\.(?:csv|log)$)/is;

function joined(directory: string, name: string): string {
  return /[/\\]$/.test(directory) ? directory + name : `${directory}/${name}`;
}

/** The directory with its slash, and the name in it. */
export function split(path: string): { directory: string; name: string } {
  const name = path.replace(/^.*[/\\]/s, "");
  return { directory: path.slice(0, path.length - name.length), name };
}

/** Whether a path holds a pattern in its last part. */
export function isPattern(path: string): boolean {
  return PATTERN.test(split(path).name);
}

const PATTERN = /[*?[]/;

/** A matcher for file names after POSIX (XCU 2.13): `*`, `?`, `[a-z]`, `[!a-z]`. A leading dot is matched by a dot only. */
export function matcher(pattern: string): (name: string) => boolean {
  const fits = globMatcher(pattern, true);
  return (name) => (pattern.startsWith(".") || !name.startsWith(".")) && fits(name);
}

/** The path of a log that has a new file each day, without the date; null for others. */
export function datelessPath(path: string): string | null {
  const { directory, name } = split(path), base = dateless(name);
  return base && directory + base;
}
