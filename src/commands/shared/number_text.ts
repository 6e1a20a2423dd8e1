// Role: numbers formatted for people.

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** A whole number with a comma every three digits: "1,234,567". */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number with a noun: "1 alert", "2,000 alerts". The plural is made with an s. */
export function counted(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? "" : "s"}`;
}

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
