// Role: finds what a run leaves unread that names the next file of a log with a new one each day: the end of the file before, which is a
// source of its own, or a file of this source whose name does not tell that it comes before.

import { Problem } from "../../../domain/problem.ts";
import type { Host } from "../../../host/host.ts";
import type { Input } from "../../../inputs/input.ts";
import { compressionNamed, InflatedFile } from "../../../inputs/bytes/compressed_file.ts";
import { datelessPath, split } from "../../../inputs/files/expand_paths.ts";
import { baseOf, isLaterDay } from "../../../inputs/files/rotated_names.ts";
import { printable } from "../../../render/text/printable.ts";
import { sqlite } from "../../../stores/sqlite/sqlite.ts";
import type { InputPosition } from "../../../stores/store.ts";
import { counted } from "../../../domain/grouped.ts";

/**
 * What to warn of where a source begins with this log, a real path: an earlier day's file of it that another source has read, and that has
 * grown since. Null where there is none.
 */
export function unreadDayBefore(log: string, database: string, host: Host): string | null {
  const own = datelessPath(log);
  if (own === null && undated(log) === null) return null;
  using reader = sqlite.readBeside(database);
  const { rows } = reader.query("SELECT source, file, max(to_offset) FROM run_files GROUP BY source, file");
  const grown = rows.map(([source, file, read]) => ({
    source: String(source),
    file: String(file),
    read: Number(read),
  }))
    .filter(({ file }) =>
      isBeside(file, log) || own !== null && datelessPath(file) === own && isBefore(file, log)
    )
    .map((each) => ({ ...each, more: sizeOf(each.file, host) - each.read })).filter(({ more }) => more > 0);
  const last = grown.sort((a, b) => isBefore(b.file, a.file) ? 1 : -1).at(-1);
  return last === undefined
    ? null
    : `${counted(last.more, "byte")} of "${printable(last.file)}", which is source "${
      printable(last.source)
    }", are not read. It looks like the file before of the same log: give both one --source, and the end of each is read with the next.`;
}

/** A date in the name of a directory, from its year on: `2024-11-27`, `2024/11/27`, `2024/Nov/27`, `y=2024/m=11/d=27/h=06`. */
const DATE = /(?:19|20)\d\d(?:[-_./]?(?:[a-z]=)?(?:\d\d|[A-Z][a-z]{2}))+/g;

/** The path of a log without the date that its directory has, and without that of its name; null where its directory has none. */
function undated(path: string): string | null {
  const { directory, name } = split(datelessPath(path) ?? path), base = directory.replace(DATE, "");
  return base === directory ? null : base + name;
}

/** Whether two files are of one log that has a directory of its own for each day or so. */
function isBeside(one: string, other: string): boolean {
  const own = undated(one);
  return own !== null && one !== other && own === undated(other);
}

/** Whether a file of a log comes before another, as far as their names tell. */
function isBefore(one: string, other: string): boolean {
  return isBeside(one, other) ? one < other : isLaterDay(split(other).name, split(one).name);
}

/** The path of the log that a file is a part of, without dates, as far as names tell. */
function logOf(path: string): string {
  const { directory, name } = split(datelessPath(path) ?? path);
  return directory.replace(DATE, "") + baseOf(name);
}

/** The forms of archives, whose bytes are not those that were counted. */
const ARCHIVE = /\.(gz|bz2|xz|zst)$/;

/**
 * What to warn of where a run begins a new file of a source, and the one beside it that the source read last has grown, and is not read.
 * Null where there is none. Without inodes a path may be of another file by now.
 */
export async function unreadFileBefore(
  known: readonly InputPosition[],
  inputs: readonly Input[],
  host: Host,
): Promise<string | null> {
  const read = new Set(inputs.map(({ path }) => path));
  const begun = inputs.filter(({ isNew }) => isNew).map(({ path }) => path);
  if (begun.length === 0) return null;
  const of = new Map(known.map(({ path }) => [path, logOf(path)])), all = new Set(of.values());
  const own = new Set(begun.map(logOf));
  // Before a log that is known comes none of another server. One that was moved keeps its name.
  const strange = begun.filter((path) => !all.has(logOf(path))).map(split);
  const directories = new Set(strange.map(({ directory }) => directory));
  const names = new Set(strange.map(({ name }) => name));
  // As many as have come, which may be logs of several servers.
  const before = known.filter(({ path, inode }) => {
    const { directory, name } = split(path), isOwn = own.has(of.get(path)!);
    return inode !== null && !read.has(path) && !ARCHIVE.test(path) &&
      (isOwn || directories.has(directory) || names.has(name));
  }).slice(-begun.length);
  // An archive that was read itself is another part, whose name this one had before.
  const archived = new Set([...read, ...known.map(({ path }) => path)]);
  const sizes = await Promise.all(before.map(({ path, inode }) => sizeNow(path, host, inode, archived)));
  const grown = before.map(({ path, offset }, at) => ({ path, more: sizes[at] - offset }))
      .filter(({ more }) => more > 0),
    last = grown.at(-1);
  if (last === undefined) return null;
  const others = grown.length === 1 ? "" : ` and of ${counted(grown.length - 1, "file")} more`;
  return `${counted(last.more, "byte")} of "${
    printable(last.path)
  }"${others}, which this source has read to there, are not read, for this run does not ` +
    `name ${
      grown.length === 1 ? "it" : "them"
    }. If it is the file before of the same log, name both, or a pattern or the directory of both.`;
}

/** As {@link sizeOf}; of a file that was compressed since, and is not among those that are read, those that it had. */
async function sizeNow(
  path: string,
  host: Host,
  inode: number | null,
  read: ReadonlySet<string>,
): Promise<number> {
  if (host.exists(path)) return sizeOf(path, host, inode);
  const archive = [".gz", ".zst"].map((ending) => path + ending).find((archive) => host.exists(archive));
  if (archive === undefined || read.has(archive)) return 0;
  try {
    using inflated = await InflatedFile.of(host.openInput(archive), compressionNamed(archive)!);
    return await inflated.measure() ? inflated.size : 0;
  } catch (error) {
    if (error instanceof Problem) return 0;
    throw error;
  }
}

/** Bytes of a file; 0 where it cannot be opened, or is not the one with this inode. */
function sizeOf(path: string, host: Host, inode: number | null = null): number {
  try {
    using file = host.openInput(path);
    return inode === null || file.inode === inode ? file.size ?? 0 : 0;
  } catch {
    return 0;
  }
}
