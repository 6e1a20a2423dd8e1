// Role: the announcer for people (`--output text`): a line for each final bucket and each alert, rejects with `--verbose`, and
// a summary.

import { REJECT_REASONS, TIME_JUMP, TIME_JUMP_TEXT } from "../../../domain/reject.ts";
import type { Host } from "../../../host/host.ts";
import { printable } from "../../../render/text/printable.ts";
import { alertWords, explanationText, momentOf } from "./alert_text.ts";
import { bucketLine } from "./bucket_line.ts";
import { wrapWords } from "../../../render/text/wrap.ts";
import type { AnnounceOptions, Announcer, Saved } from "../events.ts";
import type { StatusLine } from "./status_line.ts";
import { summaryLines } from "./summary_lines.ts";

const COLORS = { fired: "\x1b[31m", resolved: "\x1b[32m" }, PLAIN = "\x1b[0m";

/** Announces on the host's standard output, above the status line. */
export function announceText(
  options: AnnounceOptions,
  host: Host,
  status: StatusLine,
): Omit<Announcer, "warn"> {
  const print = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    const width = columns();
    const shown = width === null
      ? lines
      : lines.flatMap((line) => line.split("\n")).flatMap((line) => wrapWords(line, width));
    status.above(() => host.stdout.write(shown.join("\n") + "\n"));
  };
  const columns = (): number | null => host.stdout.isTerminal ? host.stdout.columns() : null;
  return {
    start(progress, readAs) {
      if (readAs !== null && !options.quiet) print([readAs]);
      status.update(progress);
    },
    tick: (progress) => status.update(progress),
    saved(saved) {
      if (!options.quiet) print(linesOf(saved, options, columns()));
      status.update(saved.progress);
    },
    end(summary) {
      status.close();
      if (summary !== null && !options.quiet) print(summaryLines(summary));
    },
  };
}

/**
 * Rejects first, then buckets and alerts by time; an alert comes after the bucket that it lies in, its
 * explanation after both.
 */
function linesOf(
  { closed, transitions, explained, foreseen, rejects }: Saved,
  options: AnnounceOptions,
  columns: number | null,
): string[] {
  const lines: string[] = [];
  if (options.verbose) {
    for (const { file, line, reason, sample } of rejects) {
      const what = reason === TIME_JUMP ? "accepted, an outlier" : "rejected";
      const why = reason === TIME_JUMP ? TIME_JUMP_TEXT : REJECT_REASONS[reason];
      lines.push(`${printable(file)}:${line}: ${what}: ${why}: ${printable(sample)}`);
    }
  }
  const alerts = [
    ...transitions.map((transition) => {
      const words = printable(alertWords(transition));
      const line = options.color ? COLORS[transition.kind] + words + PLAIN : words;
      return { time: momentOf(transition).time, line };
    }),
    ...explained.filter(({ explanation }) => explanation !== null && explanation.causes.length > 0)
      .map((alert) => ({ time: alert.firedAt, line: printable(explanationText(alert)) })),
  ].sort((a, b) => a.time - b.time);
  let next = 0;
  const alertsBefore = (time: number): void => {
    for (; next < alerts.length && alerts[next].time < time; next++) lines.push(alerts[next].line);
  };
  for (const bucket of closed) {
    alertsBefore(bucket.start);
    lines.push(bucketLine(bucket, options.bucketSize, columns));
  }
  alertsBefore(Infinity);
  for (const transition of foreseen) lines.push(`${printable(alertWords(transition))} (provisional)`);
  return lines;
}
