// Role: a directory with logs and a database, in which logs are written, renamed and read by one run after the other.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { undo } from "../../src/commands/database/undo.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import { Problem } from "../../src/domain/problem.ts";
import { fakeHost } from "../fake_host.ts";
import { testUnless } from "../outside_program.ts";
import { replayHere, scratch, SOURCE, stored, VALUES, withoutOutliers } from "./oracle.ts";

export { SOURCE };

export const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";

/** Records of the seconds from … to, as a log's lines. */
export function lines(from: number, to: number, host = "10.0.0.1"): string {
  return Array.from(
    { length: to - from + 1 },
    (_, i) => `${host},-,-,${1_600_000_000 + from + i},"GET /a/${from + i} HTTP/1.1",200,5\n`,
  ).join("");
}

/** What a run said and brought. */
export interface Outcome {
  readonly code: number;
  /** Its warnings. */
  readonly said: string;
  /** Records that the source holds after it. */
  readonly records: number;
  /** Gaps that are stored after it. */
  readonly gaps: number;
}

/** What a run that may speak said and brought. */
export interface Spoken {
  /** The exit code, also of a run that was refused. */
  readonly code: number;
  /** Its warnings, one a line. */
  readonly said: string;
  /** Records of each source after it, by name. */
  readonly records: Readonly<Record<string, number>>;
}

/** A directory with logs and a database. */
export class Place {
  constructor(readonly directory: string) {}

  path(name: string): string {
    return `${this.directory}/${name}`;
  }

  write(name: string, content: string | Uint8Array): void {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(this.path(name), bytes);
  }

  append(name: string, content: string): void {
    Deno.writeTextFileSync(this.path(name), content, { append: true });
  }

  rename(from: string, to: string): void {
    Deno.renameSync(this.path(from), this.path(to));
  }

  /** Lets a link lead to another name beside it. */
  link(name: string, target: string): void {
    try {
      Deno.removeSync(this.path(name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    Deno.symlinkSync(target, this.path(name));
  }

  remove(name: string): void {
    Deno.removeSync(this.path(name));
  }

  /** Archives a file; it stays beside its archive. */
  archive(name: string, share = 1): void {
    const packed = gzipSync(Deno.readFileSync(this.path(name)));
    this.write(`${name}.gz`, packed.subarray(0, Math.ceil(packed.length * share)));
  }

  async run(...names: string[]): Promise<Outcome> {
    const host = fakeHost({ now: 1_700_000_000 }), database = this.path("x.db");
    const code = await replayHere(database, names.map((name) => this.path(name)), host);
    const { read } = stored(database) as { read: number };
    using connection = new DatabaseSync(database, { readOnly: true });
    const { gaps } = connection.prepare("SELECT count(*) AS gaps FROM gaps").get()!;
    return { code, said: withoutOutliers(host.stderr.text), records: read ?? 0, gaps: Number(gaps) };
  }

  /** A run without `-q`; `source` is null for the name that it has by itself. Paths are below the directory. */
  async speak(
    names: readonly string[],
    source: string | null = SOURCE,
    quiet = false,
    fresh = false,
  ): Promise<Spoken> {
    const host = fakeHost({ now: 1_700_000_000 });
    const { source: _, ...options } = VALUES;
    const values = { ...options, db: this.path("x.db"), ...source === null ? {} : { source } };
    const flags: Record<string, true> = { ...quiet && { quiet: true }, ...fresh && { fresh: true } };
    const positionals = names.map((name) => this.path(name));
    let code: number, said = "";
    try {
      code = await replay.run({ flags, values, lists: {}, positionals }, host);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      code = error.exitCode;
      said = `${error.message}\n`;
    }
    said += host.stderr.text.split("\n").filter((line) => line.includes("warning: ")).join("\n");
    return { code, said, records: this.records() };
  }

  /** Records of each source, by name. */
  records(): Readonly<Record<string, number>> {
    using connection = new DatabaseSync(this.path("x.db"), { readOnly: true });
    const rows = connection.prepare("SELECT name, read FROM source ORDER BY name").all();
    return Object.fromEntries(rows.map(({ name, read }) => [String(name), Number(read)]));
  }

  /** Takes the latest run back. */
  async undo(): Promise<void> {
    const values = { db: this.path("x.db"), source: SOURCE };
    const invocation = { flags: { quiet: true as const }, values, lists: {}, positionals: ["last"] };
    assert.equal(await undo.run(invocation, fakeHost()), 0);
  }

  /** A run of standard input. */
  async pipe(stdin: string): Promise<void> {
    const host = fakeHost({ now: 1_700_000_000, stdin });
    assert.equal(await replayHere(this.path("x.db"), ["-"], host), 0);
  }

  /** A run that says nothing and brings the source to so many records. */
  async brings(records: number, ...names: string[]): Promise<void> {
    assert.deepEqual(await this.run(...names), { code: 0, said: "", records, gaps: 0 });
  }
}

/** A test in a directory of its own. It is left out where a `missing` program says so. */
export function testInPlace(
  name: string,
  work: (place: Place) => Promise<void>,
  missing: string | null = null,
): void {
  testUnless(missing, name, async () => {
    const directory = await scratch();
    try {
      await work(new Place(directory));
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
