// Role: directories, identities and whole text files of the real machine.

import { Problem } from "../../domain/problem.ts";
import type { InputFile, Listing } from "../host.ts";
import { fileProblem } from "./file_problem.ts";
import { openInput, standardInput } from "./input.ts";

/** `Host.list`. Links to regular files count; named pipes do not, because reading one may wait for ever. */
export function listDirectory(path: string): Listing | null {
  try {
    // Nearly every path is a file, and an error costs much more than this call.
    if (!Deno.statSync(path).isDirectory) return null;
    const files: string[] = [], others: string[] = [];
    for (const { name, isFile, isSymlink, isDirectory } of Deno.readDirSync(path)) {
      if (isFile || (isSymlink && leadsToFile(`${path}/${name}`))) files.push(name);
      else others.push(isDirectory ? `${name}/` : name);
    }
    return { files, others };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw fileProblem("read", path, error);
  }
}

function leadsToFile(link: string): boolean {
  try {
    return Deno.statSync(link).isFile;
  } catch {
    // The target is missing, or may not be read.
    return false;
  }
}

/** `Host.identity`. */
export function identity(path: string): Pick<InputFile, "inode" | "device"> | null {
  try {
    const { ino, dev } = Deno.statSync(path);
    return { inode: ino || null, device: ino ? dev : null };
  } catch {
    return null;
  }
}

/** Longest text in bytes. It stops the read of an endless stream. */
const LONGEST = 16 << 20;

/** `Host.readText`. */
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
