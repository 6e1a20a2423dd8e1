// Role: the tables of values, one for each dimension, and what is said of those that have nothing to show.

import type { Top } from "../data/client.ts";
import type { PageDimension } from "../data/model.ts";
import { known, tops } from "../state/picture.ts";
import { GroupPanels } from "./groups.tsx";
import { limitOf, Panel, shownLine } from "./panel.tsx";
import { hasCourse, isSilent, reportRows, titleOf, TopTable } from "./top_table.tsx";

const OTHER = "(other)", NONE = "(none)";

/** The words of `query` for a dimension whose report is not named like it. */
const REPORT_WORDS: Readonly<Record<string, readonly string[]>> = {
  path: ["urls"],
  referrer: ["referrers", "--full"],
  referrer_site: ["referrers"],
};

/** What the numbers are, and why there is no course. */
function aboutTop(top: Top, { noun, isOfHours }: PageDimension): string {
  return [
    `hits by ${noun}`,
    ...(top.rows.some(({ atMost }) => atMost !== null) ? ["≥: at least so many"] : []),
    ...(isOfHours && !hasCourse(top) ? ["kept by the hour: too short for a course"] : []),
  ].join("; ");
}

function TopPanel({ dimension }: { readonly dimension: PageDimension }) {
  const top = tops.value[dimension.name];
  if (top === undefined || top.rows.length === 0) return null;
  return (
    <Panel
      title={titleOf(dimension)}
      about={aboutTop(top, dimension)}
      csv={{ name: dimension.plural, rows: () => reportRows(top) }}
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
        <GroupPanels />
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
