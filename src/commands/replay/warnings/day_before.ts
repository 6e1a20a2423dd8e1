// Role: finds what a run leaves unread that names the next file of a log with a new one each day: the end of the file before, which is a
// source of its own, or a file of this source whose name does not tell that it comes before.

import type { Host } from "../../../host/host.ts";
import type { Input } from "../../../inputs/input.ts";
import { datelessPath, split } from "../../../inputs/files/expand_paths.ts";
import { isLaterDay } from "../../../inputs/files/rotated_names.ts";
import { printable } from "../../../render/text/printable.ts";
import { sqlite } from "../../../stores/sqlite/sqlite.ts";
import type { InputPosition } from "../../../stores/store.ts";
import { counted } from "../../../domain/grouped.ts";

/**
 * What to warn of where a source begins with this log, a real path: an earlier day's file of it that another source has read, and that has
 * grown since. Null where there is none.
 */
export function unreadDayBefore(log: string, database: string, host: Host): string | null {
  const own = datelessPath(log), { name } = split(log);
  if (own === null) return null;
  using reader = sqlite.readBeside(database);
  const { rows } = reader.query("SELECT source, file, max(to_offset) FROM run_files GROUP BY source, file");
  const grown = rows.map(([source, file, read]) => ({
    source: String(source),
    file: String(file),
    read: Number(read),
  }))
    .filter(({ file }) => datelessPath(file) === own && isLaterDay(name, split(file).name))
    .map((each) => ({ ...each, more: sizeOf(each.file, host) - each.read })).filter(({ more }) => more > 0);
  const last = grown.sort((a, b) => isLaterDay(split(a.file).name, split(b.file).name) ? 1 : -1).at(-1);
  return last === undefined
    ? null
    : `${counted(last.more, "byte")} of "${printable(last.file)}", which is source "${
      printable(last.source)
    }", are not read. It looks like the file before of the same log: give both one --source, and the end of each is read with the next.`;
}

/** The forms of archives, whose bytes are not those that were counted. */
const ARCHIVE = /\.(gz|bz2|xz|zst)$/;

/**
 * What to warn of where a run begins a new file of a source, and the one beside it that the source read last has grown, and is not read.
 * Null where there is none. Without inodes a path may be of another file by now.
 */
export function unreadFileBefore(
  known: readonly InputPosition[],
  inputs: readonly Input[],
  host: Host,
): string | null {
  const read = new Set(inputs.map(({ path }) => path));
  const begun = new Set(inputs.filter(({ isNew }) => isNew).map(({ path }) => split(path).directory));
  const last = known.filter(({ path, inode }) =>
    inode !== null && !read.has(path) && begun.has(split(path).directory) && !ARCHIVE.test(path)
  ).at(-1);
  const more = last === undefined ? 0 : sizeOf(last.path, host, last.inode) - last.offset;
  return last === undefined || more <= 0
    ? null
    : `${counted(more, "byte")} of "${
      printable(last.path)
    }", which this source has read to there, are not read, for this run does not ` +
      "name it. If it is the file before of the same log, name both, or a pattern or the directory of both.";
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
