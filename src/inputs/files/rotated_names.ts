// Role: the names that a log takes as it is rotated, by the habits of logrotate and its like.

/** A rotated name of a log. */
export interface Rotated {
  /** What shows its age; "other" for digits whose order is not known. */
  readonly scheme: "number" | "date" | "epoch" | "other";
  /** The numbers of the age, the weightiest first. */
  readonly age: readonly number[];
  /** Whether it is compressed. */
  readonly compressed: boolean;
  /** Whether it could as well be a log of its own: `app.1.csv` beside `app.csv` may be a second instance's. */
  readonly mayBeLog: boolean;
}

const HOUR = String.raw`(?:[01]\d|2[0-3])`, ZONE = String.raw`(?:Z|[+-]\d\d:?\d\d)?`;

/**
 * What may stand behind an hour: `-00`, `:00:00.000Z`, `0000+0200`. Four numbers with a dot between are no time, but an address. Within one
 * pattern each has a name of its own.
 */
function minutes(name: string): string {
  const each = [
    String.raw`(?<${name}>[-_:])[0-5]\d(?:\k<${name}>[0-6]\d(?:[.,]\d{1,9})?)?`,
    String.raw`\.[0-5]\d(?:\.[0-6]\d)?`,
    String.raw`[0-5]\d(?:[0-6]\d(?:[.,]\d{3,9})?)?`,
  ];
  return `(?:${each.join("|")})${ZONE}`;
}

/**
 * `.1`; `-20261123`, `.2026-11-23`, `-1795435200`, also with a time behind, or a number: of a day that has several files, as `.2026-11-23.7`,
 * later ones have larger numbers. Each perhaps with `.gz` or `.zst` behind.
 */
const SUFFIX = new RegExp(
  String.raw`(?:\.(?<number>\d{1,4})|` +
    String.raw`[.-](?<date>(?:\d{4}(?<dash>[-._])\d{2}\k<dash>\d{2}|\d{8,10})(?:[-T_. ]?(?:\d+|${HOUR}(?:${
      minutes("mark")
    }|${ZONE})))?))$`,
);
const COMPRESSED = /\.(?:gz|zst)$/;

/**
 * What `name` is as a rotated name of `base` (both without directories); null where it is none. The suffix stands
 * behind the name, or, as with logrotate's `extension`, before the extension.
 *
 * @example
 * ```ts
 * import { rotatedName } from "./rotated_names.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(rotatedName("access.csv.2.gz", "access.csv")?.compressed, true);
 * assert.equal(rotatedName("access-20261123.csv", "access.csv")?.compressed, false);
 * assert.equal(rotatedName("access.csv.bak", "access.csv"), null);
 * ```
 */
export function rotatedName(name: string, base: string): Rotated | null {
  const compressed = COMPRESSED.test(name);
  const plain = plainName(name);
  const { stem, extension } = parted(base);
  const isBehind = plain.startsWith(base);
  const suffix = isBehind
    ? plain.slice(base.length)
    : extension !== "" && plain.startsWith(stem) && plain.endsWith(extension)
    ? plain.slice(stem.length, plain.length - extension.length)
    : "";
  const found = SUFFIX.exec(suffix);
  if (found === null || found.index > 0) return null;
  const { number, date } = found.groups!;
  if (number === undefined) return { ...dated(date), compressed, mayBeLog: false };
  return { scheme: "number", age: [Number(number)], compressed, mayBeLog: !isBehind && !compressed };
}

/** A name without the ending that compression gave it. */
export function plainName(name: string): string {
  return name.replace(COMPRESSED, "");
}

/** The name of the log that a name may be a rotated or compressed one of; the name itself where it may not. */
export function baseOf(name: string): string {
  const plain = plainName(name);
  const behind = plain.replace(SUFFIX, "");
  if (behind !== plain && behind !== "") return behind;
  const { stem, extension } = parted(plain);
  return stem.replace(SUFFIX, "") + extension;
}

/**
 * A name without its date, which is the same for all files of a log that has a new one each day; null where it has none.
 *
 * @example
 * ```ts
 * import { dateless } from "./rotated_names.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(["access-20261123.csv", "access-2026-11-24.csv.gz"].map(dateless), ["access.csv", "access.csv"]);
 * assert.equal(dateless("2026-11-23-access.csv"), "*-access.csv");
 * assert.equal(dateless("web-2.csv"), null);
 * ```
 */
export function dateless(name: string): string | null {
  const base = baseOf(name);
  if (rotatedName(name, base)?.scheme === "date") return base;
  const plain = plainName(name), ofIis = IIS.exec(plain);
  const [date, ...more] = MAYBE_DAY.test(plain) ? [...plain.matchAll(DAY)] : [];
  if (ofIis !== null) return plain.replace(ofIis[0], "*");
  if (date !== undefined) return more.length > 0 ? null : plain.replace(date[0], "*");
  const other = DAY_BACKWARD.exec(plain) ?? MONTH.exec(plain) ?? namedDay(plain) ?? DAY_OF_YEAR.exec(plain) ??
    EPOCH.exec(plain);
  return other && plain.replace(other[0], "*");
}

/**
 * Whether a name, of a log that has a new file each day, may be that of a later day than another one of the same log. Of `05-02-2019`
 * nothing tells which number is the day: either may be.
 */
export function isLaterDay(name: string, other: string): boolean {
  const order = compareDays(dayKey(name), dayKey(other));
  if (order !== null) return order > 0;
  const [day, otherDay] = [namedDay(plainName(name)), namedDay(plainName(other))];
  if (day !== null && otherDay !== null) return isLaterNamed(day, otherDay);
  const own = sortables(plainName(name)), others = sortables(plainName(other));
  return own.some((each, at) => each > others[at]);
}

/** The day in a name of a log that has a new file each day, as what can be compared; null where its place is not known. */
export interface DayKey {
  readonly kind: "word" | "age" | "text";
  readonly age: readonly number[];
  readonly text: string;
}

/** See {@link DayKey}. */
export function dayKey(name: string): DayKey | null {
  const plain = plainName(name), day = namedDay(plain);
  if (day !== null) return day.year === null ? null : { kind: "word", age: [day.year, day.place], text: "" };
  const rotated = rotatedName(name, baseOf(name));
  if (rotated?.scheme === "date") return { kind: "age", age: rotated.age, text: "" };
  const [first, second] = IIS.test(plain) ? [plain, plain] : sortables(plain);
  return first === second ? { kind: "text", age: [], text: first } : null;
}

/** Negative where the first of two days of a log comes first; null where that is not known. */
export function compareDays(a: DayKey | null, b: DayKey | null): number | null {
  if (a === null || b === null || a.kind !== b.kind) return null;
  return a.kind === "text" ? a.text < b.text ? -1 : Number(a.text > b.text) : compareAges(a.age, b.age);
}

/** A day in words: its place in a cycle of so many, with the year where there is one. */
interface NamedDay {
  readonly 0: string;
  readonly year: number | null;
  readonly place: number;
  readonly cycle: number;
}

/** The weekday, or the day with the name of its month, in a name; null where there is none. */
function namedDay(name: string): NamedDay | null {
  const month = MONTH_NAMED.exec(name) ?? MONTH_FIRST.exec(name) ?? MONTH_OF_YEAR.exec(name),
    week = WEEKDAY.exec(name);
  if (month !== null) {
    const { month: word, day = 0, year } = month.groups!;
    const place = MONTHS.indexOf(word.slice(0, 3).toLowerCase()) * 31 + Number(day);
    return { 0: month[0], year: year === undefined ? null : Number(year), place, cycle: 12 * 31 };
  }
  if (week === null) return null;
  return { 0: week[0], year: null, place: WEEKDAYS.indexOf(week[0].slice(0, 3).toLowerCase()), cycle: 7 };
}

/** Without a year, a day is later than those of the half of the cycle before it. */
function isLaterNamed(one: NamedDay, other: NamedDay): boolean {
  if (one.cycle !== other.cycle) return false;
  if (one.year !== null && other.year !== null) {
    return one.year - other.year > 0 || one.year === other.year && one.place > other.place;
  }
  const ahead = (one.place - other.place + one.cycle) % one.cycle;
  return ahead > 0 && ahead * 2 < one.cycle;
}

const WEEKDAYS: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: readonly string[] = [
  ...["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
];

/** A day of the week: `access-Mon.csv`, `friday.log`. */
const WEEKDAY =
  /(?<![a-z])(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])/i;

/** `17May2015`, `17-may-2015`; `May17`, `may_17_2015`. */
const MONTH_WORD =
  "(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const MONTH_NAMED = new RegExp(
  `(?<![a-z\\d])(?<day>0?[1-9]|[12]\\d|3[01])[-_.]?${MONTH_WORD}(?:[-_.]?(?<year>(?:19|20)\\d\\d))?(?![a-z\\d])`,
  "i",
);
const MONTH_FIRST = new RegExp(
  `(?<![a-z])${MONTH_WORD}[-_.]?(?<day>0?[1-9]|[12]\\d|3[01])(?:[-_.](?<year>(?:19|20)\\d\\d))?(?![a-z\\d])`,
  "i",
);

/** `May2015`, `may-2015`, `2015-May`: a month without a year may be the name of anything. */
const MONTH_OF_YEAR = new RegExp(
  `(?<![a-z])${MONTH_WORD}[-_.]?(?<year>(?:19|20)\\d\\d)(?!\\d)|` +
    `(?<!\\d)(?<year>(?:19|20)\\d\\d)[-_.]?${MONTH_WORD}(?![a-z\\d])`,
  "i",
);

/** The day of a year, `2015137`, and the seconds of a day's begin, `1431820800`. */
const DAY_OF_YEAR = /(?<!\d)(?:19|20)\d\d[-_.]?(?:[0-2]\d\d|3[0-6]\d)(?!\d)/, EPOCH = /(?<!\d)1\d{9}(?!\d)/;

/** Whether two names of one log have days that come again, so that either may be the later one. */
export function areCyclic(name: string, other: string): boolean {
  const [day, otherDay] = [namedDay(plainName(name)), namedDay(plainName(other))];
  return name !== other && day?.year === null && otherDay?.year === null;
}

/** The name with its date so that a later day is larger, for the day first and for the month first. */
function sortables(name: string): [string, string] {
  const { index, 0: date, groups } = DAY_BACKWARD.exec(name) ?? { index: 0, 0: "" };
  if (groups === undefined || dateless(name) === null) return [name, name];
  const [before, after] = [name.slice(0, index), name.slice(index + date.length)];
  const { first, second, year } = groups,
    of = (month: string, day: string) => `${before}${year}-${month}-${day}${after}`;
  // Where one of them is no month, it is the day.
  const isMonth = (number: string): boolean => Number(number) <= 12;
  const dayFirst = of(second, first), monthFirst = of(first, second);
  return [isMonth(second) ? dayFirst : monthFirst, isMonth(first) ? monthFirst : dayFirst];
}

/** A day whose year is behind: `access-05-02-2019.csv`, `05022019-access.csv`, `access.05.02.2019.csv`. */
const DAY_BACKWARD =
  /(?<!\d)(?<first>0[1-9]|[12]\d|3[01])(?<mark>[-_.]?)(?<second>0[1-9]|[12]\d|3[01])\k<mark>(?<year>(?:19|20)\d\d)(?!\d)/;

/** A month or a week of a year: `access-2026-11.csv`, `access_202611.csv`, `access-2026-W47.csv`. */
const MONTH = /(?<!\d)(?:19|20)\d\d(?:[-_.]?(?:0[1-9]|1[0-2])|[-_.]?W[0-5]\d)(?![-_.]?\d)/;

/** An hour, a day or a month of IIS: `u_ex26112318.log`. */
const IIS =
  /(?<=(?:^|[/\\])(?:u_)?(?:ex|in|nc))\d\d(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])?)?(?!\d)/;

/**
 * A day anywhere in a name: `2026-11-23-access.csv`, `access_20261123.csv`; with the time behind it, unless that is but an hour in front of
 * more text, which may be the number of a server.
 */
const DAY = dayPattern();
/** What a name with such a day has: the pattern itself takes 5 ms to compile, a fifteenth of a small replay. */
const MAYBE_DAY = /(?:\d\D?){6}/;

function dayPattern(): RegExp {
  const year = String.raw`(?:19|20)\d\d`, isLast = String.raw`(?=(?:\.[a-z]\w*)*$)`;
  const day = (mark: string): string => String.raw`(?:0[1-9]|1[0-2])${mark}(?:0[1-9]|[12]\d|3[01])`;
  const time = String.raw`T${HOUR}(?:${minutes("a")})?|[-_. ]${HOUR}(?:${minutes("b")}|${isLast})`;
  const compact = String.raw`${year}${day("")}(?:(?:${time}|${HOUR}(?:${minutes("c")})?)(?![-._:]?\d))?`;
  const divided = String.raw`${year}(?<dash>[._])${day(String.raw`\k<dash>`)}|(?:${year}-?|\d\d)${day("-?")}`;
  const again = time.replaceAll("<a>", "<d>").replaceAll("<b>", "<e>");
  return new RegExp(
    String.raw`(?<!\d)(?:${compact}|(?:${divided})(?:(?:${again})(?![-._:]?\d))?)(?!\d)`,
    "gi",
  );
}

/**
 * The names that a part with a number has after the next rotation, which may compress it; none for other names.
 *
 * @example
 * ```ts
 * import { namesAfter } from "./rotated_names.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(namesAfter("access.csv.1"), ["access.csv.2", "access.csv.2.gz", "access.csv.2.zst"]);
 * assert.equal(namesAfter("app.9.csv.gz")[0], "app.10.csv");
 * assert.deepEqual(namesAfter("access.csv"), []);
 * ```
 */
export function namesAfter(name: string): string[] {
  const plain = plainName(name), base = baseOf(plain), rotated = rotatedName(plain, base);
  if (rotated?.scheme !== "number") return [];
  const from = (plain.startsWith(base) ? base : stemOf(base)).length;
  const next = plain.slice(0, from) + plain.slice(from).replace(/\d+/, String(rotated.age[0] + 1));
  return ["", ".gz", ".zst"].map((ending) => next + ending);
}

/** What all rotated names of `base` begin with. */
export function stemOf(base: string): string {
  return parted(base).stem;
}

/** The rotated names of `base` among `names`, oldest first. */
export function siblingsOf(base: string, names: Iterable<string>): string[] {
  const siblings = Array.from(names, (name) => ({ name, rotated: rotatedName(name, base) }));
  return siblings.flatMap(({ name, rotated }) => rotated === null ? [] : [{ name, rotated }])
    .sort((a, b) => byAge(a.rotated, b.rotated) || (a.name > b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** Whether the ages of these siblings of `base` can be compared, so that their names show their order. */
export function areComparable(base: string, siblings: readonly string[]): boolean {
  const schemes = new Set(siblings.map((name) => rotatedName(name, base)?.scheme));
  return schemes.size <= 1 && !(schemes.has("other") && siblings.length > 1);
}

const SCHEMES: readonly Rotated["scheme"][] = ["date", "epoch", "other", "number"];

/** Larger numbers are older, earlier dates are. */
function byAge(a: Rotated, b: Rotated): number {
  if (a.scheme !== b.scheme) return SCHEMES.indexOf(a.scheme) - SCHEMES.indexOf(b.scheme);
  return a.scheme === "number" ? b.age[0] - a.age[0] : compareAges(a.age, b.age);
}

function compareAges(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? -1) - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A date as its numbers, years first. */
function dated(text: string): Pick<Rotated, "scheme" | "age"> {
  const runs = text.split(/\D+/).filter((run) => run !== "");
  const day = /^(\d{4})[-._]?(\d{2})[-._]?(\d{2})/.exec(text);
  if (day !== null && Number(day[1]) >= 1970 && isWithin(day[2], 12) && isWithin(day[3], 31)) {
    const rest = text.slice(day[0].length).split(/\D+/).filter((run) => run !== "");
    return { scheme: "date", age: [...day.slice(1), ...rest].map(Number) };
  }
  const isEpoch = runs[0].length >= 9;
  return { scheme: isEpoch ? "epoch" : "other", age: runs.map(Number) };
}

function isWithin(digits: string, most: number): boolean {
  return Number(digits) >= 1 && Number(digits) <= most;
}

function parted(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf(".");
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return { stem, extension: name.slice(stem.length) };
}
