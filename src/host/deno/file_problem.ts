// Role: an error of the system about a file as a `Problem` that names the file.

import { Problem } from "../../domain/problem.ts";

/** The `Problem` for a failed open or read of `path`. A `Problem`, and what is no `Error`, is returned as it is. */
export function fileProblem(work: "open" | "read", path: string, error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const { errors } = Deno;
  const what = `Cannot ${work} "${path}"`;
  const problem = (kind: "input" | "permission" | "io", message: string): Problem =>
    new Problem(kind, message, { cause: error });
  // On Windows a directory cannot even be opened.
  if (error instanceof errors.IsADirectory || (work === "open" && isDirectory(path))) {
    return problem("input", `${what}: it is a directory. Name a file.`);
  }
  if (error instanceof errors.NotFound) return problem("input", `${what}: no such file. Check the path.`);
  if (error instanceof errors.PermissionDenied) {
    return problem("permission", `${what}: permission denied. Run as a user who may read it.`);
  }
  if (error instanceof errors.NotCapable) {
    const hint = path === "/dev/stdin" ? " Write - for standard input." : "";
    return problem("permission", `${what}: the program runs without the permission to read it.${hint}`);
  }
  // Rust appends the number of the error.
  const reason = error.message.replace(/ \(os error \d+\).*$/s, "").split("\n")[0];
  if (work === "open") return problem("input", `${what}: ${reason}. Check the path.`);
  return problem("io", `${what}: ${reason}. Check the disk, then run again.`);
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
