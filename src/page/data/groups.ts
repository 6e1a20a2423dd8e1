// Role: groups of values, which lists tell: of agents browsers, systems and bots, of hosts countries; and the spans of visitors.

import type { Extent, PageDimension, Visitors } from "./model.ts";

/** Each with the dimension whose values it groups. */
const GROUPS = [
  { name: "country", plural: "countries", noun: "country", of: "host" },
  { name: "browser", plural: "browsers", noun: "browser", of: "agent" },
  { name: "system", plural: "systems", noun: "operating system", of: "agent" },
  { name: "bot", plural: "bots", noun: "bot, library or tool", of: "agent" },
] as const;

/** The groups of these dimensions; countries where there is a file of them. */
export function groupsOf(dimensions: readonly PageDimension[], hasCountries: boolean): PageDimension[] {
  return GROUPS.flatMap(({ name, plural, noun, of }) => {
    const grouped = dimensions.find((dimension) => dimension.name === of);
    if (grouped === undefined || of === "host" && !hasCountries) return [];
    return [{ name, plural, noun, path: plural, isOfHours: grouped.isOfHours }];
  });
}

/** Visitors are counted where agents are kept. */
export function countsVisitorsOf(dimensions: readonly PageDimension[]): boolean {
  return dimensions.some(({ name }) => name === "agent");
}

const HOUR = 3600, DAY = 86400;

/** The spans of a row in which the visitors of a range are read well. */
export function visitorSpan({ since, until }: Extent): Visitors["by"] {
  return until - since <= 4 * DAY ? "hour" : until - since <= 120 * DAY ? "day" : "week";
}

/** The part of what a file holds that lies in a range: spans that lie in it in part only are left out. */
export function visitorsIn(
  { by, starts, visitors, notes }: Visitors,
  { since, until }: Extent,
  isWhole: boolean,
): Visitors {
  if (isWhole) return { by, starts, visitors, notes };
  const length = by === "hour" ? 1 : by === "day" ? DAY : 7 * DAY;
  const places = [...starts.keys()].filter((place) =>
    starts[place] >= since && starts[place] + length <= until
  );
  const isDivided = by === "hour"
    ? since % HOUR !== 0 || until % HOUR !== 0
    : since % DAY !== 0 || until % DAY !== 0;
  return {
    by,
    starts: places.map((place) => starts[place]),
    visitors: places.map((place) => visitors[place]),
    notes: [
      ...(isDivided
        ? [
          by === "hour"
            ? "Counted are the whole hours that start in this range."
            : `Shown is each ${by} that lies in this range.`,
        ]
        : []),
      ...notes,
    ],
  };
}
