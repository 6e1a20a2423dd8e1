// Role: a log with its writer and its rotation, as a model on real files: lines are written whole or in parts, files
// are renamed, copied and truncated, compressed, removed. It remembers every line that was written. Used by the
// rotation scenarios, the random schedules and the regression tests.

import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Random } from "../../sample_data/random.ts";
import { HEADER, LineSource } from "./small_log.ts";

/** How rotated files are named. */
export type Naming = "number" | "date" | "dated extension";

/** A rotated file. */
interface Part {
  name: string;
  archive: "" | ".gz" | ".zst";
}

/** How a part is compressed. */
export interface Packing {
  /** Into so many gzip members or zstd frames, one behind the other. */
  readonly members?: number;
  /** With zstd instead of gzip. */
  readonly zstd?: boolean;
}

/** One log in a directory of its own. The writer holds its file open, so that it follows a renamed file. */
export class RotatingLog implements Disposable {
  readonly directory: string;
  /** Rotated files, oldest first. */
  readonly parts: Part[] = [];
  readonly #lines: LineSource;
  readonly #naming: Naming;
  #file: Deno.FsFile;
  /** What the writer has begun to write and not finished. */
  #pending = "";
  #written = "";
  #rotations = 0;
  /** Whether the writer still holds the file that was renamed last. */
  #isBehind = false;

  /** Makes an empty log in an existing directory. */
  constructor(directory: string, random: Random, naming: Naming = "number") {
    this.directory = directory;
    this.#lines = new LineSource(random);
    this.#naming = naming;
    this.#file = this.#create();
  }

  /** The log's own path. */
  get path(): string {
    return `${this.directory}/access.csv`;
  }

  /** All that was written, as one log. Finishes the line that was begun. */
  get whole(): Uint8Array<ArrayBuffer> {
    this.flush();
    return new TextEncoder().encode(HEADER + this.#written);
  }

  /** Whether the writer has not yet opened the new file after a rotation. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Whether all that was begun has been written. */
  get isWhole(): boolean {
    return this.#pending === "";
  }

  /** Writes some lines; a header comes first where the file is empty. */
  append(count: number): void {
    this.begin(count);
    this.flush();
  }

  /** Writes some lines but stops so many bytes before their end. */
  appendPart(count: number, missing: number): void {
    this.begin(count);
    this.writeSome(Math.max(0, this.#pending.length - missing));
  }

  /** Writes so many bytes of what was begun. */
  writeSome(count: number): void {
    this.#write(this.#pending.slice(0, count));
  }

  /** Writes the rest of what was begun. */
  flush(): void {
    this.#write(this.#pending);
  }

  /** Renames the log and makes a new one. The writer stays with the old one until `reopen`. */
  rotate(): void {
    this.reopen();
    this.#shift();
    Deno.renameSync(this.path, `${this.directory}/${this.#nextName()}`);
    this.parts.push({ name: this.#nextName(), archive: "" });
    this.#rotations++;
    Deno.createSync(this.path).close();
    this.#isBehind = true;
  }

  /** The writer finishes its line and opens the new log. */
  reopen(): void {
    if (!this.#isBehind) return;
    this.flush();
    this.#file.close();
    this.#file = this.#create();
    this.#isBehind = false;
  }

  /** Copies the log and makes it empty. */
  copyTruncate(): void {
    this.copyHalf();
    this.copyRest();
    this.truncate();
  }

  /** Begins to copy the log; between this and `copyRest` the copy is not whole. */
  copyHalf(): void {
    this.reopen();
    this.flush();
    this.#shift();
    const bytes = Deno.readFileSync(this.path);
    Deno.writeFileSync(`${this.directory}/${this.#nextName()}`, bytes.subarray(0, bytes.length / 2));
    this.parts.push({ name: this.#nextName(), archive: "" });
    this.#rotations++;
  }

  /** Finishes the copy. */
  copyRest(): void {
    Deno.copyFileSync(this.path, `${this.directory}/${this.parts.at(-1)!.name}`);
  }

  /** Makes the log empty and keeps nothing. */
  truncate(): void {
    this.reopen();
    this.flush();
    this.#file.truncateSync(0);
  }

  /** Compresses a part that nobody writes; else nothing happens. */
  compress(at: number, how: Packing = {}): void {
    if (!this.#canCompress(at)) return;
    this.writeArchive(at, how);
    this.removePlain(at, how);
  }

  /** Writes the archive of a part, or, of its bytes, only this share; the plain file stays beside it. */
  writeArchive(at: number, { members = 1, zstd = false }: Packing = {}, share = 1): void {
    const plain = `${this.directory}/${this.parts[at].name}`, bytes = Deno.readFileSync(plain);
    const size = Math.ceil(bytes.length / members);
    const packed = Array.from({ length: members }, (_, i) => {
      const piece = bytes.subarray(i * size, (i + 1) * size);
      return [...(zstd ? zstdCompressSync(piece) : gzipSync(piece))];
    }).flat();
    const written = new Uint8Array(packed.slice(0, Math.ceil(packed.length * share)));
    Deno.writeFileSync(plain + (zstd ? ".zst" : ".gz"), written);
  }

  /** Takes the plain file away; what counts from now on is the archive. */
  removePlain(at: number, { zstd = false }: Packing = {}): void {
    const part = this.parts[at];
    Deno.removeSync(`${this.directory}/${part.name}`);
    part.archive = zstd ? ".zst" : ".gz";
  }

  /** Removes the oldest part. */
  removeOldest(): void {
    const part = this.parts.shift();
    if (part !== undefined) Deno.removeSync(`${this.directory}/${part.name}${part.archive}`);
  }

  /** The writer ends. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  /** Adds lines to what is to be written. */
  begin(count: number): void {
    if (this.#pending === "" && this.#file.statSync().size === 0) this.#pending = HEADER;
    const text = this.#lines.take(count);
    this.#pending += text;
    this.#written += text;
  }

  #canCompress(at: number): boolean {
    return this.parts[at].archive === "" && !(this.#isBehind && at === this.parts.length - 1);
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    this.#pending = this.#pending.slice(text.length);
  }

  #create(): Deno.FsFile {
    return Deno.openSync(this.path, { append: true, create: true });
  }

  #nextName(): string {
    const day = new Date(Date.UTC(2026, 10, 1 + this.#rotations)).toISOString().slice(0, 10);
    if (this.#naming === "number") return "access.csv.1";
    return this.#naming === "date" ? `access.csv-${day.replaceAll("-", "")}` : `access-${day}.csv`;
  }

  /** Gives each numbered part the next number, the oldest first. */
  #shift(): void {
    if (this.#naming !== "number") return;
    for (const [at, part] of this.parts.entries()) {
      const name = `access.csv.${this.parts.length - at + 1}`;
      Deno.renameSync(
        `${this.directory}/${part.name}${part.archive}`,
        `${this.directory}/${name}${part.archive}`,
      );
      part.name = name;
    }
  }
}
