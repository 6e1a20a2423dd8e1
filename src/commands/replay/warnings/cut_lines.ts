// Role: warns of last lines without a line feed that were read as they are: a line that was cut is a record with wrong values, or none.

import { type Reject, TIME_JUMP } from "../../../domain/reject.ts";
import type { Input } from "../../../inputs/input.ts";
import { printable } from "../../../render/text/printable.ts";
import type { InputPosition } from "../../../stores/store.ts";
import { counted, grouped } from "../../../domain/grouped.ts";

/** A file that ended within a line. */
interface CutLine {
  readonly path: string;
  /** Number of the line; null where it is not known. */
  readonly line: number | null;
  /** The file behind it, where its first line may be the rest; null where there is none. */
  readonly next: { readonly path: string; readonly line: number } | null;
}

export class CutLines {
  readonly #cuts = new Map<number, CutLine>();
  /** The first line that was rejected, by file. */
  readonly #rejected = new Map<string, number>();
  readonly #told = new Set<number>();

  /** Adds what a commit brought. */
  add(rejects: readonly Reject[]): void {
    for (const { file, line, reason } of rejects) {
      if (reason !== TIME_JUMP && line < (this.#rejected.get(file) ?? Infinity)) {
        this.#rejected.set(file, line);
      }
    }
  }

  /** Notes which of the inputs that were read, each log's in order, have ended within a line. */
  note(inputs: readonly Input[], positions: readonly InputPosition[]): void {
    for (const [at, { id, log, path, endsInLine }] of inputs.entries()) {
      if (!endsInLine || this.#cuts.has(id)) continue;
      const line = positions.find((position) => position.id === id)?.lines ?? null;
      const next = inputs[at + 1];
      const isBegun = next !== undefined && next.log === log && next.start.offset === next.bodyOffset;
      this.#cuts.set(id, {
        path,
        line,
        next: isBegun ? { path: next.path, line: next.start.lines + 1 } : null,
      });
    }
  }

  /** What to say of those that nothing was said of. */
  warnings(): readonly string[] {
    const news = [...this.#cuts].filter(([id]) => !this.#told.has(id));
    for (const [id] of news) this.#told.add(id);
    const cuts = news.map(([, cut]) => cut), files = cuts.filter(({ path }) => path !== "-");
    const torn = files.filter(({ next }) => next !== null && this.#isRejected(next));
    const others = files.filter((cut) => !torn.includes(cut));
    return [
      ...cuts.some(({ path }) => path === "-") ? [STREAM] : [],
      ...torn.map((cut) => tornText(cut)),
      ...others.length > 0 ? [endText(others)] : [],
    ];
  }

  #isRejected({ path, line }: { readonly path: string; readonly line: number }): boolean {
    return (this.#rejected.get(path) ?? Infinity) <= line;
  }
}

const STREAM =
  "standard input ended without a line feed, and its last line was read as it is. If the sender was cut off, " +
  'take this run back with "httplog undo last" and give the whole input.';

function placeText({ path, line }: CutLine): string {
  return line === null
    ? `the last line of "${printable(path)}"`
    : `line ${grouped(line)} of "${printable(path)}"`;
}

function tornText(cut: CutLine): string {
  return `${placeText(cut)} has no line feed, and was read as it is; the first line of "${
    printable(cut.next!.path)
  }" behind it is no record. The rotation has cut one line in two, it seems: of its record some values are wrong or missing.`;
}

function endText([first, ...others]: readonly CutLine[]): string {
  const more = others.length === 0 ? "" : `; so do ${counted(others.length, "file")} more`;
  return `${
    placeText(first)
  }, its last, has no line feed, and was read as it is${more}. If a line was cut there, some values of ` +
    "its record are wrong or missing.";
}
