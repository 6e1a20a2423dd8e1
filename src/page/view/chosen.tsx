// Role: the chosen value in words, above the chart that shows its course; and where the chart is out of sight, because the value was
// chosen in a table far below, at the foot of the window with its course in small.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Sparkline } from "../chart/sparkline.tsx";
import { valueDrawing } from "../chart/stack.ts";
import { countText, lengthText, percentOf } from "../format.ts";
import {
  address,
  go,
  isCourseThere,
  onlyCourse,
  onlyDimension,
  shownSpan,
  traffic,
} from "../state/picture.ts";

/** The chart; null where there is none. */
const chart = signal<HTMLElement | null>(null);
/** Whether at least half of it is in the window. */
const isChartSeen = signal(true);

/** What the chart is put in: whether it is in sight is looked at from now on. */
export function useChartPlace(): { readonly current: HTMLDivElement | null } {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current!,
      watcher = new IntersectionObserver(([{ intersectionRatio }]) => {
        isChartSeen.value = intersectionRatio >= 0.5;
      }, { threshold: 0.5 });
    chart.value = element;
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.value = null;
      isChartSeen.value = true;
    };
  }, []);
  return place;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function Name() {
  const { only } = address.value;
  return (
    <span class="name">
      {onlyDimension.value?.noun ?? only!.dimension} <b>{only!.value === "" ? "(empty)" : only!.value}</b>
    </span>
  );
}

function Facts() {
  const course = onlyCourse.value;
  if (!isCourseThere.value) return <span class="quiet">…</span>;
  if (course === null) return <span>Its course is not known for this range; the chart shows all hits.</span>;
  const hits = sum(course.hits), failures = sum(course.failures);
  return (
    <span>
      {countText(hits, "hit")}, {countText(failures, "failure")} (5xx)
      {hits > 0 && <>, {percentOf(1 - failures / hits, true)} available</>}
    </span>
  );
}

function showAllHits(): void {
  go({ only: null });
}

/** The chosen value, and the way back to all. */
export function Chosen() {
  if (address.value.only === null) return null;
  return (
    <p class="chosen">
      <Name />
      <Facts />
      <button type="button" onClick={showAllHits}>show all hits ✕</button>
    </p>
  );
}

/** Brings the chart into sight, and the keys to it. */
function showChart(): void {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // The panel begins with the name of the value.
  chart.value?.closest(".panel")?.scrollIntoView({ behavior: isStill ? "auto" : "smooth", block: "start" });
  chart.value?.focus({ preventScroll: true });
}

/** Steps of the small course. */
const MOST_STEPS = 240;

function SmallCourse() {
  const course = onlyCourse.value, all = traffic.value, span = shownSpan.value;
  if (!isCourseThere.value || course === null || all === null || span === null) return null;
  const { layers: [, ofValue], step, times } = valueDrawing(course, all, span, MOST_STEPS);
  // Of what is kept by the hour there may be one step alone; the last time is the end of the last step.
  if (times.length < 3) return null;
  return (
    <span class="small-course">
      <Sparkline amounts={ofValue.edges.slice(0, -1).map((edge) => edge ?? 0)} />
      <span class="quiet">{lengthText(span.until - span.since)}, steps of {lengthText(step)}</span>
    </span>
  );
}

/** The same at the foot of the window, as long as the chart is out of sight. */
export function ChosenStrip() {
  const isShown = address.value.only !== null && chart.value !== null && !isChartSeen.value;
  return (
    <div class="strip-place" role="status">
      {isShown && (
        <div class="strip">
          <Name />
          <Facts />
          <SmallCourse />
          <span class="ways">
            <button type="button" onClick={showChart}>show chart ↑</button>
            <button type="button" aria-label="Show all hits" title="Show all hits" onClick={showAllHits}>
              ✕
            </button>
          </span>
        </div>
      )}
    </div>
  );
}
