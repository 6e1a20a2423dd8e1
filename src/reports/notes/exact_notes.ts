// Role: that a value with a wildcard was asked for, which reports look for as it is written.

import type { KnownDimension } from "../../domain/dimensions/dimensions.ts";
import type { ReportArguments } from "../report.ts";

/** Filters of a replay take `*`, so it is tried here. Nothing where something was found, for a value may hold one. */
export function exactNotes(
  dimensions: readonly Pick<KnownDimension, "kind" | "name">[],
  given: ReportArguments,
  isEmpty: boolean,
): string[] {
  return dimensions.filter(({ kind, name }) =>
    isEmpty && kind === "name" && `${given[name] ?? ""}`.includes("*")
  )
    .map(({ name }) =>
      `The ${name} is looked for as it is written: * stands for itself here. SQL has GLOB for it.`
    );
}
