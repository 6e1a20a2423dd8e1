// Role: the public views of what rule files add: rules, causes, error pairs, minutes of objectives, messages.

import type { PairDimension } from "../../../domain/dimensions/pairs.ts";
import { PAIR_COLUMNS } from "./tables.ts";
import { isoText, ofSource, SOURCE, START_COLUMNS, type View, view } from "./view.ts";

const of = (path: string): string => `r.definition ->> '$.${path}'`;
const MATCH = `nullif(json(r.definition -> '$.match'), '{"section":null,"host":null,"status":null}')`;
const rulesOf = (kind: "rule" | "slo"): string => `${ofSource("rule")} AND r.kind = '${kind}'`;

const DEFINITION_VIEWS: readonly View[] = [
  view("rules", "one row per rule that the last run watched a source with", rulesOf("rule"), [
    SOURCE,
    ["rule", "r.id", "id of the rule"],
    ["metric", of("metric"), "what it watches"],
    ["severity", of("severity"), "page, ticket, info"],
    ["fire", of("fire.text"), "when it fires, as it was written; null for absence"],
    ["recover", of("recover.text"), "when it recovers; null for absence"],
    ["window", of("window"), "seconds"],
    ["match", MATCH, "the records it is about, JSON; null for all"],
    ["definition", "r.definition", "all of it, JSON"],
  ]),
  view("slos", "one row an objective that the last run watched a source with", rulesOf("slo"), [
    SOURCE,
    ["slo", "r.id", "id of the objective"],
    ["objective", of("objectiveText"), "as it was written"],
    ["budget", of("budget"), "1 - objective, a fraction"],
    ["period", of("period"), "seconds that the budget is for"],
    ["match", MATCH, "the records it is about, JSON; null for all"],
    ["definition", "r.definition", "all of it, JSON"],
  ]),
];

function pairView(name: string, dimension: PairDimension, second: string): View {
  const from = `${ofSource("error_pairs")} CROSS JOIN json_each(r.${PAIR_COLUMNS[dimension]}) AS p`;
  const part = (place: number) => `p.value ->> ${place}`;
  const isOther = `${part(0)} = '(other)'`;
  return view(name, `one row per bucket, status from 400 on, and ${second}; with a rule file`, from, [
    SOURCE,
    ...START_COLUMNS,
    [
      "status",
      `iif(${isOther}, NULL, CAST(substr(${part(0)}, 1, 3) AS INTEGER))`,
      "the status; null for the rest",
    ],
    [
      second,
      `iif(${isOther}, '(other)', substr(${part(0)}, 5))`,
      `the ${second}, or (other) for those not kept`,
    ],
    ["hits", part(1), "accepted records"],
    ["bytes", part(2), "sum of their bytes"],
    ["failures", part(3), "those with status 500 or more"],
  ]);
}

const CAUSES = `alert AS r JOIN source AS s ON s.id = r.source_id
  CROSS JOIN json_each(r.explanation, '$.causes') AS c`;
const cause = (name: string) => `c.value ->> '${name}'`;

const OUTBOX = `outbox_entry AS r JOIN source AS s ON s.id = r.source_id LEFT JOIN delivery AS d
  ON d.source_id = r.source_id AND d.fired_at = r.fired_at AND d.rule = r.rule AND d.notifier = r.notifier
    AND d.transition = r.transition AND d.created_at = r.created_at`;

/** The views. */
export const RULE_VIEWS: readonly View[] = [
  ...DEFINITION_VIEWS,
  view("alert_causes", "one row per cause of an alert, of what stands out in its window", CAUSES, [
    ["alert", "r.id", "number of the alert"],
    SOURCE,
    ["rule", "r.rule", "the rule that fired"],
    ["fired_at", "r.fired_at", "epoch second"],
    ["rank", "c.key + 1", "1 for what explains most"],
    ["status", cause("status"), "the status as text; null where it is not about one"],
    ["section", cause("section"), "the section; null where it is not about one"],
    ["host", cause("host"), "the host; null where it is not about one"],
    ["route", cause("route"), "the route; null where it is not about one"],
    ["agent", cause("agent"), "the agent; null where it is not about one"],
    ["measure", "r.explanation ->> '$.measure'", "what is shared out: hits, bytes, errors, missing, slow"],
    ["amount", cause("amount"), "its part of the measure"],
    ["share", cause("share"), "the same as a fraction of the whole"],
    ["share_before", cause("before"), "the fraction before; null where there was nothing"],
    ["lift", cause("lift"), "share / share_before; null where that is no number"],
    [
      "share_of",
      cause("of"),
      "of which records: matching, all, or all that match by status, section, host, status_section, status_host",
    ],
  ]),
  pairView("bucket_status_hosts", "status_host", "host"),
  pairView("bucket_status_sections", "status_section", "section"),
  view("slo_minutes", "one row per final minute of an objective that has hits", ofSource("slo_minute"), [
    SOURCE,
    ["slo", "r.slo", "id of the objective"],
    ["minute", "r.minute", "first second of the minute, epoch seconds"],
    ["minute_iso", isoText("r.minute"), "the same as UTC text"],
    ["hits", "r.hits", "records on time that the objective is about"],
    ["errors", "r.errors", "those that are errors"],
  ]),
  view(
    "slo_spans",
    "one row a time in which an objective was counted without a break",
    ofSource("slo_span"),
    [
      SOURCE,
      ["slo", "r.slo", "id of the objective"],
      ["since", "r.since", "first second, epoch seconds; 0: from the first record"],
      ["since_iso", isoText("r.since"), "the same as UTC text"],
      ["until", "r.until", "the second after its last final minute"],
      ["until_iso", isoText("r.until"), "the same as UTC text"],
      ["series", "r.series", "match and errors as JSON: another text counts other records or errors"],
    ],
  ),
  view("outbox", "one row per message about an alert", OUTBOX, [
    ["id", "r.id", "number of the message"],
    SOURCE,
    ["notifier", "r.notifier", "id of the notifier that sends it"],
    ["rule", "r.rule", "the rule of the alert"],
    ["fired_at", "r.fired_at", "when the alert fired, epoch second"],
    ["transition", "r.transition", "fired, resolved"],
    ["created_at", "r.created_at", "when that happened, epoch second of the log"],
    [
      "state",
      "coalesce(d.state, 'pending')",
      "pending, sent, skipped (too old), failed or gone (given up)",
    ],
    ["attempts", "coalesce(d.attempts, 0)", "how often it was tried"],
    ["next_at", "d.next_at", "wall clock: when to try again; null before the first attempt"],
    ["sent_at", "d.sent_at", "wall clock; null before"],
    ["last_error", "d.last_error", "why the last attempt failed"],
    ["body", "r.body", "the message, JSON"],
  ]),
];
