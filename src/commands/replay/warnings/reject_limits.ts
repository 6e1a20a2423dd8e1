// Role: watches the share of rejected records of a run: when it warns and when the run ends with an exit code of its own.

import { percentText } from "../../../domain/percent_text.ts";
import { Problem } from "../../../domain/problem.ts";
import { type Reject, REJECT_REASONS, type RejectReason, TIME_JUMP } from "../../../domain/reject.ts";
import { decimalProduct } from "../../../domain/rules/decimal.ts";
import type { Committed } from "../../../pipeline/persist.ts";
import { printable } from "../../../render/text/printable.ts";
import type { Invocation } from "../../command.ts";
import { counted, grouped } from "../../../domain/grouped.ts";
import type { LogCounts } from "../log_counts.ts";
import { Stretches, type Sums } from "./stretches.ts";

/** Shares in percent, 0 to 100: exact for what a person writes with up to fifteen digits. */
export interface RejectLimits {
  /** More than this share of rejected records is worth a warning. */
  readonly warn: number;
  /** More than this share is a failure; null where only a run that accepts no record at all fails. */
  readonly most: number | null;
}

const DEFAULT_WARN = 5;

/** Reasons of lines that are of the form of the others. */
const VALUES: readonly RejectReason[] = ["future", "status", "bytes"];

const NONE_LATELY =
  'None of these was accepted: if the log has another format now, give it another --source. "httplog query rejects" lists ' +
  "the lines.";

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
  #hasToldHeader = false;
  readonly #stretches = new Stretches();
  /** The first line that was kept, of each reason, of the last commit that brought one, and how many records were read before. */
  readonly #latest = new Map<RejectReason, { readonly reject: Reject; readonly before: number }>();

  constructor(limits: RejectLimits) {
    this.#limits = limits;
  }

  /** Adds what one commit brought. */
  add({ counts, rejected, rejects }: Pick<Committed, "counts" | "rejected" | "rejects">): void {
    const before = this.#judged;
    this.#judged += counts.accepted + counts.rejected + counts.excluded;
    this.#rejected += counts.rejected;
    this.#leftOut += counts.leftOut;
    this.#accepted += counts.accepted;
    for (const [reason, count] of Object.entries(rejected) as [RejectReason, number][]) {
      this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + count);
    }
    for (const reject of rejects) {
      const { reason } = reject;
      // An outlier is kept like a reject, and is none.
      if (reason === TIME_JUMP) continue;
      if (!this.#first.has(reason)) this.#first.set(reason, reject);
      if (this.#latest.get(reason)?.before !== before) this.#latest.set(reason, { reject, before });
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

  /** A warning while logs are followed, of what all or one of them brought lately; null for none. `now`: see {@link Stretches}. */
  early(logs: readonly LogCounts[], now: number): string | null {
    const found = this.#stretches.take(
      now,
      [[null, this.#sums()], ...logs.map(({ log, counts }) => [log, judgedOf(counts)] as const)],
      ({ rejected, judged }) => exceeds(rejected, judged, this.#limits.warn),
    );
    if (found === null) return null;
    this.#hasWarned = true;
    const { log, sums, isAll } = found;
    if (log !== null) return ofLog(logs.find((each) => each.log === log)!.path, sums, isAll);
    if (isAll) return `warning: ${this.#facts()} ${this.#advice()}`;
    const advice = sums.accepted === 0 ? NONE_LATELY : this.#advice();
    return `warning: ${this.#factsLately(sums)} ${advice}`;
  }

  /** Told once: that a log has a header with other columns further down, by which nothing is read; null for none. */
  otherHeader(): string | null {
    if (this.#hasToldHeader || !this.#reasons.has("header")) return null;
    this.#hasToldHeader = true;
    const first = this.#first.get("header");
    const where = first === undefined ? "A line" : `Line ${first.line} of ${nameOf(first)}`;
    return `warning: ${where} is a header with other columns than the first one: what follows it was read by the first, and values ` +
      "may have been taken for others. Divide the file there, and read both parts with --fresh.";
  }

  #sums(): Sums {
    const judged = this.#judged, accepted = this.#accepted, rejected = this.#rejected;
    return { judged, accepted, rejected, ...Object.fromEntries(this.#reasons) };
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
    const judged = logs.map(({ path, counts }) => ({ path, sums: judgedOf(counts) }));
    const [worst] = judged.filter(({ sums }) => exceeds(sums.rejected, sums.judged, this.#limits.warn))
      .sort((a, b) => b.sums.rejected / b.sums.judged - a.sums.rejected / a.sums.judged);
    if (worst === undefined) return null;
    this.#hasWarned = true;
    return ofLog(worst.path, worst.sums, true);
  }

  #exceeds(limit: number): boolean {
    return exceeds(this.#rejected, this.#judged, limit);
  }

  /** How many, and what is wrong with most of them. */
  #facts(): string {
    const [[reason, count]] = [...this.#reasons].sort(([, a], [, b]) => b - a);
    const [rejected, judged] = [this.#rejected, this.#judged];
    return factsText({ rejected, judged }, "", { reason, count, first: this.#first.get(reason) });
  }

  /** The same of what came lately. */
  #factsLately({ rejected, judged, ...sums }: Sums): string {
    const [reason] = [...this.#reasons.keys()].sort((a, b) => sums[b] - sums[a]),
      latest = this.#latest.get(reason);
    const isOfStretch = latest !== undefined && latest.before >= this.#judged - judged;
    const first = isOfStretch ? latest.reject : undefined;
    return factsText({ rejected, judged }, "the last ", { reason, count: sums[reason], first });
  }

  #advice(): string {
    return this.#accepted === 0
      ? 'No record was accepted: check what writes this log. "httplog query rejects" lists the lines.'
      : '"httplog query rejects" lists the lines; --warn-rejects and --max-rejects set the limits.';
  }
}

function factsText(
  { rejected, judged }: { readonly rejected: number; readonly judged: number },
  which: string,
  most: { readonly reason: RejectReason; readonly count: number; readonly first: Reject | undefined },
): string {
  const some = most.count === rejected ? "" : `${grouped(most.count)} of them `;
  const place = most.first === undefined ? "" : placeOf(most.first, which === "" ? "the first at" : "one at");
  return `${grouped(rejected)} of ${which}${counted(judged, "record")} (${
    percentText(rejected / judged)
  }) rejected, ` +
    `${some}because ${REJECT_REASONS[most.reason]}${place}.`;
}

/** Of a log; `isAll`: of all that was read of it. */
function ofLog(path: string, { rejected, judged }: Sums, isAll: boolean): string {
  return `warning: ${grouped(rejected)} of ${isAll ? "" : "the last "}${counted(judged, "record")} of "${
    printable(path)
  }" (${
    percentText(rejected / judged)
  }) rejected. "httplog query rejects" lists the lines; --warn-rejects sets the limit.`;
}

function judgedOf({ accepted, rejected, excluded }: LogCounts["counts"]): Sums {
  return { rejected, judged: accepted + rejected + excluded };
}

function exceeds(rejected: number, judged: number, limit: number): boolean {
  return rejected * 100 > decimalProduct(limit, judged);
}

function placeOf({ file, line, sample }: Reject, where: string): string {
  const text = printable(sample), shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return `; ${where} ${file === "-" ? "standard input" : printable(file)}:${line}: <${shown}>`;
}

function nameOf({ file }: Reject): string {
  return file === "-" ? "standard input" : `"${printable(file)}"`;
}
