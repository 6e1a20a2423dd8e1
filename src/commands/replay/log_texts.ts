// Role: what a replay and a backtest say of the logs that they found: gaps, copies, older parts, and what `--fresh` drops.

import { counted, grouped } from "../../domain/grouped.ts";
import { split } from "../../inputs/files/expand_paths.ts";
import type { FoundCopy, LikeLog } from "../../inputs/resume/resume.ts";
import { printable } from "../../render/text/printable.ts";
import type { Gap, InputPosition } from "../../stores/store.ts";

/** `isAgain`: the file that is read in its place begins before what was read ends. */
export function gapText({ offset, path }: Gap, isAgain: boolean): string {
  const again = isAgain
    ? " What is read in its place begins with times that were read: if it is the same log, cut at its beginning or edited, " +
      'what was read of it counts twice. "httplog undo last" takes that back, --fresh counts what is there.'
    : "";
  return `what followed byte ${offset} of "${
    printable(path)
  }" can no longer be found: it was rotated away, ` +
    `truncated or replaced. Lines may be missing; "httplog query gaps" lists such places.${again}`;
}

/** `keeps`: what is read is stored. */
export function likeText({ path, of, isOther }: LikeLog, keeps: boolean): string {
  const takesBack = keeps
    ? 'its records were counted twice: "httplog undo last" takes that back.'
    : "its records count twice: leave it out.";
  if (isOther) {
    return `"${printable(path)}" begins like "${
      printable(of!)
    }", which was read, differs behind that, and was read as a log ` +
      `of its own. If logs that were read were put together in it, ${takesBack}`;
  }
  return of === null
    ? `"${
      printable(path)
    }" begins as it did when more of it was read, and was read as a log that begins like it. If its end was ` +
      `cut off, ${takesBack}`
    : `"${printable(path)}" holds nothing that "${
      printable(of)
    }" does not, and was read as a log that begins like it. ` +
      `If it is a copy, ${takesBack}`;
}

export function foundCopyText({ path, of, isBeginning }: FoundCopy): string {
  return isBeginning
    ? `"${printable(path)}" begins like "${
      printable(of)
    }", of which more was read: it is taken for a copy of the beginning, and ` +
      "was not read. Other parts of its log may be copies of what follows there, and count twice then. If it is a log of its own, give " +
      "it another --source."
    : `"${printable(path)}" holds nothing that "${
      printable(of)
    }" does not: it is a copy, and was not read again.`;
}

/** `keeps`: what is read is stored. */
export function historyText(paths: readonly string[], keeps: boolean): string {
  const [parts, are] = paths.length === 1 ? ["1 older part", "is"] : [`${paths.length} older parts`, "are"];
  return `${parts} beside what is read ${are} left out, as from before the source: ${
    namesText(paths.map((path) => split(path).name))
  }. To count ` +
    `all of them, name them${keeps ? " in a run with --fresh" : ""}, as in 'access.log*'.`;
}

/** How many names are shown. */
const MOST_NAMES = 5;

/** The first few names in quotes, each perhaps with something behind it, and how many more there are. */
export function namesText(names: readonly string[], behind: (name: string) => string = () => ""): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${printable(name)}"${behind(name)}`).join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/** That `--fresh` drops what was read of files that no longer hold it: each by the name that it had then, once. */
export function droppedText(dropped: readonly InputPosition[]): string {
  const files = Map.groupBy(dropped, ({ path }) => path);
  const names = namesText([...files.keys()], (path) => {
    const parts = files.get(path)!, bytes = parts.reduce((sum, { offset }) => sum + offset, 0);
    return ` (${parts.length > 1 ? `${grouped(parts.length)} files of that name, ` : ""}${
      counted(bytes, "byte")
    })`;
  });
  return `--fresh drops what was read of ${names}: not there any more as it was, or not named this time.`;
}
