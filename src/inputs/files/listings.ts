// Role: the names in directories while paths are looked at: each directory is listed once, and searched by how names begin, for there may be
// thousands of files, each of which is asked about the others.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";

/** The names of the files in a directory. */
export class FileNames {
  /** In the order of their characters. */
  readonly sorted: readonly string[];

  constructor(names: readonly string[]) {
    this.sorted = names.toSorted(byCharacters);
  }

  /** Those that begin so. */
  startingWith(prefix: string): readonly string[] {
    const { sorted } = this, first = placeAmong(sorted, (name) => name < prefix);
    let end = first;
    while (end < sorted.length && sorted[end].startsWith(prefix)) end++;
    return sorted.slice(first, end);
  }
}

/** The listings of one look at the paths. */
export class Listings {
  readonly #host: Host;
  readonly #known = new Map<string, FileNames>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** The names beside a file. A directory that may be entered but not listed, or one of devices, shows none. */
  in(directory: string): FileNames {
    let names = this.#known.get(directory);
    if (names === undefined) this.#known.set(directory, names = new FileNames(this.#listed(directory)));
    return names;
  }

  #listed(directory: string): readonly string[] {
    try {
      return this.#host.list(directory || ".")?.files ?? [];
    } catch (error) {
      if (error instanceof Problem) return [];
      throw error;
    }
  }
}

/** How many of a sorted list come first, before the others that are not so. */
export function placeAmong<Item>(sorted: readonly Item[], isBefore: (item: Item) => boolean): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byCharacters(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
