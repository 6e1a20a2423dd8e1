// Role: when logs are looked at for lines of another form: while they are followed, and at the end of a run.

import type { Host } from "../../../host/host.ts";
import type { Input } from "../../../inputs/input.ts";
import type { Engine } from "../../../pipeline/engine.ts";
import type { NamedPlan } from "../make_plan.ts";
import { goneFields } from "./gone_fields.ts";
import { changedLines, type FormChange } from "./last_lines.ts";

/** Seconds between two looks at logs that are followed. */
const PAUSE = 60;

/** What a run consists of, as far as it is needed. */
interface Run {
  readonly engine: Pick<Engine, "logs">;
  readonly plan: Pick<NamedPlan, "database" | "source" | "format">;
}

/** Says each text, and something of each file, once in a run. */
export class ChangedForms {
  readonly #run: Run;
  readonly #host: Host;
  /** Where the run began to read its first inputs, by their numbers; byte offsets. */
  readonly #starts: ReadonlyMap<number, number>;
  readonly #toldOf = new Set<number>();
  readonly #told = new Set<string>();
  /** In seconds of a clock that never jumps. */
  #lookedAt = -Infinity;
  /** The number of an input that was of another form at the last look; null where none was. */
  #suspect: number | null = null;

  /** `first` are the inputs with which the run begins. */
  constructor(run: Run, first: readonly Input[], host: Host) {
    this.#run = run;
    this.#host = host;
    this.#starts = new Map(first.map(({ id, start }) => [id, start.offset]));
  }

  /**
   * What to warn of while logs are followed, once a minute at most; null where there is nothing. Moves the files. Two looks in a row have to
   * find the same: among very many, one may meet some odd clients in a row.
   */
  async early(inputs: readonly Input[]): Promise<string | null> {
    const now = this.#host.monotonic();
    if (now - this.#lookedAt < PAUSE || this.#host.stopSignal().aborted || inputs.length === 0) return null;
    this.#lookedAt = now;
    const found = await this.#find(inputs), isSure = found !== null && found.id === this.#suspect;
    this.#suspect = found?.id ?? null;
    return isSure ? this.#tell(found) : null;
  }

  /** What to warn of at the end; null where there is nothing. Moves the files. */
  async atEnd(inputs: readonly Input[]): Promise<string | null> {
    const found = await this.#find(inputs);
    return found && this.#tell(found);
  }

  async #find(inputs: readonly Input[]): Promise<FormChange | null> {
    const { plan: { database, source, format }, engine: { logs } } = this.#run;
    const isRead = (input: Input): boolean => !this.#toldOf.has(input.id) && this.#isRead(input);
    const stored = { database, source, isOneLog: logs.state.logs.length === 1 };
    return (format === null ? await changedLines(inputs, isRead) : null) ??
      await goneFields(inputs, isRead, stored);
  }

  /** Whether this run has read something of an input, or is about to. */
  #isRead({ id, file, counts }: Input): boolean {
    if (counts.accepted + counts.rejected + counts.excluded > 0) return true;
    // It was opened again since.
    return this.#lookedAt > -Infinity && (file.size ?? 0) > (this.#starts.get(id) ?? 0);
  }

  #tell({ id, text }: FormChange): string | null {
    this.#toldOf.add(id);
    if (this.#told.has(text)) return null;
    this.#told.add(text);
    return text;
  }
}
