// Role: the logs of a replay, looked at once, or again and again with `--follow`: opened, continued where they were
// left, and what is missing told. Between `replay.ts` and the first stages of the walk.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import type { FormerPaths } from "../../inputs/files/expand_paths.ts";
import type { Input } from "../../inputs/input.ts";
import { type OpenInputs, openInputs } from "../../inputs/open_inputs.ts";
import type { KnownInputs } from "../../inputs/resume/log_parts.ts";
import { type Continued, continueInputs } from "../../inputs/resume/resume.ts";
import type { Engine } from "../../pipeline/engine.ts";
import { seekableBytes } from "../../pipeline/ranges.ts";
import type { Plan } from "../../plan.ts";
import { printable } from "../../render/text/printable.ts";
import type { InputPosition, KnownLog, LogMemory } from "../../stores/store.ts";

/** The logs that a plan names. Disposing gives all files back. */
export class ReplayLogs implements Disposable {
  /** Whether something that should have been read could not be found. */
  hasGap = false;
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #warned = new Set<string>();
  /** What is remembered of the logs, by name; null before the first look. */
  #logs: Map<string, KnownLog> | null = null;
  #opened: OpenInputs;
  /** Since when not all of the logs are there, in seconds of a clock that only goes forward; null while all are. */
  #waitingSince: number | null = null;

  private constructor(opened: OpenInputs, plan: Plan, host: Host) {
    this.#opened = opened;
    this.#plan = plan;
    this.#host = host;
  }

  /** Opens the logs and judges their headers, and nothing more. Errors are those of `openInputs`. */
  static async judge(plan: Plan, host: Host): Promise<ReplayLogs> {
    return new ReplayLogs(await openInputs(plan, host), plan, host);
  }

  /** Real path of the log that was named first; "-" for standard input. */
  get first(): string {
    return this.#opened.first;
  }

  /** How many bytes that can be read in ranges they hold beyond what has been read before; about, before a look. */
  unreadBytes(read: readonly InputPosition[]): number {
    const inputs = this.#opened.groups.flatMap(({ inputs }) => inputs);
    const bytes = inputs.reduce((sum, input) => sum + seekableBytes(input), 0);
    return read.reduce((rest, { offset }) => rest - offset, bytes);
  }

  /**
   * Opens the logs as they are now and moves each part to where it was left. What the look before gave must not be used
   * any more. Warns, once for each path, of gaps, which also go to the engine, and of archives that cannot be read.
   *
   * With `--follow` a log that is gone, or may not be read, is waited for, with a warning where that lasts; the others
   * are given meanwhile.
   *
   * Errors: those of `openInputs` and `continueInputs`.
   */
  async look(engine: Engine, memory: LogMemory): Promise<readonly Input[]> {
    const logs = this.#logs ??= new Map(memory.logs.map((log) => [log.name, log]));
    const known = { ...engine, logs, newest: this.#plan.futureLimit(), lateness: this.#plan.lateness };
    const { inputs, gaps, unclean, leftOut, logs: changed } = await this.#continued(known);
    // Whoever was stopped while looking has not seen all there is.
    if (this.#host.stopSignal().aborted) return [];
    for (const log of changed) {
      logs.set(log.name, log);
      memory.remember(log);
    }
    for (const gap of gaps) {
      this.hasGap = true;
      engine.gaps.push(gap);
      engine.lost.push(gap.input);
      this.#warn(
        `what followed byte ${gap.offset} of "${
          printable(gap.path)
        }" can no longer be found: it was rotated away, ` +
          `truncated or replaced. Lines may be missing; "httplog query gaps" lists such places.`,
      );
    }
    for (const path of unclean) {
      this.#warn(`"${printable(path)}" is damaged or still being written: nothing of it was read.`);
    }
    for (const text of leftOut) {
      this.#warn(`left out, though named like a part of the log: ${printable(text)}`);
    }
    return inputs;
  }

  async #continued(known: KnownInputs): Promise<Continued> {
    try {
      if (this.#waitingSince !== null) return await this.#present(known);
      this.#opened = await this.#opened.again(formerPaths(known));
      return await continueInputs(this.#opened.groups, known);
    } catch (error) {
      if (!this.#plan.follow || !isAbsence(error)) throw error;
      // Some may be renamed again while they are looked at.
      this.#waitingSince ??= this.#host.monotonic();
      return NOTHING;
    }
  }

  /** What is there of the logs: those of the paths that can be looked at by themselves. */
  async #present(known: KnownInputs): Promise<Continued> {
    const { files } = this.#plan, present: string[] = [];
    for (const file of files) {
      try {
        using opened = await openInputs({ ...this.#plan, files: [file] }, this.#host, formerPaths(known));
        await continueInputs(opened.groups, known);
        present.push(file);
      } catch (error) {
        if (!isAbsence(error)) throw error;
        this.#tellWaiting(error);
      }
    }
    if (present.length === 0) return NOTHING;
    this.#opened[Symbol.dispose]();
    this.#opened = await openInputs({ ...this.#plan, files: present }, this.#host, formerPaths(known));
    const continued = await continueInputs(this.#opened.groups, known);
    if (present.length === files.length) this.#waitingSince = null;
    return continued;
  }

  #tellWaiting({ message }: Problem): void {
    // A log that is being rotated is gone for a moment, which is nothing to be told.
    if (this.#host.monotonic() - this.#waitingSince! < this.#plan.idleAdvance) return;
    this.#warn(`${printable(message.replace(/ [^.]*\.$/, ""))} Waiting until that changes.`);
  }

  /** Gives the files back. */
  [Symbol.dispose](): void {
    this.#opened[Symbol.dispose]();
  }

  #warn(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#host.stderr.write(`httplog: warning: ${text}\n`);
  }
}

const NOTHING: Continued = Object.freeze({ inputs: [], gaps: [], unclean: [], leftOut: [], logs: [] });

/** Whether an error says no more than that a log is not there, or not for us, which may pass. */
function isAbsence(error: unknown): error is Problem {
  return error instanceof Problem && (error.kind === "input" || error.kind === "permission");
}

/** Where links led before. */
function formerPaths({ logs }: KnownInputs): FormerPaths {
  return new Map(Array.from(logs.values(), ({ name, paths }) => [name, paths]));
}
