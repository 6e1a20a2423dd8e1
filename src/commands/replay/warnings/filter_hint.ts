// Role: what a replay says of filters that exclude nothing, and of rules that match nothing, because the log lacks what they look at.

import { dateLimits } from "../../../domain/counting/date_limits.ts";
import { DIMENSIONS, type NamedDimension } from "../../../domain/dimensions/dimensions.ts";
import { sectionOf, type SectionPlace } from "../../../domain/dimensions/find_section.ts";
import { type LogRecord, ROLE } from "../../../domain/record.ts";
import type { RuleSet } from "../../../domain/rules/definition.ts";
import { MATCHED_NAMES } from "../../../domain/rules/match.ts";
import { parseFilter } from "../../../domain/screening/filter.ts";
import type { Screening } from "../../../domain/screening/settings.ts";
import { type Expected, readBeginningOf } from "../../../inputs/beginning.ts";
import type { Input } from "../../../inputs/input.ts";
import { firstLines } from "../../../inputs/try_format.ts";
import type { Plan } from "../../../plan.ts";
import { printable } from "../../../render/text/printable.ts";

/** Bytes of each log that are looked at. */
const LOOKED_AT = 1 << 17;

/** What a record may be without, and how a person calls it. */
const NAMES = {
  ...{ host: "host", agent: "user agent", referrer: "referrer", vhost: "virtual host" },
  request: "path",
} as const;

type FilteredRole = keyof typeof NAMES;

/** What of a plan decides about it. */
interface HintPlan extends Expected, Pick<Plan, "screening" | "follow" | "futureLimit"> {
  readonly rules: Pick<RuleSet, "rules" | "slos"> | null;
}

/** An option, or a rule, that does nothing without what it looks at. */
interface Looking {
  /** Itself: `--exclude-bots`. */
  readonly what: string;
  readonly does: "excludes" | "matches";
  readonly role: FilteredRole;
}

/**
 * The filters of `--exclude` and `--exclude-bots`, and the rules, that look at what no record has in the beginning of any log that this
 * run began, or else those of `newRules` with the logs that it went on with; null where there are none. Moves files that can be sought.
 */
export async function filterHint(
  inputs: readonly Input[],
  plan: HintPlan,
  newRules: ReadonlySet<string>,
): Promise<string | null> {
  const read = inputs.filter(({ reading }) => reading !== null);
  const begun = read.filter(({ start, bodyOffset }) => start.offset <= bodyOffset);
  const looking = begun.length > 0
    ? [...filtersOf(plan.screening), ...matchesOf(plan.rules, () => true)]
    : matchesOf(plan.rules, (id) => newRules.has(id));
  if (looking.length === 0 || read.length === 0 || plan.follow) return null;
  const found = new Set<FilteredRole>();
  let records = 0;
  try {
    for (const input of begun.length > 0 ? begun : read) {
      const { format, options } = input.reading!, lines = await firstLines(input, LOOKED_AT);
      const { reader, header } = readBeginningOf(lines, { ...plan, ...options, format });
      const accept = (record: LogRecord): void => {
        records++;
        for (const { role } of looking) if (hasText(record, role)) found.add(role);
      };
      reader?.read(lines, header.length, lines.length, dateLimits(plan.futureLimit()), {
        accept,
        reject() {},
      });
    }
  } catch {
    // A log that was rotated away meanwhile, or an archive that is damaged: the hint is only an addition.
    return null;
  }
  const [first, ...others] = looking.filter(({ role }) => !found.has(role));
  if (records === 0 || first === undefined) return null;
  const rest = others.length === 0
    ? ""
    : `. The same holds for ${
      others.map(({ what, role }) => `${printable(what)} (${NAMES[role]})`).join(", ")
    }`;
  return `${
    printable(first.what)
  } ${first.does} nothing so far: no record in the beginning of the log has a ${
    NAMES[first.role]
  }${rest}. "httplog check FILE" lists the fields of a log.`;
}

function filtersOf({ exclude, bots }: Screening): Looking[] {
  const filters = exclude.flatMap((text): Looking[] => {
    const filter = parseFilter(text), values = "values" in filter ? filter.values : [];
    const role = "values" in filter ? filter.dimension.role : null;
    return isFiltered(role) && !isOfNone(values)
      ? [{ what: `--exclude "${text}"`, does: "excludes", role }]
      : [];
  });
  return bots === null ? filters : [...filters, { what: "--exclude-bots", does: "excludes", role: "agent" }];
}

/** Those of the rules and objectives with a wanted id. */
function matchesOf(rules: HintPlan["rules"], isWanted: (id: string) => boolean): Looking[] {
  const matched = DIMENSIONS.filter(({ name }) => MATCHED_NAMES.some((each) => each === name));
  const all = rules === null ? [] : [...rules.rules, ...rules.slos];
  return all.filter(({ id }) => isWanted(id)).flatMap(({ id, match }) =>
    matched.flatMap(({ name, role }): Looking[] => {
      const values = match[name as NamedDimension] ?? null;
      return values !== null && isFiltered(role) && !isOfNone(values)
        ? [{ what: `the rule "${id}"`, does: "matches", role }]
        : [];
    })
  );
}

/** Whether values may fit "(none)": then they are about records without a value, too. */
function isOfNone(values: readonly string[]): boolean {
  return values.some((value) => value === "*" || value.startsWith("("));
}

function isFiltered(role: string | null): role is FilteredRole {
  return role !== null && Object.hasOwn(NAMES, role);
}

/** One for all records: looking is synchronous. */
const place: SectionPlace = { start: 0, end: 0, kind: "none" };

/** Of a request its path is asked for: one without a method has none. */
function hasText(record: LogRecord, role: FilteredRole): boolean {
  if (role !== "request") {
    return record.has(ROLE[role]) && record.ends[ROLE[role]] > record.starts[ROLE[role]];
  }
  sectionOf(record, place);
  return place.kind !== "none";
}
