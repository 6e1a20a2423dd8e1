// Role: the alerts of the range: which rule, when, how far, why, and what was sent; one that is open shows its course.

import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Plot } from "../chart/plot.tsx";
import type { Drawing } from "../chart/stack.ts";
import type { AlertCourse, AlertFacts, Rows } from "../data/model.ts";
import {
  clockText,
  lengthText,
  metricValueText,
  optionTime,
  queryLine,
  thresholdText,
  wholeText,
} from "../format.ts";
import * as picture from "../state/picture.ts";
import { copyText, Empty, limitOf, Panel, shownLine, shownOptions } from "./panel.tsx";

/** With six decimals, as the report `alerts` has it. */
function amountCell(value: number): number {
  return Number(value.toFixed(6));
}

/** Those of the report, oldest first. */
function rowsOf(found: readonly AlertFacts[]): Pick<Rows, "columns" | "rows"> {
  return {
    columns: [
      ...["id", "fired_iso", "resolved_iso", "duration", "rule", "value", "peak_value", "threshold"],
      ...["window", "provisional", "source", "metric", "superseded"],
    ],
    rows: found.toReversed().map(({ firedAt, resolvedAt, metric, ...alert }) => [
      ...[alert.id, optionTime(firedAt), resolvedAt === null ? null : optionTime(resolvedAt)],
      ...[resolvedAt === null ? null : resolvedAt - firedAt, alert.rule],
      ...[amountCell(alert.value), amountCell(alert.peakValue), amountCell(alert.threshold)],
      ...[alert.window, Number(alert.isProvisional), alert.source, metric, Number(alert.isSuperseded)],
    ]),
  };
}

/** The line of a part of the range names those that fired before it and still did, too. */
function queryOf(found: readonly AlertFacts[]): string {
  const words = shownOptions().since === null ? ["alerts"] : ["alerts", "--overlap"];
  return shownLine(words, limitOf(found.length));
}

/** Shows the alert, and the time around it. */
function toggle(alert: AlertFacts): void {
  picture.go({ alert: picture.address.value.alert === alert.id ? null : alert.id });
}

function showWindow({ firedAt, resolvedAt, window }: AlertFacts): void {
  const whole = picture.known.value!.whole!, end = resolvedAt ?? whole.until;
  const margin = Math.max(window, (end - firedAt) / 2);
  picture.goTo({
    since: Math.max(whole.since, firedAt - margin),
    until: Math.min(whole.until, end + margin),
  });
}

function CourseChart({ alert, course }: { readonly alert: AlertFacts; readonly course: AlertCourse }) {
  const drawing = useMemo((): Drawing => {
    const step = course.times.length > 1 ? course.times[1] - course.times[0] : 1;
    return {
      step,
      times: course.times,
      layers: [{
        name: alert.metric,
        color: "--s2",
        amounts: course.values,
        edges: course.values,
        kind: "line",
      }],
    };
  }, [course]);
  const span = { since: course.times[0], until: course.times[course.times.length - 1] };
  const bands = useMemo(
    () => [{ since: alert.firedAt, until: alert.resolvedAt ?? span.until, kind: "alert" as const }],
    [course],
  );
  const levels = useMemo(
    () => [{
      height: alert.threshold,
      label: thresholdText(alert.metric, alert.threshold, alert.thresholdText),
    }],
    [
      course,
    ],
  );
  return (
    <div
      role="img"
      aria-label={`Course of ${alert.rule}: the watched value, its threshold, and when it fired`}
    >
      <Plot
        drawing={drawing}
        span={span}
        height={170}
        unit={(value) => metricValueText(alert.metric, value)}
        bands={bands}
        levels={levels}
      />
    </div>
  );
}

function Details({ alert }: { readonly alert: AlertFacts }) {
  const course = picture.openAlert.value;
  const line = queryLine(["alert", String(alert.id)], {});
  return (
    <div class="details">
      {course === null
        ? (
          <p class="note">
            Its course is not in this report. On the server: <code>{line}</code>
          </p>
        )
        : (
          <>
            {course.times.length > 1 && <CourseChart alert={alert} course={course} />}
            <div class="facts">
              <div>
                <h3>Why</h3>
                {course.causes.length === 0
                  ? <p>Nothing stands out: no section, host or status has a larger part of it than before.</p>
                  : <ol>{course.causes.map((cause) => <li key={cause}>{cause}</li>)}</ol>}
              </div>
              <div>
                <h3>Sent</h3>
                {course.messages.length === 0
                  ? (
                    <p>
                      Nothing was sent about it: <code>replay --notify</code>{" "}
                      sends, to the notifiers of a rule file.
                    </p>
                  )
                  : <ul>{course.messages.map(({ name, text }) => <li key={name}>{name}: {text}</li>)}</ul>}
              </div>
            </div>
          </>
        )}
      <p class="actions">
        <button type="button" onClick={() => showWindow(alert)}>show its time in the charts</button>
        <button type="button" title={line} onClick={() => copyText("Command line", line)}>query</button>
      </p>
    </div>
  );
}

function AlertRow({ alert }: { readonly alert: AlertFacts }) {
  const isOpen = picture.address.value.alert === alert.id;
  const lasted = alert.resolvedAt === null ? "firing" : lengthText(alert.resolvedAt - alert.firedAt);
  return (
    <li class={`alert${alert.resolvedAt === null ? " firing" : ""}`}>
      <button type="button" class="alert-head" aria-expanded={isOpen} onClick={() => toggle(alert)}>
        <span class={`severity ${alert.severity === "page" ? "page" : ""}`}>{alert.severity}</span>
        <span class="rule">{alert.rule}</span>
        <span class="time">{clockText(alert.firedAt)}</span>
        <span class="lasted">
          {lasted}
          {alert.isSuperseded ? ", superseded" : ""}
          {alert.isProvisional ? ", provisional" : ""}
        </span>
        <span class="peak">
          peak {metricValueText(alert.metric, alert.peakValue)}{" "}
          <span class="quiet">
            threshold {thresholdText(alert.metric, alert.threshold, alert.thresholdText)}
          </span>
        </span>
        {(picture.known.value?.sources.length ?? 0) > 1 && <span class="quiet">{alert.source}</span>}
        {alert.cause !== null && <span class="cause">{alert.cause}</span>}
      </button>
      {isOpen && <Details alert={alert} />}
    </li>
  );
}

/** Alerts that are shown before one asks for more. */
const FIRST_ALERTS = 12;

/** Whether all alerts are shown. */
const isOpened = signal(false);

/** The newest, and the open one wherever it is. */
function List({ found, asked }: { readonly found: readonly AlertFacts[]; readonly asked: number | null }) {
  const isAll = isOpened.value, hidden = found.length - FIRST_ALERTS;
  const shown = isAll ? found : found.filter(({ id }, place) => place < FIRST_ALERTS || id === asked);
  return (
    <>
      <ul class="alerts">{shown.map((alert) => <AlertRow key={alert.id} alert={alert} />)}</ul>
      {hidden > 0 && (
        <button
          type="button"
          class="more"
          aria-expanded={isAll}
          onClick={() => isOpened.value = !isAll}
        >
          {isAll ? "fewer" : `${wholeText(hidden)} more`}
        </button>
      )}
    </>
  );
}

/** The list. An alert of a link that is out of the range is named, so that it can be found. */
export function AlertsPanel() {
  const found = picture.alertsNow.value;
  if (found === null) return null;
  const asked = picture.address.value.alert, isThere = found.some(({ id }) => id === asked);
  return (
    <Panel
      title="Alerts"
      about="those that fire at some time of the range, newest first; times in UTC"
      csv={{ name: "alerts", rows: () => rowsOf(found) }}
      query={queryOf(found)}
    >
      {asked !== null && !isThere && (
        <p class="note">
          Alert {asked} is not in this range.{" "}
          <button type="button" onClick={() => picture.showAll()}>Show all</button>
        </p>
      )}
      {found.length === 0
        ? (
          <Empty>
            No alert in this range. Rules decide what fires: <code>httplog rules show</code> prints them, and
            {" "}
            <code>httplog backtest</code> tries others on the same log.
          </Empty>
        )
        : <List found={found} asked={asked} />}
    </Panel>
  );
}
