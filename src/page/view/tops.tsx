// Role: the tables of values, one for each dimension: how many hits, their share, failures, availability and course. A click on a
// value shows its course in the chart above.

import { signal } from "@preact/signals";
import { Sparkline } from "../chart/sparkline.tsx";
import type { Top, TopRow } from "../data/client.ts";
import type { PageDimension, Rows } from "../data/model.ts";
import { percentOf, wholeText } from "../format.ts";
import { address, go, known, tops } from "../state/picture.ts";
import { limitOf, Panel, shownLine } from "./panel.tsx";

/** Rows that are shown before one asks for more. */
const FIRST_ROWS = 8;
const OTHER = "(other)", NONE = "(none)";

/** The words of `query` for a dimension whose report is not named like it. */
const REPORT_WORDS: Readonly<Record<string, readonly string[]>> = {
  path: ["urls"],
  referrer: ["referrers", "--full"],
  referrer_site: ["referrers"],
};

/** The dimensions of which all rows are shown. */
const opened = signal<ReadonlySet<string>>(new Set());

function rowsOf({ rows }: Top, { name }: PageDimension): Pick<Rows, "columns" | "rows"> {
  return {
    columns: [name, "hits", "at_most", "share", "failures", "availability"],
    rows: rows.map(({ value, hits, atMost, share, failures, availability }) => [
      ...[value, hits, atMost ?? (value === OTHER ? null : hits), share, failures, availability],
    ]),
  };
}

function choose({ name }: PageDimension, value: string): void {
  const { only } = address.value;
  const isSame = only?.dimension === name && only.value === value;
  go({ only: isSame ? null : { dimension: name, value } });
}

function ValueRow(
  { row, dimension, most }: {
    readonly row: TopRow;
    readonly dimension: PageDimension;
    readonly most: number;
  },
) {
  const { value, hits, atMost, share, failures, availability, trend } = row;
  const { only } = address.value, isOther = value === OTHER;
  const isChosen = only?.dimension === dimension.name && only.value === value;
  const bounds = atMost === null ? undefined : `at least ${wholeText(hits)}, at most ${wholeText(atMost)}`;
  return (
    <tr class={isChosen ? "chosen-row" : isOther ? "other-row" : ""}>
      <th scope="row">
        {isOther ? <span title="values that a bucket did not keep by name">{value}</span> : (
          <button
            type="button"
            class="value"
            aria-pressed={isChosen}
            title={value}
            onClick={() => choose(dimension, value)}
          >
            {value === "" ? "(empty)" : value}
          </button>
        )}
        <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect width={most === 0 ? 0 : 100 * hits / most} height="1" />
        </svg>
      </th>
      <td title={bounds}>{atMost === null ? "" : "≥ "}{wholeText(hits)}</td>
      <td>{percentOf(share)}</td>
      <td class={failures ? "" : "quiet"}>{failures === null ? "–" : wholeText(failures)}</td>
      <td class={availability !== null && availability < 0.99 ? "some" : ""}>
        {availability === null ? "–" : percentOf(availability, true)}
      </td>
      <td class="trend">
        <Sparkline amounts={trend} />
      </td>
    </tr>
  );
}

function TopTable({ dimension, top }: { readonly dimension: PageDimension; readonly top: Top }) {
  const isOpen = opened.value.has(dimension.name);
  const named = top.rows.filter(({ value }) => value !== OTHER),
    other = top.rows.filter(({ value }) => value === OTHER);
  const rows = [...isOpen ? named : named.slice(0, FIRST_ROWS), ...other];
  const most = Math.max(0, ...top.rows.map(({ hits }) => hits));
  const hidden = named.length - FIRST_ROWS;
  const flip = (): void => {
    const next = new Set(opened.value);
    if (!next.delete(dimension.name)) next.add(dimension.name);
    opened.value = next;
  };
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={`Table of ${dimension.plural}`}>
        <table class="top-table">
          <thead>
            <tr>
              <th scope="col">{dimension.noun}</th>
              <th scope="col">hits</th>
              <th scope="col">share</th>
              <th scope="col" title="hits with status 500 or more">failures</th>
              <th scope="col" title="hits that did not fail">available</th>
              <th scope="col">course</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => <ValueRow key={row.value} row={row} dimension={dimension} most={most} />)}
          </tbody>
        </table>
      </div>
      {hidden > 0 && (
        <button type="button" class="more" aria-expanded={isOpen} onClick={flip}>
          {isOpen ? "fewer" : `${hidden} more`}
        </button>
      )}
    </>
  );
}

function titleOf({ plural }: PageDimension): string {
  return plural[0].toUpperCase() + plural.slice(1).replaceAll("_", " ");
}

function TopPanel({ dimension }: { readonly dimension: PageDimension }) {
  const top = tops.value[dimension.name];
  if (top === undefined || top.rows.length === 0) return null;
  const isBound = top.rows.some(({ atMost }) => atMost !== null);
  return (
    <Panel
      title={titleOf(dimension)}
      about={`hits by ${dimension.noun}${isBound ? "; ≥: at least so many" : ""}`}
      csv={{ name: dimension.plural, rows: () => rowsOf(top, dimension) }}
      query={shownLine(
        REPORT_WORDS[dimension.name] ?? [dimension.plural],
        limitOf(top.rows.filter(({ value }) => value !== OTHER).length),
      )}
      notes={top.notes}
    >
      <TopTable dimension={dimension} top={top} />
    </Panel>
  );
}

/** Whether no record has a value of it. */
function isSilent({ name }: PageDimension): boolean {
  const top = tops.value[name];
  return top !== undefined && top.rows.length > 0 && top.rows.every(({ value }) => value === NONE);
}

/** Whether none of its values is known in the range. */
function isEmpty({ name }: PageDimension): boolean {
  return tops.value[name]?.rows.length === 0;
}

/** "methods, paths". */
function listOf(dimensions: readonly PageDimension[]): string {
  return dimensions.map(({ plural }) => plural.replaceAll("_", " ")).join(", ");
}

/** Dimensions of which the log, or what is known of the range, says nothing are named only. */
export function Tops() {
  const all = known.value?.dimensions ?? [], silent = all.filter(isSilent), empty = all.filter(isEmpty);
  return (
    <>
      <div class="two">
        {all.filter((dimension) => !silent.includes(dimension)).map((dimension) => (
          <TopPanel key={dimension.name} dimension={dimension} />
        ))}
      </div>
      {silent.length > 0 && (
        <p class="note">
          The log says nothing of: {listOf(silent)}. Every record counts as {NONE}.
        </p>
      )}
      {empty.length > 0 && (
        <p class="note">
          Nothing is known in this range of:{" "}
          {listOf(empty)}. Some are kept for whole hours only: a range that an hour begins in shows them.
        </p>
      )}
    </>
  );
}
