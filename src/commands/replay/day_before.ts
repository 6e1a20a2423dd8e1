// Role: finds what a run leaves unread that names the next file of a log with a new one each day, and no source: the end of the file before,
// which is a source of its own.

import type { Host } from "../../host/host.ts";
import { datelessPath, split } from "../../inputs/files/expand_paths.ts";
import { isLaterDay } from "../../inputs/files/rotated_names.ts";
import { printable } from "../../render/text/printable.ts";
import type { Reader } from "../../stores/store.ts";
import { counted } from "../shared/number_text.ts";

/**
 * What to warn of where a source begins with this log, a real path: an earlier day's file of it that another source has read, and that has
 * grown since. Null where there is none.
 */
export function unreadDayBefore(log: string, reader: Reader, host: Host): string | null {
  const own = datelessPath(log), { name } = split(log);
  if (own === null) return null;
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

/** Bytes of a file; 0 where it cannot be opened. */
function sizeOf(path: string, host: Host): number {
  try {
    using file = host.openInput(path);
    return file.size ?? 0;
  } catch {
    return 0;
  }
}
