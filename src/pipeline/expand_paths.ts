// Role: the paths of the command line → the files that they mean: patterns and directories are listed, and to a log its
// rotated siblings are added. First part of opening (`open_inputs.ts`).

import { Problem } from "../domain/problem.ts";
import type { Host } from "../host.ts";
import { isPattern, matcher } from "./glob.ts";
import { rotatedName, siblingsOf } from "./rotation.ts";

/** One file that may have to be read. */
export interface Member {
  /** Real path; "-" for standard input. */
  readonly path: string;
  /** The log that it is a rotated part of, where that log was asked for too; null for the log itself. */
  readonly rotatedFrom: string | null;
  /** Whether the person named it; a sibling that was not named is read only if the source goes on there. */
  readonly isNamed: boolean;
}

/** A log and the files that hold it. */
export interface MemberGroup {
  /** Real path of the log itself, whether it is there or not; "-" for standard input. */
  readonly path: string;
  /** Oldest first, the log itself last. */
  readonly members: readonly Member[];
}

/**
 * The files that the paths mean, grouped by log, in the order in which the logs were named.
 *
 * Errors: `Problem` "input" where a pattern or a directory holds no log.
 */
export function expandPaths(paths: readonly string[], host: Host): MemberGroup[] {
  const named = new Set(paths.flatMap((path) => namedFiles(path, host)).map((path) => realPath(path, host)));
  const groups = new Map<string, MemberGroup>();
  const taken = new Set<string>();
  // A shorter name comes first, so that `x.csv` takes `x.csv.1` as its sibling and not as another log.
  for (const path of [...named].sort((a, b) => a.length - b.length)) {
    if (taken.has(path)) continue;
    const siblings = path === "-" ? [] : siblingPaths(path, host);
    const rotated = siblings.map((sibling) => ({
      path: sibling,
      rotatedFrom: path,
      isNamed: named.has(sibling),
    }));
    // Between renaming a log and making the new one, only its siblings are there.
    const isThere = path === "-" || rotated.length === 0 || host.exists(path);
    const members = isThere ? [...rotated, { path, rotatedFrom: null, isNamed: true }] : rotated;
    for (const member of members) taken.add(member.path);
    groups.set(path, { path, members });
  }
  return [...named].flatMap((path) => groups.get(path) ?? []);
}

/** The path without links; of a file that is not there, that of its directory with its name. */
function realPath(path: string, host: Host): string {
  if (path === "-") return path;
  const real = resolved(path, host);
  if (real !== null) return real;
  const { directory, name } = split(path);
  return host.exists(directory || ".") ? joined(host.realPath(directory || "."), name) : path;
}

function siblingPaths(path: string, host: Host): string[] {
  const { directory, name } = split(path);
  const siblings = siblingsOf(name, namesBeside(directory, host));
  // A link among them leads to a file that is there under its own name too.
  return siblings.map((sibling) => directory + sibling).filter((sibling) =>
    resolved(sibling, host) === sibling
  );
}

/** The path without links; null where nothing is there, or no longer: logs are renamed while they are looked at. */
function resolved(path: string, host: Host): string | null {
  try {
    return host.realPath(path);
  } catch {
    return null;
  }
}

/** A directory that may be entered but not listed, or one of devices, shows no siblings. */
function namesBeside(directory: string, host: Host): string[] {
  try {
    return host.list(directory || ".") ?? [];
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

function namedFiles(path: string, host: Host): string[] {
  if (path === "-") return [path];
  const { directory, name } = split(path);
  if (isPattern(path) && !host.exists(path)) {
    const found = (host.list(directory || ".") ?? []).filter(matcher(name)).sort();
    if (found.length > 0) return found.map((match) => directory + match);
    throw new Problem("input", `No file matches "${path}". Check the pattern and the directory.`);
  }
  const listed = host.list(path);
  if (listed === null) return [path];
  const logs = listed.filter((file) => LOG.test(file));
  const rotated = listed.filter((file) =>
    !LOG.test(file) && logs.some((log) => rotatedName(file, log) !== null)
  );
  if (logs.length + rotated.length > 0) return [...logs, ...rotated].sort().map((file) => joined(path, file));
  throw new Problem("input", `No log in "${path}": none of its files ends with .csv or .log. Name the file.`);
}

/** What counts as a log in a directory. */
const LOG = /^[^.].*\.(?:csv|log)$/;

function joined(directory: string, name: string): string {
  return /[/\\]$/.test(directory) ? directory + name : `${directory}/${name}`;
}

function split(path: string): { directory: string; name: string } {
  const name = path.replace(/^.*[/\\]/s, "");
  return { directory: path.slice(0, path.length - name.length), name };
}
