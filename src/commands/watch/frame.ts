// Role: the lines that `httplog watch` shows for a picture, as many as the terminal has.

import { durationText } from "../../domain/rules/duration.ts";
import { metricText } from "../../domain/rules/metrics/metric_text.ts";
import { isoTime } from "../../domain/time_text.ts";
import { unitText } from "../../domain/unit.ts";
import { plot } from "../../render/drawing/plot.ts";
import { sparkline } from "../../render/drawing/sparkline.ts";
import { printable } from "../../render/text/printable.ts";
import { displayWidth, fit } from "../../render/text/width.ts";
import { counted, grouped } from "../../domain/grouped.ts";
import { bytesText } from "../shared/number_text.ts";
import { KEYS, type Look, RANGES } from "./look.ts";
import type { NamedRow, Picture } from "./picture.ts";

/** The smallest terminal that it is drawn for. */
export const LEAST = { columns: 80, rows: 24 } as const;

/** How a frame is drawn. */
export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
}

const BOLD = "1", DIM = "2", RED = "1;31", INVERSE = "7";

/** What of the height belongs to what, with the lines of their titles. */
export function frameLayout(
  rows: number,
): { readonly plot: number; readonly values: number; readonly alerts: number } {
  const plot = rows >= 45 ? 12 : rows >= 32 ? 8 : 5;
  // Two lines at the top, the title of the plot, its axis and times, a blank line before each list, the keys.
  const left = rows - plot - 8, alerts = Math.max(5, Math.floor(left * 0.35));
  return { plot, values: left - alerts, alerts };
}

/** The lines, as many as the terminal has rows, none wider than it. */
export function frameOf(picture: Picture, look: Look, size: FrameSize): string[] {
  const { columns, rows } = size;
  if (columns < LEAST.columns || rows < LEAST.rows) {
    const text =
      `httplog watch needs ${LEAST.columns} x ${LEAST.rows}; this terminal has ${columns} x ${rows}. q quits.`;
    return [fit(text, Math.max(1, columns))];
  }
  const layout = frameLayout(rows), paint = painter(size.color);
  const lines = [
    headLine(picture, look, columns, paint),
    ...(picture.last === null
      ? ["", "Nothing is stored yet: httplog replay reads a log into the database."]
      : [
        tileLine(picture, columns, paint),
        ...plotLines(picture, layout.plot, columns, paint),
        "",
        ...valueLines(picture, look, layout.values, columns, paint),
        "",
        ...alertLines(picture, look, layout.alerts, columns, paint),
      ]),
  ];
  const filled = Array.from({ length: rows - 1 }, (_, at) => lines[at] ?? "");
  return [...filled, paint(DIM, fit(`${KEYS}   (capitals go back)`, columns))];
}

type Paint = (style: string, text: string) => string;

function painter(color: boolean): Paint {
  return (style, text) => color && text !== "" ? `\x1b[${style}m${text}\x1b[0m` : text;
}

/** The text in exactly so many columns. */
function padded(text: string, columns: number, right = false): string {
  const short = fit(text, columns), blanks = " ".repeat(Math.max(0, columns - displayWidth(short)));
  return right ? blanks + short : short + blanks;
}

function headLine(
  { sources, last }: Picture,
  { source, range }: Look,
  columns: number,
  paint: Paint,
): string {
  const span = RANGES[range],
    time = last === null ? "no record yet" : `${isoTime(last).replace("T", " ").slice(0, -1)} UTC`;
  const shown = span === null ? "everything" : `last ${durationText(span)}`;
  const right = `${shown}  to ${time} `, place = source === null ? -1 : sources.indexOf(source);
  const name = source === null ? `all ${counted(sources.length, "source")}` : printable(source);
  const many = sources.length > 1 && place >= 0 ? ` (${place + 1}/${sources.length})` : "";
  const left = ` httplog  ${fit(name, columns - right.length - many.length - 12)}${many}`;
  return paint(INVERSE, padded(left, columns - right.length) + right);
}

function tileLine(
  { hits, bytes, failures, rates, seconds, alerts }: Picture,
  columns: number,
  paint: Paint,
): string {
  const peak = rates.reduce<number>((most, rate) => Math.max(most, rate ?? 0), 0);
  const firing = alerts.filter(({ resolved_at }) => resolved_at === null).length;
  const available = hits === 0 ? "-" : unitText("share_down", (hits - failures) / hits);
  const parts = [
    ` ${unitText("rate", hits / seconds)} hits`,
    `peak ${unitText("rate", peak)}`,
    `${bytesText(Math.round(bytes / seconds))}/s`,
    `availability ${available}`,
    `${counted(failures, "failure")}`,
  ];
  const alarm = firing === 0 ? "" : `${grouped(firing)} firing`;
  const room = columns - alarm.length - 2;
  // What alerts and people look at first is not cut: the bytes go, then the peak, which the axis below shows as well.
  for (const place of [2, 1]) if (displayWidth(parts.join("  ")) > room) parts.splice(place, 1);
  const text = fit(parts.join("  "), room);
  return alarm === "" ? text : `${text}  ${paint(RED, alarm)}`;
}

function plotLines(
  { rates, from, step, threshold }: Picture,
  height: number,
  columns: number,
  paint: Paint,
): string[] {
  const line = threshold === null ? "" : `, threshold ${threshold}`;
  const data = {
    values: rates,
    from,
    step,
    threshold,
    text: (value: number) => String(Number(value.toFixed(1))),
  };
  const lines = plot(data, { width: columns - 2, height });
  return [
    paint(BOLD, fit(` hits/s in steps of ${durationText(step)}${line}`, columns)),
    ...lines.map((text) => fit(text, columns)),
  ];
}

/** The name and the trend share what the numbers leave. */
function valueLines(picture: Picture, look: Look, count: number, columns: number, paint: Paint): string[] {
  const { name, kind } = look.dimension, { values, trends } = picture;
  const numbers = [["hits", 12], ["share", 9], ["failures", 10], ["availability", 14]] as const;
  const rest = columns - numbers.reduce((sum, [, width]) => sum + width, 0) - 4;
  const label = Math.max(16, Math.min(40, rest - 12)), trend = Math.max(8, rest - label);
  const head = " " + padded(name, label) +
    numbers.map(([text, width]) => padded(text, width, true)).join("") + "  " +
    padded("trend", trend);
  const rows = values.slice(0, count - 1).map((row, at) => {
    const value = kind === "number" ? unitText("status", Number(row[name])) : printable(String(row[name]));
    const texts = [
      grouped(Number(row.hits)),
      unitText("share", Number(row.share)),
      row.failures === null ? "" : grouped(Number(row.failures)),
      row.availability === null ? "" : unitText("share_down", Number(row.availability)),
    ];
    const cells = numbers.map(([, width], place) => padded(texts[place], width, true)).join("");
    return ` ${padded(value, label)}${cells}  ${sparkline(trends[at] ?? [], trend)}`;
  });
  const empty = rows.length === 0 ? [" nothing in this range"] : [];
  return filledTo(count, [paint(BOLD, fit(head, columns)), ...rows, ...empty]);
}

function alertLines(
  { alerts, sources }: Picture,
  { source }: Look,
  count: number,
  columns: number,
  paint: Paint,
): string[] {
  const isOfSeveral = source === null && sources.length > 1;
  const firing = alerts.filter(({ resolved_at }) => resolved_at === null);
  const sorted = [...firing, ...alerts.filter(({ resolved_at }) => resolved_at !== null)];
  const rows = sorted.slice(0, count - 1).map((alert) => {
    const text = fit(alertLine(alert, isOfSeveral), columns);
    return alert.resolved_at === null ? paint(RED, text) : text;
  });
  const more = sorted.length > count - 1 ? ` (${grouped(sorted.length)}, ${count - 1} shown)` : "";
  const none = rows.length === 0 ? [" none in this range"] : [];
  return filledTo(count, [paint(BOLD, fit(` alerts${more}`, columns)), ...rows, ...none]);
}

/** Of a longer name of a source so much is shown beside an alert: its rule stands behind. */
const SOURCE_WIDTH = 20;

function alertLine(alert: NamedRow, isOfSeveral: boolean): string {
  const { rule, metric, severity, fired_iso, peak_value, threshold_text, duration } = alert;
  const lasted = duration === null ? "fires" : unitText("seconds", Number(duration));
  const peak = metric === "absence"
    ? "no hits"
    : metric === "bytes_rate"
    ? `bytes rate ${bytesText(Math.round(Number(peak_value)))}/s`
    : metricText(String(metric), Number(peak_value)).replaceAll("_", " ");
  const causes = alert.causes === null || alert.causes === "" ? "" : `  ${printable(String(alert.causes))}`;
  const when = String(fired_iso).slice(0, -1).replace("T", " ");
  const source = isOfSeveral ? `${fit(printable(String(alert.source)), SOURCE_WIDTH)}  ` : "";
  return ` ${padded(lasted, 8)} ${when}  ${source}${printable(String(rule))} (${severity})  ${peak} ${
    printable(String(threshold_text))
  }${causes}`;
}

function filledTo(count: number, lines: readonly string[]): string[] {
  return Array.from({ length: count }, (_, at) => lines[at] ?? "");
}
