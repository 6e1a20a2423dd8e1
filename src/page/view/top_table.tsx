// Role: a table of values: how many hits, their share, failures, availability and course. A click on a value chooses it.

import { signal } from "@preact/signals";
import { Sparkline } from "../chart/sparkline.tsx";
import type { Top, TopRow } from "../data/client.ts";
import type { PageDimension } from "../data/model.ts";
import { percentOf, wholeText } from "../format.ts";
import { address, go, tops } from "../state/picture.ts";

/** Rows that are shown before one asks for more. */
const FIRST_ROWS = 8;
const OTHER = "(other)", NONE = "(none)";

/** The dimensions of which all rows are shown. */
const opened = signal<ReadonlySet<string>>(new Set());

/** Columns that a report names otherwise than the dimension. */
const REPORT_COLUMNS: Readonly<Record<string, string>> = { referrer_site: "referrer" };

/** What a table shows, as the report of `query` has it. */
export function reportRows({ table }: Top): Top["table"] {
  return { ...table, columns: table.columns.map((name) => REPORT_COLUMNS[name] ?? name) };
}

/** Whether a course can be drawn: what only hours have is a single point in an hour. */
export function hasCourse({ rows }: Top): boolean {
  return rows.some(({ trend }) => trend.length > 1);
}

function choose({ name }: PageDimension, value: string): void {
  const { only } = address.value;
  const isSame = only?.dimension === name && only.value === value;
  go({ only: isSame ? null : { dimension: name, value } });
}

function ValueRow(
  { row, dimension, most, hasCourse, isFixed }: {
    readonly row: TopRow;
    readonly dimension: PageDimension;
    readonly most: number;
    readonly hasCourse: boolean;
    readonly isFixed: boolean;
  },
) {
  const { value, hits, atMost, share, failures, availability, trend } = row;
  const { only } = address.value, isOther = value === OTHER;
  const isChosen = only?.dimension === dimension.name && only.value === value;
  const bounds = atMost === null ? undefined : `at least ${wholeText(hits)}, at most ${wholeText(atMost)}`;
  return (
    <tr class={isChosen ? "chosen-row" : isOther ? "other-row" : ""}>
      <th scope="row">
        {isOther
          ? <span title="values that were not kept by name">{value}</span>
          : isFixed
          ? <span title={value}>{value}</span>
          : (
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
      {hasCourse && (
        <td class="trend">
          <Sparkline amounts={trend} />
        </td>
      )}
    </tr>
  );
}

/** `isFixed`: no course of one value is known, so that none is chosen. */
export function TopTable(
  { dimension, top, isFixed = false }: {
    readonly dimension: PageDimension;
    readonly top: Top;
    readonly isFixed?: boolean;
  },
) {
  const isOpen = opened.value.has(dimension.name);
  const named = top.rows.filter(({ value }) => value !== OTHER),
    other = top.rows.filter(({ value }) => value === OTHER);
  const rows = [...isOpen ? named : named.slice(0, FIRST_ROWS), ...other];
  const most = Math.max(0, ...top.rows.map(({ hits }) => hits));
  const hidden = named.length - FIRST_ROWS, hasCourses = hasCourse(top);
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
              {hasCourses && <th scope="col">course</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ValueRow
                key={row.value}
                {...{ row, dimension, most, isFixed }}
                hasCourse={hasCourses}
              />
            ))}
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

/** The title of its panel. */
export function titleOf({ plural }: PageDimension): string {
  return plural[0].toUpperCase() + plural.slice(1).replaceAll("_", " ");
}

/** Whether no record has a value of it. */
export function isSilent({ name }: PageDimension): boolean {
  const top = tops.value[name];
  return top !== undefined && top.rows.length > 0 && top.rows.every(({ value }) => value === NONE);
}
