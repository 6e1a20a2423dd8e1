// Role: the head of the page: which log, which range, compared with what, how new, and how the page looks.

import { theme } from "../chart/plot.tsx";
import { clockText, lengthText, spanOfTimes } from "../format.ts";
import { address, go, goTo, known, moveBy, shownSpan, zoomBy } from "../state/picture.ts";
import { copyText } from "./panel.tsx";

/** Spans back from the newest record that can be chosen, seconds. */
const BACK = [900, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400, 365 * 86400];

function SourceChoice() {
  const sources = known.value?.sources ?? [];
  const asked = address.value.source;
  if (sources.length === 1) {
    return <span class="source" title={`source ${sources[0].name}`}>{sources[0].name}</span>;
  }
  return (
    <select
      aria-label="Source"
      value={asked ?? ""}
      onChange={({ currentTarget }) =>
        go({ source: currentTarget.value === "" ? null : currentTarget.value, only: null })}
    >
      <option value="">all {sources.length} sources</option>
      {sources.map(({ name }) => <option key={name} value={name}>{name}</option>)}
    </select>
  );
}

function choose(value: string): void {
  const whole = known.value?.whole;
  if (!whole || value === "") return;
  if (value === "all") goTo(whole);
  else go({ last: Number(value), since: null, until: null });
}

interface MoveProps {
  /** What it does; its key stands behind it. */
  readonly name: string;
  readonly keys: string;
  readonly sign: string;
  readonly isOff?: boolean;
  readonly move: () => void;
}

function Move({ name, keys, sign, isOff = false, move }: MoveProps) {
  return (
    <button type="button" aria-label={name} title={`${name} (${keys})`} disabled={isOff} onClick={move}>
      {sign}
    </button>
  );
}

function RangeChoice() {
  const span = shownSpan.value, whole = known.value?.whole;
  if (span === null || !whole) return null;
  const isFirst = span.since <= whole.since, isLast = span.until >= whole.until, isAll = isFirst && isLast;
  const length = span.until - span.since,
    back = isLast ? BACK.find((seconds) => seconds === length) : undefined;
  return (
    <div class="range">
      <Move name="Earlier" keys="←" sign="‹" isOff={isFirst} move={() => moveBy(-0.5)} />
      <select
        aria-label="Range"
        value={isAll ? "all" : back ?? ""}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {!isAll && back === undefined && <option value="">{spanOfTimes(span.since, span.until)}</option>}
        {BACK.filter((seconds) => seconds < whole.until - whole.since).map((seconds) => (
          <option key={seconds} value={seconds}>last {lengthText(seconds)}</option>
        ))}
        <option value="all">all: {spanOfTimes(whole.since, whole.until)}</option>
      </select>
      <Move name="Later" keys="→" sign="›" isOff={isLast} move={() => moveBy(0.5)} />
      <Move name="Shorter range" keys="+" sign="+" move={() => zoomBy(0.5)} />
      <Move name="Longer range" keys="−" sign="−" isOff={isAll} move={() => zoomBy(2)} />
      {!isAll && <Move name="Whole range" keys="Esc" sign="✕" move={() => goTo(whole)} />}
    </div>
  );
}

function Freshness() {
  const all = known.value;
  if (all === null) return null;
  if (all.made !== null) {
    return (
      <span class="fresh" title="A report does not change.">
        report of {clockText(all.made).slice(0, 16)} UTC
      </span>
    );
  }
  const last = Math.max(0, ...all.sources.map((source) => source.last ?? 0));
  return (
    <span class="fresh" title="Time of the newest record, UTC">
      <span class="live" aria-hidden="true">●</span> live, last record{" "}
      {last === 0 ? "none" : clockText(last).slice(11)}
    </span>
  );
}

/** Sets the look, and keeps it for the next visit. */
function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem("httplog-theme", theme.value);
  } catch {
    // A file from disk may have no storage: the look lasts as long as the page.
  }
}

export function Header() {
  const next = theme.value === "dark" ? "light" : "dark";
  return (
    <header class="top">
      <h1>httplog</h1>
      <SourceChoice />
      <RangeChoice />
      <label class="compare">
        <input
          type="checkbox"
          checked={address.value.compare}
          onChange={({ currentTarget }) => go({ compare: currentTarget.checked })}
        />
        compare
      </label>
      <span class="filler" />
      <Freshness />
      <button
        type="button"
        onClick={() => copyText("Link", location.href)}
        title="Copy a link to what is shown"
        aria-label="Copy a link to what is shown"
      >
        link
      </button>
      <button
        type="button"
        onClick={toggleTheme}
        aria-label={`Use ${next} colours`}
        title={`Use ${next} colours`}
      >
        {theme.value === "dark" ? "☀" : "☾"}
      </button>
    </header>
  );
}
