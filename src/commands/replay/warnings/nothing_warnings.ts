// Role: warns where nothing came of what was read: all was left out, or excluded, or has no line feed, or matches no rule.

import { counted, grouped } from "../../../domain/grouped.ts";
import { LONGEST_LINE } from "../../../domain/reject.ts";
import { isoTime } from "../../../domain/time_text.ts";
import type { Input } from "../../../inputs/input.ts";
import type { Screening } from "../../../domain/screening/settings.ts";
import type { Plan } from "../../../plan.ts";
import { printable } from "../../../render/text/printable.ts";
import type { InputPosition, RunCounts } from "../../../stores/store.ts";
import { screeningText } from "../screening.ts";

/** Nothing but what `--since` and `--until` leave out. */
export function emptyWarning(
  { leftOut, read }: RunCounts,
  { since, until }: Pick<Plan, "since" | "until">,
): string | null {
  if (leftOut === 0 || leftOut < read) return null;
  const from = since === null ? "" : ` from ${isoTime(since)} on`,
    to = until === null ? "" : ` before ${isoTime(until)}`;
  return `no record lies${from}${to}: all ${
    grouped(leftOut)
  } were left out, and no later run reads them again. ` +
    '"httplog undo last" takes this run back.';
}

/** Filters that nothing of a source without records has passed: they are wrong more often than not. */
export function screenWarning(
  { excluded }: RunCounts,
  { screening }: Pick<Plan, "screening">,
): string | null {
  return excluded === 0
    ? null
    : `no record passed the filters of the source: all ${
      grouped(excluded)
    } that could be read were excluded (${
      printable(screeningText(screening)!)
    }). --fresh reads them again, with other filters or none.`;
}

/** What is longer than any line can be will not become one. */
export function endlessWarning(inputs: readonly Pick<Input, "path" | "pending">[]): string | null {
  const endless = inputs.find(({ pending }) => pending > LONGEST_LINE);
  return endless === undefined
    ? null
    : `${grouped(endless.pending)} bytes of "${
      printable(endless.path)
    }" have no line feed, and are not read: lines end with ` +
      "one. If they end with carriage returns: tr '\\r' '\\n'.";
}

/** Rules and objectives of the run before that this one does not watch, without a rule file or with another one; `isFresh`: with `--fresh`. */
export function leftOutWarning(ids: readonly string[], hasFile: boolean, isFresh: boolean): string | null {
  const [first, ...others] = ids;
  const more = others.length === 0 ? "" : ` and ${counted(others.length, "rule")} more`;
  return first === undefined
    ? null
    : `the run before watched "${printable(first)}"${more}, and ${
      hasFile ? "the rule file of this one does not have it" : "this one has no --rules"
    }: ${
      isFresh
        ? "--fresh drops their alerts, messages and budgets, and no undo brings them back. Run it again with them."
        : "their alerts are not seen, and no later run reads again what this one reads; if that is anything, " +
          '"httplog undo last" takes it back.'
    }`;
}

/** What `--fresh` has replaced of the settings of a source, `before`: what they kept out of the database is stored again. */
export function replacedWarning(before: Screening, now: Screening): string | null {
  // Another version of the list is no other setting, and has a warning of its own.
  const textOf = (one: Screening) =>
    screeningText({ ...one, bots: one.bots === null ? null : "by its list" });
  const was = textOf(before), is = textOf(now);
  return was === null || was === is
    ? null
    : `--fresh replaces the settings of the source: it had ${printable(was)}, and has ${
      printable(is ?? "none")
    } now. Give those that are to stay.`;
}

/** What `--fresh` has dropped of standard input: earlier runs were given more of it, perhaps in several parts. */
export function droppedInputWarning(
  replaced: readonly InputPosition[],
  read: readonly InputPosition[],
): string | null {
  const bytesOf = (positions: readonly InputPosition[]): number =>
    positions.reduce((sum, { path, offset }) => path === "-" ? sum + offset : sum, 0);
  const before = bytesOf(replaced), now = bytesOf(read);
  return now >= before
    ? null
    : `--fresh drops what was read of standard input: earlier runs were given ${
      counted(before, "byte")
    } of it, and this one ${counted(now, "byte")}. What was not given again is no longer counted.`;
}

/** Options that belong to the stored rows, where there are none yet: what a first run said of them holds no more. */
export function changedOptionsWarning(source: string, changed: readonly string[]): string | null {
  return changed.length === 0
    ? null
    : `source "${printable(source)}" was begun ${
      printable(changed.join(", and "))
    }; it holds no record yet, and has ` +
      "what this run says from now on.";
}

/** The format that `--fresh` finds anew, `now`, where it was another one, which was named perhaps. */
export function replacedFormatWarning(before: string | null, now: string | null): string | null {
  return before === null || now === null || before === now
    ? null
    : `--fresh reads the log as ${printable(now)}: it was read as "${
      printable(before)
    }", which --log-format names.`;
}

/** A rule that waits for the first record of its own may wait for a name that nothing has. */
export function idleWarning(waiting: readonly string[]): string | null {
  return waiting.length === 0
    ? null
    : `no record has matched ${
      waiting.map((id) => `"${printable(id)}"`).join(", ")
    } yet, so that an absence cannot be told: ` +
      'compare its match with "httplog query sections", hosts, statuses.';
}
