// Role: numbers formatted for people.

import { grouped } from "../../domain/grouped.ts";

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Bytes in decimal units: "0 B", "999 B", "1.2 MB". */
export function bytesText(bytes: number): string {
  let [amount, unit] = [bytes, 0];
  // What would be rounded to 1000.0 belongs to the next unit.
  for (; amount >= (unit === 0 ? 1000 : 999.95) && unit < UNITS.length - 1; unit++) amount /= 1000;
  return `${unit === 0 ? amount : amount.toFixed(1)} ${UNITS[unit]}`;
}

/** The share of successes with two decimals, rounded down: "100.00 %" means no failure at all. */
export function availabilityText(hits: number, failures: number): string {
  const share = hits === 0 ? 1 : (hits - failures) / hits;
  return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

/** A span as minutes and seconds, or with hours: "0:42", "1:02:03". */
export function spanText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number: number): string => String(number).padStart(2, "0");
  return (hours > 0 ? `${grouped(hours)}:${two(minutes)}` : `${minutes}`) + `:${two(whole % 60)}`;
}
