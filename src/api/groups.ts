// Role: the resources of groups of values that lists tell: browsers, systems, bots, and countries where there is a file of them.

import { groupedTotals, type Grouping } from "../reports/grouped_totals.ts";
import { reportAnswer, reportResource } from "./report_resource.ts";
import type { ApiResource } from "./resource.ts";
import { sparklinesOf } from "./sparklines.ts";
import { hourNotes } from "./values.ts";

/** The resource of a grouping, at the name of its report. */
export function groupsResource(grouping: Grouping): ApiResource {
  const { required = [], ...report } = groupedTotals(grouping), needsFile = required.includes("geoip");
  // The file is the server's: a viewer names none.
  const parameters = report.options.filter((option) => !required.includes(option));
  return {
    ...reportResource(report),
    needs: needsFile ? "countries" : "lists",
    summary: `${report.summary}; with step the hits of each over time${
      needsFile ? "; with --geoip of serve" : ""
    }`,
    parameters: [...parameters, "step"],
    answer(reader, asked) {
      const totals = reportAnswer(report, reader, asked);
      if (asked.step === null) return totals;
      const values = totals.rows.map(([value]) => value);
      const sparklines = sparklinesOf(grouping.dimension, grouping, values, reader, asked);
      return { ...totals, notes: [...hourNotes(grouping.dimension, asked), ...totals.notes], sparklines };
    },
  };
}
