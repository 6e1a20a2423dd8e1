// Role: numbers and times as the page shows them: every number with its unit, every time in UTC.

const DAY = 86400;

/** A whole number with a comma every three digits. */
export function wholeText(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A whole number with a noun, whose plural is made with an s. */
export function countText(number: number, thing: string): string {
  return `${wholeText(number)} ${thing}${Math.round(number) === 1 ? "" : "s"}`;
}

/** A number in three digits, a small one in two: "0.0042", "0.42", "13.6", "1.25 k", "98.1 M". */
export function shortText(number: number): string {
  const size = Math.abs(number);
  if (size > 0 && size < 0.0995) return size < 0.0001 ? "<0.0001" : String(Number(number.toPrecision(2)));
  const [scale, unit] = size >= 999_500_000
    ? [1e9, " G"]
    : size >= 999_500
    ? [1e6, " M"]
    : size >= 9_995
    ? [1e3, " k"]
    : [1, ""];
  const value = number / scale, digits = Math.abs(value);
  if (unit === "" && digits >= 100) return wholeText(value);
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(digits >= 99.95 ? 0 : digits >= 9.995 ? 1 : 2) + unit;
}

/**
 * Marks of an axis, those of a unit with as many digits behind the point as the one that needs most: "0", "0.5/s", "1.0/s". Null is no
 * mark.
 */
export function axisTexts(
  heights: readonly (number | null)[],
  unit: (height: number) => string,
): (string | null)[] {
  const parts = heights.map((height) => {
    const text = height === null ? "" : unit(height);
    const [, whole, fraction = "", rest = ""] = /^(-?\d+)(?:\.(\d+))?([^\d,.].*)?$/.exec(text) ?? [];
    return { text, whole, fraction: fraction.replace(/0+$/, ""), rest };
  });
  return parts.map(({ text, whole, fraction, rest }, place) => {
    if (heights[place] === null) return null;
    if (whole === undefined) return text;
    if (heights[place] === 0) return `0${rest}`;
    const digits = Math.max(...parts.map((part) => part.rest === rest ? part.fraction.length : 0));
    return digits === 0 ? whole + rest : `${whole}.${fraction.padEnd(digits, "0")}${rest}`;
  });
}

/** Bytes in decimal units. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let [amount, unit] = [bytes, 0];
  for (; amount >= 999.5 && unit < units.length - 1; unit++) amount /= 1000;
  const digits = unit === 0 && Number.isInteger(amount) ? 0 : amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
  return `${amount.toFixed(digits)} ${units[unit]}`;
}

/** A share; one that is 100 % only if nothing is missing is rounded down. */
export function percentOf(share: number, down = false): string {
  if (down) return `${(Math.floor(Math.round(share * 1e6) / 100) / 100).toFixed(2)} %`;
  if (share > 0 && share < 0.0005) return "<0.1 %";
  return `${(share * 100).toFixed(1)} %`;
}

/** The same as the reports have it: six decimals, 1 only where none failed. */
export function availabilityCell(hits: number, failures: number): number {
  return failures === 0 ? 1 : Math.min(Number(((hits - failures) / hits).toFixed(6)), 0.999999);
}

/** A share of successes: 100 % only where none failed. */
export function availabilityOfHits(hits: number, failures: number): number | null {
  return hits === 0 ? null : failures === 0 ? 1 : Math.min((hits - failures) / hits, 0.999999);
}

/** Milliseconds: "182 ms", "1.25 s". */
export function millisecondsText(milliseconds: number): string {
  if (milliseconds >= 999.5) return `${shortText(milliseconds / 1000)} s`;
  return `${
    milliseconds >= 9.995 || milliseconds === 0 ? Math.round(milliseconds) : milliseconds.toFixed(1)
  } ms`;
}

/** A span: "45 s", "3 min 25 s", "2 h 10 min", "6 d". */
export function lengthText(seconds: number): string {
  const units = [[DAY, "d"], [3600, "h"], [60, "min"], [1, "s"]] as const;
  const first = units.findIndex(([size]) => seconds >= size);
  if (first < 0) return `${seconds} s`;
  let rest = Math.floor(seconds);
  const parts = units.slice(first, first + 2).map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? "" : `${count} ${unit}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}

/** "2019-02-07 21:14:10", without what is the same for all times of day zero. */
export function clockText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** From one time to another: the date once where it is the same, without seconds where both are whole minutes. */
export function spanOfTimes(since: number, until: number): string {
  const cut = since % 60 === 0 && until % 60 === 0 ? 16 : 19;
  const [from, to] = [clockText(since).slice(0, cut), clockText(until).slice(0, cut)];
  if (since % DAY === 0 && until % DAY === 0) {
    const last = clockText(until - DAY).slice(0, 10);
    return from.slice(0, 10) === last ? last : `${from.slice(0, 10)} – ${last}`;
  }
  return from.slice(0, 10) === to.slice(0, 10) ? `${from} – ${to.slice(11)}` : `${from} – ${to}`;
}

/** The change from one number to another: "▲ 4 %", "▼ 12 %", "as before"; null where there was nothing before. */
export function changeText(now: number, before: number): string | null {
  if (before === 0) return null;
  const change = (now - before) / before, percent = Math.round(Math.abs(change) * 100);
  if (percent === 0) return "as before";
  return `${change > 0 ? "▲" : "▼"} ${percent >= 1000 ? `× ${shortText(now / before)}` : `${percent} %`}`;
}

/** The value of a metric of alerts, in its unit. */
export function metricValueText(metric: string, value: number): string {
  if (metric === "rate") return `${shortText(value)} hits/s`;
  if (metric === "bytes_rate") return `${sizeText(value)}/s`;
  if (metric === "error_ratio" || metric === "slow_ratio") return `${(value * 100).toFixed(2)} %`;
  if (metric === "burn") return `${value.toFixed(2)} ×`;
  if (/^p\d+$/.test(metric)) return millisecondsText(value / 1000);
  return `${shortText(value)} hits`;
}

/** Units of metrics behind a number that a rule compares with and that has none there. */
const PLAIN_UNITS: Readonly<Record<string, string>> = {
  rate: " hits/s",
  count: " hits",
  bytes_rate: " B/s",
  burn: " ×",
};

/** What a rule compares with, "> 10", with the unit of its metric where it was written without one. */
export function thresholdText(metric: string, threshold: number, written: string): string {
  const [, sign, number] = /^([<>]=?) *([\d.]+)$/.exec(written) ?? [];
  if (sign === undefined) return written.replace(/ ?%$/, " %") || metricValueText(metric, threshold);
  const isRatio = metric === "error_ratio" || metric === "slow_ratio";
  if (isRatio) return `${sign} ${Number((threshold * 100).toPrecision(12))} %`;
  return `${sign} ${number}${PLAIN_UNITS[metric] ?? ""}`;
}

/** A text in single quotes where a shell needs them. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command line that asks for the same: `httplog query …`. Options that are null are left out. */
export function queryLine(
  words: readonly string[],
  options: Readonly<Record<string, string | null>>,
): string {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === null ? [] : [`--${name}`, value]
  );
  return ["httplog", "query", ...words, ...given].map(shellWord).join(" ");
}

/** A time as the command line takes it. */
export function optionTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** Seconds as `query --by` takes them: "30s", "5m", "2h", "1d". */
export function spanOption(seconds: number): string {
  const units = [[DAY, "d"], [3600, "h"], [60, "m"]] as const;
  const [size, unit] = units.find(([size]) => seconds % size === 0) ?? [1, "s"];
  return `${seconds / size}${unit}`;
}
