// Role: the end of a replay as lines for a person.

import { isoTime } from "../../../domain/time_text.ts";
import { durationText } from "../../../domain/rules/duration.ts";
import { printable } from "../../../render/text/printable.ts";
import { alertWords } from "./alert_text.ts";
import { counted, grouped } from "../../../domain/grouped.ts";
import { screeningText } from "../screening.ts";
import type { RunSummary } from "../events.ts";

/** Bytes per second of a run in MB/s (10^6 bytes); 0 where no time has passed. */
export function megabytesPerSecond({ bytes, elapsed }: RunSummary): number {
  return elapsed > 0 ? bytes / elapsed / 1e6 : 0;
}

export function summaryLines(summary: RunSummary): string[] {
  const { read, accepted, rejected, late, outliers, leftOut, excluded, buckets, alerts, elapsed, tooShort } =
    summary;
  const { exclude, only, bots } = summary.screening,
    hasFilters = exclude.length + only.length > 0 || bots !== null;
  const lines = [
    ...(summary.isEmpty && read === 0
      ? ["No records: there is nothing to read, or no line below a header yet"]
      : []),
    `${counted(read, "record")} read = ${grouped(accepted)} accepted + ${grouped(rejected)} rejected${
      leftOut > 0 ? ` + ${grouped(leftOut)} left out` : ""
    }${hasFilters || excluded > 0 ? ` + ${grouped(excluded)} excluded` : ""}; ` +
    `${grouped(late)} late${outliers > 0 ? `, ${counted(outliers, "outlier")}` : ""}; ${
      counted(buckets, "bucket")
    }, ${counted(alerts, "alert")}; ` +
    `${elapsed.toFixed(2)} s, ${speedText(summary)}`,
  ];
  if (leftOut > 0) lines.push(leftOutText(summary));
  const settings = screeningText(summary.screening);
  if (settings !== null) lines.push(`Settings of the source: ${printable(settings)}`);
  if (tooShort !== null && read > leftOut + excluded) {
    const { covered, rule, window } = tooShort;
    lines.push(
      `Too short for ${printable(rule)}: the log covers ${durationText(covered)}, its window is ${
        durationText(window)
      }`,
    );
  }
  const pending = pendingThings(summary);
  if (pending.length > 0) lines.push(`Pending: ${pending.join(", ")}`);
  for (const transition of summary.provisional) {
    lines.push(`Provisional: ${printable(alertWords(transition))}`);
  }
  if (summary.status === "interrupted") lines.push("Interrupted: the next run continues from here");
  lines.push(`Stored in ${printable(summary.database)} as source ${printable(summary.source)}`);
  return lines;
}

/** What was passed over stays passed over: that is said where the sum is read. */
function leftOutText({ leftOut, since, until }: RunSummary): string {
  const from = since === null ? "" : ` before ${isoTime(since)}`;
  const to = until === null ? "" : ` from ${isoTime(until)} on`;
  const either = from !== "" && to !== "" ? " or" : "";
  return `Left out: ${counted(leftOut, "record")}${from}${either}${to}; ` +
    `no later run reads ${leftOut === 1 ? "it" : "them"} again, unless with --fresh`;
}

/** Of a paced replay how fast time went; how fast it waits says nothing about reading. */
function speedText(summary: RunSummary): string {
  const { timescale } = summary;
  if (timescale === 0) return `${megabytesPerSecond(summary).toFixed(1)} MB/s`;
  return `playback at ${Number((1 / timescale).toPrecision(3))}x`;
}

function pendingThings({ openBuckets, pendingBytes, provisional, waiting }: RunSummary): string[] {
  const things: string[] = [];
  if (openBuckets > 0) things.push(counted(openBuckets, "open bucket"));
  if (provisional.length > 0) things.push(counted(provisional.length, "provisional alert change"));
  if (waiting > 0) things.push(`${counted(waiting, "record")} far ahead of the rest of the log`);
  if (pendingBytes > 0) things.push(`${counted(pendingBytes, "byte")} of an unfinished last line`);
  return things;
}
