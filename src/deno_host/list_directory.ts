// Role: what lies in a directory of the real machine. Part of `../deno_host.ts`.

import { fileProblem } from "./file_problem.ts";

/**
 * Names of the files and links in a directory; null where `path` is no directory, or nothing.
 *
 * Errors: `Problem` "permission" where it may not be read.
 */
export function listDirectory(path: string): string[] | null {
  try {
    return Array.from(Deno.readDirSync(path)).filter((entry) => !entry.isDirectory).map((entry) =>
      entry.name
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw fileProblem("read", path, error);
  }
}
