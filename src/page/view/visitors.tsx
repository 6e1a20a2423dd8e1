// Role: about how many came, along the range.

import { useMemo } from "preact/hooks";
import { Plot } from "../chart/plot.tsx";
import type { Drawing } from "../chart/stack.ts";
import type { Extent, Visitors } from "../data/model.ts";
import { clockText, countText, optionTime, shortText } from "../format.ts";
import * as picture from "../state/picture.ts";
import { Empty, Panel, shownLine } from "./panel.tsx";

const SECONDS = { hour: 3600, day: 86400, week: 7 * 86400 } as const;

/** Every span of the range, 0 where none came; the last one stands again at its end. */
function drawingOf({ by, starts, visitors }: Visitors): Drawing {
  const step = SECONDS[by], first = starts[0], last = starts[starts.length - 1];
  const counts = new Map(starts.map((start, place) => [start, visitors[place]]));
  const times = Array.from({ length: (last - first) / step + 2 }, (_, place) => first + place * step);
  const amounts = times.map((time) => counts.get(Math.min(time, last)) ?? 0);
  return {
    step,
    times,
    layers: [{ name: "visitors", color: "--s2", amounts, edges: amounts, kind: "area" }],
  };
}

function Chart({ found, span }: { readonly found: Visitors; readonly span: Extent }) {
  const drawing = useMemo(() => drawingOf(found), [found]);
  const { times } = drawing;
  const shown = {
    since: Math.min(span.since, times[0]),
    until: Math.max(span.until, times[times.length - 1]),
  };
  return (
    <div role="img" aria-label={`Visitors of each ${found.by}`}>
      <Plot drawing={drawing} span={shown} height={150} unit={shortText} onRange={picture.goTo} />
    </div>
  );
}

/** Nothing where they are not counted. */
export function VisitorsPanel() {
  const found = picture.visitorsNow.value, span = picture.shownSpan.value;
  if (found === null || span === null) return null;
  const { by, starts, visitors, notes } = found;
  return (
    <Panel
      title="Visitors"
      about={`about how many different hosts with agents came in each ${by}, within 1.6 %; one who comes in two counts in both`}
      csv={{
        name: "visitors",
        rows: () => ({
          columns: ["start_iso", "visitors"],
          rows: starts.map((start, place) => [optionTime(start), visitors[place]]),
        }),
      }}
      query={shownLine(["visitors"], { by })}
      notes={notes}
    >
      {starts.length === 0
        ? <Empty>No {by} of them begins in this range: they are counted by the hour.</Empty>
        : starts.length === 1
        ? (
          <p class="lone">
            {countText(visitors[0], "visitor")} in the {by} of {clockText(starts[0]).slice(0, 16)}
          </p>
        )
        : <Chart found={found} span={span} />}
    </Panel>
  );
}
