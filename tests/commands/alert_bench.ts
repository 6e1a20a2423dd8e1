// Role: what the tests of `httplog query alert ID` ask: a database that samples and made-up logs are replayed into.

import assert from "node:assert/strict";
import { query } from "../../src/commands/query/query.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import { fakeHost, type FakeSettings } from "../fake_host.ts";

/** Where the sample logs and rules are. */
export const SAMPLES: string = new URL("../../sample_data/", import.meta.url).pathname;

/** A database in a directory of its own. */
export class Bench {
  /** Goes with it. */
  readonly directory: string = Deno.makeTempDirSync({ prefix: "httplog-" });

  /** Replays a log as a source, with a rule file or without. */
  async replay(log: string, rules: string | null, source = "log"): Promise<void> {
    const values = { db: this.database, workers: "0", source, ...(rules !== null && { rules }) };
    const invocation = { flags: { quiet: true } as const, values, lists: {}, positionals: [log] };
    assert.equal(await replay.run(invocation, fakeHost()), 0);
  }

  /** What `httplog query` prints for these words. */
  async ask(
    words: readonly string[],
    settings: FakeSettings = {},
    values: Record<string, string> = {},
  ): Promise<string> {
    const host = fakeHost(settings);
    const invocation = {
      flags: {},
      values: { db: this.database, ...values },
      lists: {},
      positionals: words,
    };
    assert.equal(await query.run(invocation, host), 0);
    return host.stdout.text;
  }

  /** The number of the first alert of a rule. */
  async idOf(rule: string): Promise<string> {
    const alerts = JSON.parse(await this.ask(["alerts"], {}, { format: "json" })) as {
      id: number;
      rule: string;
    }[];
    return String(alerts.find((alert) => alert.rule === rule)?.id);
  }

  /** Writes a file and gives its path. */
  write(name: string, text: string): string {
    Deno.writeTextFileSync(`${this.directory}/${name}`, text);
    return `${this.directory}/${name}`;
  }

  /** Path of the database. */
  get database(): string {
    return `${this.directory}/a.db`;
  }

  /** Removes the directory. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}
