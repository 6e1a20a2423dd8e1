// Role: watches the share of rejected records of a run: when it warns and when the run ends with an exit code of its own.

import { percentText } from "../../domain/percent_text.ts";
import { Problem } from "../../domain/problem.ts";
import { type Reject, REJECT_REASONS, type RejectReason, TIME_JUMP } from "../../domain/reject.ts";
import { decimalProduct } from "../../domain/rules/decimal.ts";
import type { Committed } from "../../pipeline/persist.ts";
import { printable } from "../../render/text/printable.ts";
import type { Invocation } from "../command.ts";
import { counted, grouped } from "../shared/number_text.ts";
import type { LogCounts } from "./progress.ts";

/** Shares in percent, 0 to 100: exact for what a person writes with up to fifteen digits. */
export interface RejectLimits {
  /** More than this share of rejected records is worth a warning. */
  readonly warn: number;
  /** More than this share is a failure; null where only a run that accepts no record at all fails. */
  readonly most: number | null;
}

const DEFAULT_WARN = 5;

/** A run that follows a log and has no end warns once it has read so many records. */
const ENOUGH_RECORDS = 100;

/** Reasons of lines that are of the form of the others. */
const VALUES: readonly RejectReason[] = ["future", "status", "bytes"];

/** Characters shown of a rejected line. */
const SHOWN = 60;

/** What `--warn-rejects` and `--max-rejects` say. Errors: `Problem` "usage" for anything but a share. */
export function rejectLimits({ values }: Pick<Invocation, "values">): RejectLimits {
  return {
    warn: share("warn-rejects", values["warn-rejects"]) ?? DEFAULT_WARN,
    most: share("max-rejects", values["max-rejects"]),
  };
}

/** "5%" and "0.05" are 5; null without a value. */
function share(name: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const [, digits, percent] = /^(\d{1,3}(?:\.\d{0,12})?|\.\d{1,12}) ?(%?)$/.exec(given) ?? [];
  const value = digits === undefined ? NaN : percent ? Number(digits) : decimalProduct(Number(digits), 100);
  if (value <= 100) return value;
  throw new Problem(
    "usage",
    `--${name} takes a share, as percent from 0% to 100% or as a number from 0 to 1; "${given}" was given.`,
  );
}

export class RejectWatch {
  readonly #limits: RejectLimits;
  readonly #reasons = new Map<RejectReason, number>();
  /** The first line that was kept of each reason. */
  readonly #first = new Map<RejectReason, Reject>();
  /** Accepted, rejected or excluded: what is left out says nothing about the log's form. */
  #judged = 0;
  #accepted = 0;
  #rejected = 0;
  #leftOut = 0;
  #hasWarned = false;

  constructor(limits: RejectLimits) {
    this.#limits = limits;
  }

  /** Adds what one commit brought. */
  add({ counts, rejected, rejects }: Pick<Committed, "counts" | "rejected" | "rejects">): void {
    this.#judged += counts.accepted + counts.rejected + counts.excluded;
    this.#rejected += counts.rejected;
    this.#leftOut += counts.leftOut;
    this.#accepted += counts.accepted;
    for (const [reason, count] of Object.entries(rejected) as [RejectReason, number][]) {
      this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + count);
    }
    for (const { reason, ...place } of rejects) {
      // An outlier is kept like a reject, and is none.
      if (reason !== TIME_JUMP && !this.#first.has(reason)) this.#first.set(reason, { reason, ...place });
    }
  }

  /** Whether the run fails on its rejects. */
  get hasFailed(): boolean {
    const { most } = this.#limits;
    return most === null
      ? this.#rejected > 0 && this.#rejected === this.#judged && this.#leftOut === 0
      : this.#exceeds(most);
  }

  /** Share of the records that were rejected, from 0 to 1; 0 where there is none. */
  get share(): number {
    return this.#judged === 0 ? 0 : this.#rejected / this.#judged;
  }

  /** Whether most rejects are lines of another form: not what is wrong with the clock or the status alone. */
  get areOfAnotherForm(): boolean {
    const ofValues = VALUES.reduce((sum, reason) => sum + (this.#reasons.get(reason) ?? 0), 0);
    return ofValues * 2 < this.#judged - this.#accepted;
  }

  /** Whether so many were rejected that it is worth a warning. */
  get areMany(): boolean {
    return this.#exceeds(this.#limits.warn);
  }

  /** A warning while logs are followed, once there are records enough to judge, of all or of one of them; null for none. */
  early(logs: readonly LogCounts[]): string | null {
    if (this.#judged < ENOUGH_RECORDS || this.#hasWarned) return null;
    return this.#warning() ??
      this.#warningOfLog(logs.filter(({ counts }) => counts.accepted + counts.rejected >= ENOUGH_RECORDS));
  }

  /** The message at the end of the run; null for none. Of the logs, the one with the largest share is named if it alone exceeds. */
  last(logs: readonly LogCounts[]): string | null {
    if (!this.hasFailed) return this.#hasWarned ? null : this.#warning() ?? this.#warningOfLog(logs);
    const { most } = this.#limits;
    const limit = most === null ? "" : ` That is more than --max-rejects allows (${most} %).`;
    return `${this.#facts()}${limit} ${this.#advice()}`;
  }

  #warning(): string | null {
    if (!this.#exceeds(this.#limits.warn)) return null;
    this.#hasWarned = true;
    return `warning: ${this.#facts()} ${this.#advice()}`;
  }

  #warningOfLog(logs: readonly LogCounts[]): string | null {
    const judged = logs.map(({ path, counts: { accepted, rejected, excluded } }) => ({
      ...{ path, rejected, judged: accepted + rejected + excluded },
    }));
    const [worst] = judged.filter(({ rejected, judged }) => exceeds(rejected, judged, this.#limits.warn))
      .sort((a, b) => b.rejected / b.judged - a.rejected / a.judged);
    if (worst === undefined) return null;
    const { path, rejected } = worst;
    this.#hasWarned = true;
    return `warning: ${grouped(rejected)} of ${counted(worst.judged, "record")} of "${printable(path)}" (${
      percentText(rejected / worst.judged)
    }) rejected. "httplog query rejects" lists the lines; --warn-rejects sets the limit.`;
  }

  #exceeds(limit: number): boolean {
    return exceeds(this.#rejected, this.#judged, limit);
  }

  /** How many, and what is wrong with most of them. */
  #facts(): string {
    const rejected = this.#rejected;
    const [[reason, count]] = [...this.#reasons].sort(([, a], [, b]) => b - a),
      first = this.#first.get(reason);
    const share = percentText(rejected / this.#judged);
    const some = count === rejected ? "" : `${grouped(count)} of them `;
    const why = `${some}because ${REJECT_REASONS[reason]}${first === undefined ? "" : placeOf(first)}`;
    return `${grouped(rejected)} of ${counted(this.#judged, "record")} (${share}) rejected, ${why}.`;
  }

  #advice(): string {
    return this.#accepted === 0
      ? 'No record was accepted: check what writes this log. "httplog query rejects" lists the lines.'
      : '"httplog query rejects" lists the lines; --warn-rejects and --max-rejects set the limits.';
  }
}

function exceeds(rejected: number, judged: number, limit: number): boolean {
  return rejected * 100 > decimalProduct(limit, judged);
}

function placeOf({ file, line, sample }: Reject): string {
  const text = printable(sample), shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return `; the first at ${file === "-" ? "standard input" : printable(file)}:${line}: <${shown}>`;
}
