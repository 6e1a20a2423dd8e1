// Role: how well the log itself is known: the objectives' budgets, what each run read, what was rejected and why, and what is missing.

import { recordsOf } from "../data/client.ts";
import type { Rows } from "../data/model.ts";
import { lengthText, percentOf, sizeText, wholeText } from "../format.ts";
import { gapsNow, rejectsNow, runsNow, sloNow } from "../state/picture.ts";
import { Empty, limitOf, Panel, shownLine } from "./panel.tsx";

type Fact = string | number | null;

/** "2019-02-07T21:14:10Z" as the page writes times; "gone" and such as they are. */
function timeOf(value: Fact): string {
  return value === null ? "–" : String(value).replace(/^(\d{4}-\d\d-\d\d)T([\d:]{8})Z$/, "$1 $2");
}

function Budget({ left }: { readonly left: number | null }) {
  const part = left === null ? 0 : Math.max(0, Math.min(1, left));
  return (
    <svg
      class={`budget${part < 0.25 ? " low" : ""}`}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="ground" width="100" height="4" />
      <rect class="left" width={100 * part} height="4" />
    </svg>
  );
}

/** "- over 5m" is a window without traffic. */
function burnText(burn: Fact): string {
  return String(burn ?? "–").replaceAll(/(^|, )- over/g, "$1no traffic over");
}

export function SloPanel() {
  const found = sloNow.value;
  if (found === null || found.rows.length === 0) return null;
  return (
    <Panel
      title="Objectives"
      about="error budget left of the period, up to the last final minute of all that is stored, whatever the range"
      csv={{ name: "slo", rows: () => found }}
      query={shownLine(["slo"], limitOf(found.rows.length), false)}
      notes={found.notes}
    >
      {recordsOf(found).map((row) => (
        <div class="objective" key={`${row.source} ${row.slo}`}>
          <h3>
            {row.slo} <span class="quiet">{row.objective} over {row.period}, {row.source}</span>
          </h3>
          <Budget left={row.budget_remaining as number | null} />
          <dl>
            <div>
              <dt>budget left</dt>
              <dd>{row.budget_remaining === null ? "–" : percentOf(Number(row.budget_remaining), true)}</dd>
            </div>
            <div>
              <dt>availability</dt>
              <dd>{row.availability === null ? "–" : percentOf(Number(row.availability), true)}</dd>
            </div>
            <div>
              <dt>errors</dt>
              <dd>{wholeText(Number(row.errors))} of {wholeText(Number(row.hits))} hits</dd>
            </div>
            <div>
              <dt>burn</dt>
              <dd>{burnText(row.burn)}</dd>
            </div>
            <div>
              <dt>gone</dt>
              <dd>
                {row.budget_gone !== null
                  ? timeOf(row.budget_gone)
                  : row.availability === null
                  ? "–"
                  : "never at the burn of the last day"}
              </dd>
            </div>
            <div>
              <dt>as of</dt>
              <dd>{timeOf(row.until_iso)}</dd>
            </div>
            <div>
              <dt>of the period</dt>
              <dd>{percentOf(Number(row.coverage))} has data</dd>
            </div>
          </dl>
        </div>
      ))}
    </Panel>
  );
}

interface Column {
  readonly name: string;
  readonly text: (row: Readonly<Record<string, Fact>>) => string;
  readonly isText?: boolean;
}

function Listing(
  { label, columns, found }: {
    readonly label: string;
    readonly columns: readonly Column[];
    readonly found: Rows;
  },
) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`Table of ${label}`}>
      <table class="listing">
        <thead>
          <tr>
            {columns.map(({ name, isText }) => (
              <th key={name} scope="col" class={isText ? "text" : ""}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {recordsOf(found).toReversed().map((row, place) => (
            <tr key={place}>
              {columns.map(({ name, text, isText }) => (
                <td key={name} class={isText ? "text" : ""}>{text(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const count = (name: string): Column => ({
  name: name.replace("_", " "),
  text: (row) => wholeText(Number(row[name] ?? 0)),
});
const words = (name: string, title = name): Column => ({
  name: title,
  text: (row) => String(row[name] ?? ""),
  isText: true,
});

const RUN_COLUMNS: readonly Column[] = [
  { name: "run", text: ({ id }) => String(id) },
  { name: "started", text: ({ started_iso }) => timeOf(started_iso), isText: true },
  { name: "took", text: ({ seconds }) => seconds === null ? "–" : lengthText(Number(seconds)) },
  words("status"),
  ...["read", "accepted", "rejected", "late"].map(count),
  { name: "bytes", text: ({ bytes }) => sizeText(Number(bytes)) },
  words("source"),
  words("message"),
];
const REJECT_COLUMNS: readonly Column[] = [
  { name: "line", text: ({ line }) => wholeText(Number(line)) },
  words("reason"),
  words("sample", "the line as it was read"),
  words("file"),
];
const GAP_COLUMNS: readonly Column[] = [
  { name: "run", text: ({ run }) => String(run) },
  { name: "after byte", text: ({ offset }) => wholeText(Number(offset)) },
  words("file"),
  words("source"),
];

export function LogPanels() {
  const [read, refused, missing] = [runsNow.value, rejectsNow.value, gapsNow.value];
  if (read === null || refused === null || missing === null) return null;
  return (
    <>
      <Panel
        title="Runs"
        about="what each run read of the log, newest first; wall clock, UTC"
        csv={{ name: "runs", rows: () => read }}
        query={shownLine(["runs"], limitOf(read.rows.length), false)}
        notes={read.notes}
      >
        {read.rows.length === 0
          ? (
            <Empty>
              No run is stored. <code>httplog replay access.log</code> reads a log.
            </Empty>
          )
          : <Listing label="runs" columns={RUN_COLUMNS} found={read} />}
      </Panel>
      <div class="two pair">
        <Panel
          title="Rejects"
          about="lines that are no records, newest first, with the first check that they failed"
          csv={{ name: "rejects", rows: () => refused }}
          query={shownLine(["rejects"], limitOf(refused.rows.length), false)}
          notes={refused.notes}
        >
          {refused.rows.length === 0
            ? <Empty>Every line was a record.</Empty>
            : <Listing label="rejects" columns={REJECT_COLUMNS} found={refused} />}
        </Panel>
        <Panel
          title="Gaps"
          about="parts of logs that were gone before they were read"
          csv={{ name: "gaps", rows: () => missing }}
          query={shownLine(["gaps"], limitOf(missing.rows.length), false)}
          notes={missing.notes}
        >
          {missing.rows.length === 0
            ? <Empty>No part of the log is missing.</Empty>
            : <Listing label="gaps" columns={GAP_COLUMNS} found={missing} />}
        </Panel>
      </div>
    </>
  );
}
