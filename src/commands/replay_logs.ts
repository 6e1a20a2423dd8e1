// Role: the logs of a replay, looked at once, or again and again with `--follow`: opened, continued where they were
// left, and what is missing told. Between `replay.ts` and the first stages of the walk.

import type { Host } from "../host.ts";
import { continueInputs } from "../pipeline/continue_inputs.ts";
import type { Engine } from "../pipeline/engine.ts";
import type { Input } from "../pipeline/input.ts";
import { type OpenInputs, openInputs } from "../pipeline/open_inputs.ts";
import type { Plan } from "../pipeline/plan.ts";
import { printable } from "../render/printable.ts";

/** The logs that a plan names. Disposing gives all files back. */
export class ReplayLogs implements Disposable {
  /** Whether something that should have been read could not be found. */
  hasGap = false;
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #warned = new Set<string>();
  #opened: OpenInputs;

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

  /**
   * Opens the logs as they are now and moves each part to where it was left. What the look before gave must not be used
   * any more. Warns, once for each path, of gaps, which also go to the engine, and of archives that cannot be read.
   */
  async look(engine: Engine): Promise<readonly Input[]> {
    this.#opened = await this.#opened.again();
    const known = { ...engine, newest: this.#plan.newest(), lateness: this.#plan.lateness };
    const { inputs, gaps, unclean } = await continueInputs(this.#opened.groups, known);
    // Whoever was stopped while looking has not seen all there is.
    if (this.#host.stopSignal().aborted) return [];
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
    return inputs;
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
