// Role: a directory in which logs and rule files are replayed and backtested by the real commands, and a database. Used by
// the tests of backtests.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { backtestCommand } from "../../src/commands/backtest/backtest.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import type { RuleSet } from "../../src/domain/rules/definition.ts";
import { ruleSetText } from "../../src/rule_file/write_rule_file.ts";
import { fakeHost } from "../fake_host.ts";

/** An alert as both commands tell it. */
export interface ToldAlert {
  readonly rule: string;
  readonly fired_iso: string;
  readonly resolved_iso: string | null;
  readonly duration: number | null;
  readonly value: number;
  readonly peak_value: number;
  readonly window: number;
  readonly provisional: number;
}

/** How the commands are run. */
export interface Settings {
  /** Options with values. */
  readonly values?: Readonly<Record<string, string>>;
  /** Options without. */
  readonly flags?: readonly string[];
  /** Options that may be repeated. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Wall clock. */
  readonly now: number;
  /** Bytes read at once. */
  readonly sliceBytes?: number;
}

/** Gone at the end. */
export class Laboratory {
  readonly #directory: string = Deno.makeTempDirSync({ prefix: "httplog_backtest_" });

  /** Path of a file in it. */
  path(name: string): string {
    return `${this.#directory}/${name}`;
  }

  /** Writes logs and gives their paths. */
  logs(inputs: readonly Uint8Array[]): string[] {
    return inputs.map((bytes, input) => {
      const path = this.path(`log${input}.csv`);
      Deno.writeFileSync(path, bytes);
      return path;
    });
  }

  /** Writes a rule file and gives its path. */
  rules(set: RuleSet, name = "rules.toml"): string {
    Deno.writeTextFileSync(this.path(name), ruleSetText(set));
    return this.path(name);
  }

  /** Replays logs, and gives the alerts that are stored then. */
  async replayed(
    logs: readonly string[],
    { values = {}, flags = [], lists = {}, now, sliceBytes }: Settings,
  ): Promise<ToldAlert[]> {
    const host = fakeHost({ now, sliceBytes });
    const invocation = {
      flags: Object.fromEntries(
        ["quiet", "no-progress", "fresh", ...flags].map((name) => [name, true as const]),
      ),
      // A random log may hold nothing but rejects.
      values: { db: this.path("stored.db"), source: "log", workers: "0", "max-rejects": "100%", ...values },
      lists,
      positionals: logs,
    };
    assert.equal(await replay.run(invocation, host), 0, host.stderr.text);
    return this.stored();
  }

  /** The alerts that are stored. */
  stored(): ToldAlert[] {
    const db = new DatabaseSync(this.path("stored.db"), { readOnly: true });
    try {
      const rows = db.prepare(
        `SELECT rule, fired_iso, resolved_iso, duration, value, peak_value, "window", provisional
         FROM alerts ORDER BY fired_at, rule`,
      ).all();
      return rows.map((row) => ({ ...row }) as unknown as ToldAlert).map((row) => ({
        ...row,
        value: Math.round(row.value * 1e6) / 1e6,
        peak_value: Math.round(row.peak_value * 1e6) / 1e6,
      }));
    } finally {
      db.close();
    }
  }

  /** The alerts that a backtest gives; of the database where no logs are named. */
  async backtested(
    logs: readonly string[],
    settings: Settings,
  ): Promise<{ readonly alerts: ToldAlert[]; readonly warnings: string; readonly code: number }> {
    const told = await this.told(logs, {
      ...settings,
      values: { ...settings.values, show: "alerts", format: "json" },
    });
    const alerts = (JSON.parse(told.stdout) as (ToldAlert & Record<string, unknown>)[]).map(
      ({ rule, fired_iso, resolved_iso, duration, value, peak_value, window, provisional }) => ({
        rule,
        fired_iso,
        resolved_iso,
        duration,
        value,
        peak_value,
        window,
        provisional,
      }),
    ).sort((a, b) =>
      a.fired_iso < b.fired_iso ? -1 : a.fired_iso > b.fired_iso ? 1 : a.rule < b.rule ? -1 : 1
    );
    return { alerts, warnings: told.stderr, code: told.code };
  }

  /** What a backtest prints. */
  async told(
    logs: readonly string[],
    { values = {}, flags = [], lists = {}, now, sliceBytes }: Settings,
    failIf: readonly string[] = [],
  ): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }> {
    const host = fakeHost({ now, sliceBytes });
    const code = await backtestCommand.run({
      flags: Object.fromEntries(flags.map((name) => [name, true as const])),
      values,
      lists: { ...lists, "fail-if": failIf },
      positionals: logs,
    }, host);
    return { stdout: host.stdout.text, stderr: host.stderr.text, code };
  }

  /** Takes it away. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.#directory, { recursive: true });
  }
}
