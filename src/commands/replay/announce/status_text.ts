// Role: the text of the status line: progress → one line that fits.

import { isoTime } from "../../../domain/time_text.ts";
import { grouped } from "../../../domain/grouped.ts";
import { bytesText, spanText } from "../../shared/number_text.ts";
import type { Progress } from "../events.ts";

/** Pieces of a higher rank make room for the bar. */
const LAST_KEPT = 2;

const NARROWEST_BAR = 10, WIDEST_BAR = 30;

/** One piece of the line; those with the highest rank are left out first. */
interface Piece {
  readonly rank: number;
  readonly text: string;
  /** The same with colour; takes the same columns. */
  readonly colored?: string;
}

/**
 * The line, at most `columns` wide: bar, share of the bytes, event time, records per second, rate against the threshold,
 * time left. Where the width does not suffice, the less important pieces are missing.
 */
export function statusText(progress: Progress, columns: number, color: boolean): string {
  const pieces = piecesOf(progress);
  const width = (): number => pieces.reduce((sum, { text }) => sum + text.length + 2, -2);
  // The bar is worth more than how fast it goes and how long still.
  const room = progress.bytesTotal === null || progress.live ? 0 : NARROWEST_BAR + 2;
  while (pieces.length > 1) {
    const least = Math.max(...pieces.map(({ rank }) => rank));
    if (width() + (least > LAST_KEPT ? room : 0) <= columns) break;
    pieces.splice(pieces.findIndex(({ rank }) => rank === least), 1);
  }
  const bar = barOf(progress, columns - width() - 2);
  const texts = pieces.map(({ text, colored }) => color ? colored ?? text : text);
  return (bar === "" ? texts : [bar, ...texts]).join("  ").slice(0, color ? undefined : Math.max(0, columns));
}

function piecesOf(progress: Progress): Piece[] {
  const { bytesDone, bytesTotal, eventTime, live, read, rate, threshold, firing, elapsed } = progress;
  const share = bytesTotal === null ? null : shareOf(bytesDone, bytesTotal);
  const pieces: Piece[] = [{
    rank: 0,
    text: live
      ? `live${eventTime === null ? "" : `, up to ${isoTime(eventTime).slice(11, -1)}`}`
      : share === null
      ? bytesText(bytesDone)
      : `${Math.floor(share * 100)}%`,
  }];
  if (eventTime !== null && !live) pieces.push({ rank: 1, text: isoTime(eventTime) });
  if (elapsed > 0 && !live) {
    pieces.push({ rank: 4, text: `${grouped(Math.round(read / elapsed))} records/s` });
  }
  if (threshold !== null) {
    const text = `${rate === null ? "-" : rate.toFixed(2)} of ${threshold} hits/s`;
    const colored = rate === null ? undefined : inColor(text, rate > threshold);
    pieces.push({ rank: 2, text, colored });
  }
  if (firing !== null) {
    const text = firing === 1 ? "1 alert" : `${firing} alerts`;
    pieces.push({ rank: 2, text, colored: inColor(text, firing > 0) });
  }
  if (share !== null && share > 0 && !live) {
    pieces.push({ rank: 3, text: `${spanText(elapsed * (1 / share - 1))} left` });
  }
  return pieces;
}

/** Red where something is wrong, else green. */
function inColor(text: string, isWrong: boolean): string {
  return `\x1b[${isWrong ? 31 : 32}m${text}\x1b[0m`;
}

function barOf({ bytesDone, bytesTotal, live }: Progress, room: number): string {
  const width = Math.min(WIDEST_BAR, room) - 2;
  if (bytesTotal === null || live || width + 2 < NARROWEST_BAR) return "";
  const done = Math.floor(shareOf(bytesDone, bytesTotal) * width);
  return `[${"#".repeat(done)}${"-".repeat(width - done)}]`;
}

/** A log may have grown since its size was taken. */
function shareOf(done: number, total: number): number {
  return total <= 0 ? 1 : Math.min(1, done / total);
}
