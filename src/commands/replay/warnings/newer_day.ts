// Role: finds that beside a log that is followed, and has a new file each day, a later one has appeared. A file that is named is followed
// alone.

import type { Host } from "../../../host/host.ts";
import { DaySeries } from "../../../inputs/files/day_series.ts";
import { absolute, isPattern, split } from "../../../inputs/files/expand_paths.ts";
import { dateless, plainName } from "../../../inputs/files/rotated_names.ts";
import type { Input } from "../../../inputs/input.ts";
import { printable } from "../../../render/text/printable.ts";

/** Seconds between two looks. */
const PAUSE = 60;

export class NewerDays {
  readonly #files: readonly string[];
  readonly #host: Host;
  readonly #told = new Set<string>();
  /** In seconds of a clock that never jumps. */
  #lookedAt: number;

  /** `files` as they were given. */
  constructor(files: readonly string[], host: Host) {
    this.#files = files;
    this.#host = host;
    this.#lookedAt = host.monotonic();
  }

  /** What to warn of while these are open, once for each file; null where there is nothing. */
  early(inputs: readonly Input[]): string | null {
    const now = this.#host.monotonic(), host = this.#host;
    if (now - this.#lookedAt < PAUSE) return null;
    this.#lookedAt = now;
    const open = new Set(inputs.map(({ path }) => split(path).name));
    for (const file of this.#files) {
      if (file === "-" || isPattern(file) && !host.exists(file)) continue;
      const { directory, name } = split(absolute(file, host));
      if (dateless(name) === null || this.#told.has(file)) continue;
      const days = new DaySeries((host.list(directory)?.files ?? []).map(plainName));
      const [newer] = days.after(name).filter((day) => !open.has(day));
      if (newer === undefined) continue;
      this.#told.add(file);
      return `"${printable(newer)}" lies beside "${
        printable(file)
      }", has a later day, and is not followed: ` +
        "name the directory, or a pattern.";
    }
    return null;
  }
}
