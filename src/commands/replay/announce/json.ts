// Role: the announcer for programs (`--output json`): one object a line, told apart by `type`: bucket, alert, explanation,
// reject, and last of all summary. Names are those of the SQL views where there is one.

import type { Alert, Transition } from "../../../domain/alerts/alert.ts";
import { causeTexts } from "../../../domain/alerts/cause_text.ts";
import { mostHits } from "../../../domain/buckets/most_hits.ts";
import type { BucketRows, ValueRow } from "../../../domain/buckets/rows.ts";
import { ASKABLE, BUCKETED } from "../../../domain/dimensions/dimensions.ts";
import type { Reject } from "../../../domain/reject.ts";
import { isoTime } from "../../../domain/time_text.ts";
import type { Host } from "../../../host/host.ts";
import { jsonText } from "../../../render/text/printable.ts";
import { alertWords, explanationText, momentOf } from "./alert_text.ts";
import { SHOWN } from "./bucket_line.ts";
import type { AnnounceOptions, Announcer, RunSummary } from "../events.ts";
import type { StatusLine } from "./status_line.ts";
import { megabytesPerSecond } from "./summary_lines.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Announces on the host's standard output, above the status line. Rejects are among it with or without `verbose`. */
export function announceJson(
  options: AnnounceOptions,
  host: Host,
  status: StatusLine,
): Omit<Announcer, "warn"> {
  const { source, bucketSize, quiet } = options;
  const print = (objects: readonly Json[]): void => {
    if (objects.length === 0 || quiet) return;
    status.above(() => host.stdout.write(objects.map((object) => `${textOf(object)}\n`).join("")));
  };
  return {
    start: (progress) => status.update(progress),
    tick: (progress) => status.update(progress),
    saved({ closed, transitions, explained, foreseen, rejects, progress }) {
      print([
        ...rejects.map((reject) => rejectObject(source, reject)),
        ...closed.map((bucket) => bucketObject(source, bucketSize, bucket)),
        ...transitions.map((transition) => ({ type: "alert", ...alertObject(source, transition) })),
        ...explained.map((alert) => explanationObject(source, alert)),
        ...foreseen.map((transition) => ({
          type: "alert",
          ...alertObject(source, transition),
          provisional: true,
        })),
      ]);
      status.update(progress);
    },
    end(summary) {
      status.close();
      if (summary !== null) print([summaryObject(summary)]);
    },
  };
}

function bucketObject(source: string, size: number, bucket: BucketRows): Json {
  const { start, hits, bytes, failures, late, hosts, values } = bucket;
  // A bucket has a value at least of each dimension that is counted.
  const counted = BUCKETED.filter((one) => ASKABLE.includes(one) && values[one.name].length > 0);
  const top = counted.map(({ name, plural }): [string, Json] => [
    `top_${plural}`,
    mostHits(values[name], SHOWN).map(({ value, hits, bytes, failures }: ValueRow) => ({
      [name]: value,
      hits,
      bytes,
      failures,
    })),
  ]);
  return {
    type: "bucket",
    source,
    start,
    start_iso: isoTime(start),
    size,
    hits,
    rate: hits / size,
    bytes,
    successes: hits - failures,
    failures,
    availability: hits === 0 ? 1 : (hits - failures) / hits,
    late,
    hosts,
    state: "final",
    ...Object.fromEntries(top),
  };
}

function alertObject(source: string, transition: Transition): { readonly [name: string]: Json } {
  const { kind, alert } = transition;
  const { time, value } = momentOf(transition);
  return {
    event: kind,
    source,
    rule: alert.rule,
    time,
    iso: isoTime(time),
    value,
    threshold: alert.threshold,
    window: alert.window,
    fired_at: alert.firedAt,
    text: alertWords(transition),
    metric: alert.metric,
    severity: alert.severity,
    threshold_text: alert.thresholdText,
    superseded: alert.superseded,
    detail: alert.detail === null ? null : JSON.parse(alert.detail),
  };
}

function explanationObject(source: string, alert: Alert): Json {
  const { rule, firedAt, explanation } = alert;
  const words = explanation === null ? [] : causeTexts(explanation);
  const causes = (explanation?.causes ?? []).map((cause, place) => ({ ...cause, text: words[place] }));
  const about = { source, rule, fired_at: firedAt, fired_iso: isoTime(firedAt) };
  const text = explanationText(alert);
  return { type: "explanation", ...about, measure: explanation?.measure ?? null, causes, text };
}

function rejectObject(source: string, { file, line, offset, reason, sample }: Reject): Json {
  return { type: "reject", source, file, line, offset, reason, sample };
}

function summaryObject(summary: RunSummary): Json {
  return {
    type: "summary",
    source: summary.source,
    status: summary.status,
    read: summary.read,
    accepted: summary.accepted,
    rejected: summary.rejected,
    late: summary.late,
    outliers: summary.outliers,
    left_out: summary.leftOut,
    excluded: summary.excluded,
    buckets: summary.buckets,
    alerts: summary.alerts,
    bytes: summary.bytes,
    elapsed: summary.elapsed,
    megabytes_per_second: megabytesPerSecond(summary),
    open_buckets: summary.openBuckets,
    provisional: summary.provisional.map((transition) => alertObject(summary.source, transition)),
    pending_bytes: summary.pendingBytes,
    database: summary.database,
    format: summary.format,
  };
}

/** JSON in which every string is safe on a terminal too. */
function textOf(value: Json): string {
  if (typeof value === "string") return jsonText(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, part]) => `${jsonText(name)}:${textOf(part)}`).join(",")}}`;
}
