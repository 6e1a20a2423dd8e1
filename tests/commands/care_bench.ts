// Role: a directory with a log and a database that real replays wrote, for the tests of `doctor`, `backup` and `prune`.

import assert from "node:assert/strict";
import type { Command } from "../../src/commands/command.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import { Problem } from "../../src/domain/problem.ts";
import { checkDatabase } from "../../src/stores/sqlite/check/check.ts";
import type { Finding } from "../../src/stores/sqlite/check/finding.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { SqlValue } from "../../src/stores/store.ts";
import { fakeHost } from "../fake_host.ts";

const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';

/** A line of a log. */
export function line(time: number, section = "/api", host = "10.0.0.1", status = 200): string {
  return `"${host}","-","apache",${time},"GET ${section}/x HTTP/1.0",${status},100\n`;
}

/**
 * Lines from `from` to `to`, one to three a second, in mild disorder: every seventh is 20 seconds old, and one of 97 is 50
 * seconds old and so late. One line of 50 is malformed. Hosts come and go with time.
 */
export function lines(from: number, to: number): string {
  let text = "";
  for (let time = from; time < to; time++) {
    for (let again = 0; again <= time % 3; again++) {
      const age = time % 97 === 0 ? 50 : time % 7 === 0 ? 20 : 0;
      const host = `10.0.${Math.floor(time / 600) % 250}.${time % 40}`;
      text += line(Math.max(from, time - age), `/s${time % 5}`, host, time % 11 === 0 ? 503 : 200);
    }
    if (time % 50 === 0) text += "what is this?\n";
  }
  return text;
}

/** The exit code and the output of a command. */
export interface Ran {
  readonly code: number;
  readonly text: string;
}

/** A directory of its own, gone at the end. */
export class CareBench {
  /** The directory. */
  readonly directory: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "httplog-" }));
  /** The database, made by the first replay. */
  readonly database: string = `${this.directory}/care.db`;

  /** Appends to a log, which gets its header with its first lines. */
  append(name: string, text: string): string {
    const path = `${this.directory}/${name}`;
    const isNew = this.#isAbsent(path);
    Deno.writeTextFileSync(path, isNew ? HEADER + text : text, { append: true });
    return path;
  }

  /** Replays a log into the database. */
  async replay(name: string, values: Record<string, string> = {}, database = this.database): Promise<void> {
    const invocation = {
      flags: { quiet: true, "no-progress": true } as const,
      values: { db: database, source: name, "alert-threshold": "1.5", ...values },
      lists: {},
      positionals: [`${this.directory}/${name}`],
    };
    await replay.run(invocation, fakeHost({ now: 2_000_000_000 }));
  }

  /** Runs a command on the database. */
  async run(
    command: Command,
    values: Record<string, string> = {},
    flags: Record<string, true> = {},
    positionals: readonly string[] = [],
  ): Promise<Ran> {
    const host = fakeHost();
    const invocation = { flags, values: { db: this.database, ...values }, lists: {}, positionals };
    const code = await command.run(invocation, host);
    return { code, text: host.stdout.text };
  }

  /** Asserts that a command is refused with a `Problem` of this kind and message. */
  async refused(
    command: Command,
    kind: string,
    message: RegExp,
    values: Record<string, string> = {},
    flags: Record<string, true> = {},
    positionals: readonly string[] = [],
  ): Promise<void> {
    await assert.rejects(this.run(command, values, flags, positionals), (error: unknown) => {
      assert.ok(error instanceof Problem, String(error));
      assert.match(error.message, message);
      assert.equal(error.kind, kind, error.message);
      return true;
    });
  }

  /** What the checks of a database find that is not well. */
  ailments(database = this.database): Finding[] {
    return checkDatabase(database, true).filter(({ state }) => state !== "ok");
  }

  /** The rows of a query. */
  rows(sql: string, database = this.database): (readonly SqlValue[])[] {
    using reader = sqlite.read(database);
    return [...reader.query(sql).rows];
  }

  /** Names of all files in the directory, in order. */
  files(): string[] {
    return [...Deno.readDirSync(this.directory)].map(({ name }) => name).sort();
  }

  /** Takes the directory away. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }

  #isAbsent(path: string): boolean {
    try {
      Deno.statSync(path);
      return false;
    } catch {
      return true;
    }
  }
}
