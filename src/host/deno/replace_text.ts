// Role: `Host.replaceText`: a whole text file, old or new and never half.

import { Problem } from "../../domain/problem.ts";

export function replaceText(path: string, text: string): void {
  const partial = `${path}.partial-${crypto.randomUUID().slice(0, 8)}`;
  try {
    if (isOther(path)) {
      throw new Problem("create", `Cannot write "${path}": it is no regular file. Name a file.`);
    }
    {
      using file = Deno.openSync(partial, { write: true, createNew: true });
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      file.syncSync();
    }
    Deno.renameSync(partial, path);
  } catch (error) {
    try {
      Deno.removeSync(partial);
    } catch {
      // It was never made, or the disk fails: the first error says more.
    }
    throw writeProblem(path, error);
  }
}

/** Whether the name is that of a directory, a pipe or a device. */
function isOther(path: string): boolean {
  try {
    return !Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function writeProblem(path: string, error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const { errors } = Deno, what = `Cannot write "${path}"`;
  if (error instanceof errors.NotFound || error instanceof errors.NotADirectory) {
    return new Problem("create", `${what}: there is no such directory. Make it, or name another place.`, {
      cause: error,
    });
  }
  if (error instanceof errors.PermissionDenied || error instanceof errors.NotCapable) {
    return new Problem(
      "permission",
      `${what}: permission denied. Name a place that this user may write to.`,
      { cause: error },
    );
  }
  const reason = error.message.replace(/ \(os error \d+\).*$/s, "").split("\n")[0];
  return new Problem("io", `${what}: ${reason}. Check the disk, then run again.`, { cause: error });
}
