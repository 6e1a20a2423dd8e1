// Role: what lies in a directory of the real machine. Part of `../deno_host.ts`.

import { fileProblem } from "./file_problem.ts";

/**
 * Names of the regular files in a directory and of the links to such; null where `path` is no directory, or nothing.
 * Reading from what else lies there, a named pipe say, may wait for ever.
 *
 * Errors: `Problem` "permission" where it may not be read.
 */
export function listDirectory(path: string): string[] | null {
  try {
    // Nearly every path is that of a file, and an error costs much more than this question.
    if (!Deno.statSync(path).isDirectory) return null;
    return Array.from(Deno.readDirSync(path))
      .filter(({ name, isFile, isSymlink }) => isFile || (isSymlink && leadsToFile(`${path}/${name}`)))
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw fileProblem("read", path, error);
  }
}

function leadsToFile(link: string): boolean {
  try {
    return Deno.statSync(link).isFile;
  } catch {
    // To nothing, or to where nobody may look.
    return false;
  }
}
