// Role: a whole small text file, or standard input, as a string. Part of `../deno_host.ts`.

import { Problem } from "../domain/problem.ts";
import { openInput, standardInput } from "./input.ts";

/** Longest text in bytes: far more than anybody writes, and less than an endless stream. */
const LONGEST = 16 << 20;

/**
 * The text of a file, or of standard input for "-", without a byte order mark.
 *
 * Errors: `Problem` "input" and "permission" as for `openInput`, "data" for what is no UTF-8 or longer than 16 MiB.
 */
export async function readText(path: string): Promise<string> {
  using file = path === "-" ? standardInput() : openInput(path);
  const name = path === "-" ? "standard input" : `"${path}"`;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const chunk = new Uint8Array(65536);
  let text = "";
  let length = 0;
  try {
    for (let count = await file.read(chunk); count !== null; count = await file.read(chunk)) {
      length += count;
      if (length > LONGEST) throw new Problem("data", `Cannot use ${name}: it is longer than 16 MiB.`);
      text += decoder.decode(chunk.subarray(0, count), { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Problem("data", `Cannot use ${name}: it is no UTF-8 text. Save it as UTF-8.`, { cause: error });
  }
}
