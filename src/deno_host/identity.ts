// Role: which file has a name now. Part of `../deno_host.ts`.

import type { InputFile } from "../host.ts";

/** Inode and device, as hints of identity; nulls where the platform has none, null where there is nothing. */
export function identity(path: string): Pick<InputFile, "inode" | "device"> | null {
  try {
    const { ino, dev } = Deno.statSync(path);
    return { inode: ino || null, device: ino ? dev : null };
  } catch {
    return null;
  }
}
