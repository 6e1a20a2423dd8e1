// Role: the traffic chart: hits a second by class, or of the chosen value; alerts as bands, thresholds as lines; a range is drawn with
// the pointer or moved with the keys.

import { signal, useComputed } from "@preact/signals";
import { type Band, Plot, type PlotProps } from "../chart/plot.tsx";
import { type Drawing, trafficDrawing, valueDrawing } from "../chart/stack.ts";
import type { Course, Rows } from "../data/model.ts";
import { availabilityCell, clockText, lengthText, optionTime, shortText, spanOption } from "../format.ts";
import * as picture from "../state/picture.ts";
import { Chosen, useChartPlace } from "./chosen.tsx";
import { Empty, Panel, shownLine } from "./panel.tsx";

/** Steps of the chart: more cannot be told apart. */
const MOST_STEPS = 480;

/** The step under the pointer; null where it is elsewhere. */
const hovered = signal<number | null>(null);

function drawingNow(): Drawing | null {
  const { shownSpan, traffic, before, onlyCourse, onlyDimension, address } = picture;
  const span = shownSpan.value, all = traffic.value;
  if (span === null || all === null) return null;
  const isValue = address.value.only !== null && onlyDimension.value !== null;
  if (isValue && onlyCourse.value !== null) return valueDrawing(onlyCourse.value, all, span, MOST_STEPS);
  return trafficDrawing(all, span, before.value, MOST_STEPS);
}

function bandsNow(): Band[] {
  const span = picture.shownSpan.value;
  return span === null ? [] : (picture.alertsNow.value ?? []).map(({ firedAt, resolvedAt, metric }) => ({
    since: firedAt,
    until: resolvedAt ?? span.until,
    kind: metric === "burn" ? "slo" : "alert",
  }));
}

const BANDS = [["alert", "alert"], ["slo", "objective burns"]] as const;

/** Amounts of the step under the pointer, or of the whole range. */
function Legend({ drawing }: { readonly drawing: Drawing }) {
  const place = hovered.value, isAt = place !== null && place < drawing.times.length - 1;
  const average = (amounts: Drawing["layers"][number]["amounts"]): number =>
    amounts.slice(0, -1).reduce<number>((sum, amount) => sum + (amount ?? 0), 0) /
    Math.max(1, amounts.length - 1);
  return (
    <p class="legend">
      <span class="when">
        {isAt
          ? `${clockText(drawing.times[place])}, ${lengthText(drawing.step)}`
          : `average, steps of ${lengthText(drawing.step)}`}
      </span>
      {drawing.layers.toReversed().map(({ name, color, amounts, kind }) => (
        <span class="key" key={name}>
          <i class={`swatch ${color.slice(2)} ${kind}`} aria-hidden="true" />
          {name} <b>{shortText(isAt ? amounts[place] ?? 0 : average(amounts))}</b>/s
        </span>
      ))}
      {BANDS.filter(([kind]) => bandsNow().some((band) => band.kind === kind)).map(([kind, name]) => (
        <span class="key" key={kind}>
          <i class={`swatch ${kind}`} aria-hidden="true" />
          {name}
        </span>
      ))}
    </p>
  );
}

/** Arrows move the range, + and − change its length, Escape shows all. */
function onKey(event: KeyboardEvent): void {
  const whole = picture.known.value?.whole;
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => picture.moveBy(event.shiftKey ? -1 : -0.25),
    ArrowRight: () => picture.moveBy(event.shiftKey ? 1 : 0.25),
    "+": () => picture.zoomBy(0.5),
    "=": () => picture.zoomBy(0.5),
    "-": () => picture.zoomBy(2),
    Escape: () => whole && picture.goTo(whole),
  };
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key)) return;
  event.preventDefault();
  moves[event.key]();
}

/** What the chart is drawn from: the course of the chosen value, or all hits. */
function courseNow(): Course | null {
  return picture.onlyCourse.value ?? picture.traffic.value;
}

/** Its steps as rows of the report `availability`. */
function rowsOf({ starts, hits, failures }: Course): Pick<Rows, "columns" | "rows"> {
  return {
    columns: ["start_iso", "hits", "failures", "availability"],
    rows: starts.map((start, place) => [
      ...[optionTime(start), hits[place], failures[place], availabilityCell(hits[place], failures[place])],
    ]),
  };
}

function queryOfChart({ step }: Course): string {
  const { only } = picture.address.value;
  const own = only === null || picture.onlyCourse.value === null
    ? {}
    : { [only.dimension.replaceAll("_", "-")]: only.value };
  return shownLine(["availability"], { by: spanOption(step), ...own });
}

/** The chart; the keys work where it has the focus: the head of the page has the same as buttons. */
function Chart(props: PlotProps) {
  return (
    <div
      class="chart"
      role="group"
      tabIndex={0}
      ref={useChartPlace()}
      onKeyDown={onKey}
      aria-label="Traffic chart. Arrow keys move the range, plus and minus change its length, Escape shows all."
    >
      <Plot {...props} />
    </div>
  );
}

export function TrafficPanel() {
  const drawing = useComputed(drawingNow).value, bands = useComputed(bandsNow).value;
  const levels = useComputed(() => {
    const { source, only } = picture.address.value;
    const lines = (picture.known.value?.lines ?? []).filter((line) =>
      source === null || line.source === source
    );
    const isOne = (picture.known.value?.sources.length ?? 0) === 1 || source !== null;
    return only !== null || !isOne
      ? []
      : lines.map(({ rule, rate }) => ({ height: rate, label: `${rule}: ${shortText(rate)}/s` }));
  }).value;
  const span = picture.shownSpan.value;
  const course = courseNow();
  if (drawing === null || span === null || course === null) return null;
  const isOfValue = picture.address.value.only !== null && picture.onlyCourse.value !== null;
  const isEmpty = drawing.layers.every(({ edges }) => edges.every((edge) => edge === 0));
  return (
    <Panel
      title="Traffic"
      about={isOfValue
        ? "hits per second, of the chosen value among all"
        : "hits per second, by class of status"}
      csv={{ name: "traffic", rows: () => rowsOf(course) }}
      query={queryOfChart(course)}
      notes={picture.trafficNotes.value}
    >
      <Chosen />
      <Legend drawing={drawing} />
      {isEmpty && <Empty>No hits in this range. Move it with the arrows, or show all.</Empty>}
      <Chart
        drawing={drawing}
        span={span}
        height={260}
        unit={(rate) => `${shortText(rate)}/s`}
        bands={bands}
        levels={levels}
        onRange={picture.goTo}
        onHover={(place) => hovered.value = place}
      />
    </Panel>
  );
}
