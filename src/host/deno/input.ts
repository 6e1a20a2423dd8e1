// Role: files and standard input of the real machine as `InputFile`s.

import type { InputFile, SeekableFile } from "../host.ts";
import { fileProblem } from "./file_problem.ts";
import { StreamInput } from "./stream.ts";

/**
 * `Host.openInput`: a regular file, or a pipe or device as a stream. Size and identity come from the opened file, because
 * its name may already belong to another one.
 */
export function openInput(path: string): InputFile {
  try {
    // Opening a named pipe waits for its writer, so it happens at the first read, where signals are seen.
    if (Deno.statSync(path).isFifo) return new StreamInput(path, () => Deno.open(path));
    const file = Deno.openSync(path, { read: true });
    const { isFile, isDirectory, size, ino, dev } = file.statSync();
    if (isDirectory) {
      file.close();
      throw new Deno.errors.IsADirectory();
    }
    if (!isFile) return new StreamInput(path, () => Promise.resolve(file), file);
    return new RegularInput(path, file, size, ino || null, ino ? dev : null);
  } catch (error) {
    throw fileProblem("open", path, error);
  }
}

export function standardInput(): InputFile {
  const source = { read: (into: Uint8Array) => Deno.stdin.read(into), close: () => {} };
  return new StreamInput("standard input", () => Promise.resolve(source));
}

/** Up to this size a synchronous read is faster than handing the read to a thread of the runtime. */
const AT_ONCE = 1 << 17;

class RegularInput implements InputFile {
  constructor(
    readonly path: string,
    readonly file: Deno.FsFile,
    readonly size: number,
    readonly inode: number | null,
    readonly device: number | null,
  ) {}

  async read(into: Uint8Array): Promise<number | null> {
    try {
      return into.length <= AT_ONCE ? this.file.readSync(into) : await this.file.read(into);
    } catch (error) {
      throw fileProblem("read", this.path, error);
    }
  }

  get seekable(): SeekableFile {
    return this.file;
  }

  seek(offset: number): void {
    this.file.seekSync(offset, Deno.SeekMode.Start);
  }

  [Symbol.dispose](): void {
    this.file.close();
  }
}
