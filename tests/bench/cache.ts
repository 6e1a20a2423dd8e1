// Role: files that take long to make and are kept outside the tree: made once, and anew when what makes them changes.
// Used by `data_sets.ts` and the year of `year.ts`.

import { tmpdir } from "node:os";

/** Where files are kept where nobody says otherwise. */
export function defaultCache(): string {
  const home = Deno.env.get("XDG_CACHE_HOME");
  return `${home ? home : tmpdir()}/httplog-bench`;
}

/**
 * Path of a file in the cache: the one that is there if it was made by the same maker, else a new one.
 *
 * `stamp` identifies the maker ({@link stampOf}). `make` writes the file to the path that it is given; the file gets its
 * name only when it is whole, so that a maker that is interrupted leaves none. Of two that make the same one at once,
 * the later one wins.
 */
export async function cached(
  directory: string,
  name: string,
  stamp: string,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = `${directory}/${name}`;
  const note = `${path}.stamp`;
  if (await noted(path) === `${stamp} ${await sizeOf(path)}`) return path;
  const unfinished = `${path}.${crypto.randomUUID()}`;
  try {
    await make(unfinished);
    await removeIfThere(note);
    await Deno.rename(unfinished, path);
  } catch (error) {
    await removeIfThere(unfinished);
    throw error;
  }
  await Deno.writeTextFile(unfinished, `${stamp} ${await sizeOf(path)}`);
  await Deno.rename(unfinished, note);
  return path;
}

/** Identifies a maker by the text of its source files and by its settings. */
export async function stampOf(sources: readonly URL[], settings: unknown): Promise<string> {
  const texts = await Promise.all(sources.map((source) => Deno.readTextFile(source)));
  return await sha256(JSON.stringify([settings, ...texts]));
}

/** The SHA-256 of a text, in hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

async function noted(path: string): Promise<string | null> {
  return await unlessMissing(() => Deno.readTextFile(`${path}.stamp`));
}

async function sizeOf(path: string): Promise<number | null> {
  return await unlessMissing(async () => (await Deno.stat(path)).size);
}

async function removeIfThere(path: string): Promise<void> {
  await unlessMissing(() => Deno.remove(path));
}

async function unlessMissing<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
