// Role: `fire` and `recover` of a rule. What can never fire, never stop, or recover while it fires, is refused.

import { didYouMean } from "../../domain/nearest.ts";
import { canBothHold, complementOf, parseComparison, vacuity } from "../../domain/rules/comparison.ts";
import type { Comparison, MetricName, RuleDefinition } from "../../domain/rules/definition.ts";
import { METRIC_FORMS, type MetricForm } from "../../domain/rules/metrics/threshold_units.ts";
import type { ValueType } from "../tables/key.ts";
import type { TableReader } from "../tables/table_reader.ts";
import { bareText } from "../tables/types.ts";
import { tomlText } from "../toml/quote.ts";
import { shownText, type TomlValue } from "../toml/value.ts";

/** Written here. {@link readComparisons} reads it, because its units depend on the metric. */
export const COMPARISON: ValueType<Comparison | null> = {
  read: () => undefined,
  write: ({ text }) => tomlText(text),
};

/** Reads both; undefined where one is wrong. `metric` is undefined where it is wrong itself. */
export function readComparisons(
  reader: TableReader,
  metric: MetricName | undefined,
): Pick<RuleDefinition, "fire" | "recover"> | undefined {
  const [fireValue, recoverValue] = [reader.take("fire"), reader.take("recover")];
  if (metric === undefined) return undefined;
  const form = METRIC_FORMS[metric];
  if (form.units === null) {
    const advice =
      `does not go with the metric "${metric}", which fires where there are no hits. Leave it out`;
    if (fireValue !== undefined) reader.refuse("fire", fireValue, `${advice}.`);
    if (recoverValue !== undefined) reader.refuse("recover", recoverValue, `${advice}.`);
    return { fire: null, recover: null };
  }
  if (fireValue === undefined) return reader.missing("fire", `Allowed: ${allowed(form)}.`);
  const fire = readOne(reader, "fire", fireValue, metric, form);
  const recover = recoverValue && readOne(reader, "recover", recoverValue, metric, form);
  if (fire === undefined) return undefined;
  if (recoverValue === undefined) return { fire, recover: complementOf(fire) };
  if (recover === undefined) return undefined;
  if (!canBothHold(fire, recover)) return { fire, recover };
  const { operator, text } = complementOf(fire);
  return reader.refuse(
    "recover",
    recoverValue,
    `is not on the healthy side of fire "${fire.text}": both could hold at once. ` +
      `Allowed: "${text}" or ${operator.startsWith("<") ? "lower" : "higher"}.`,
  );
}

function readOne(
  reader: TableReader,
  key: "fire" | "recover",
  value: TomlValue,
  metric: MetricName,
  form: MetricForm,
): Comparison | undefined {
  const parsed = value.kind === "text" ? parseComparison(value.text, form) : { kind: "shape" as const };
  if (parsed.kind === "shape") {
    const bare = bareText(value);
    const near = /^[\d.]{1,20} ?\D{0,5}$/.test(bare)
      ? ` Did you mean "${key === "fire" ? ">" : "<="} ${bare}"?`
      : "";
    return reader.refuse(key, value, `is no comparison.${near} Allowed: ${allowed(form)}.`);
  }
  if (parsed.kind === "unit") {
    const units = [...form.units!.keys()].filter((unit) => unit !== "");
    const bare = parsed.unit === "";
    const near = bare ? ` Did you mean "${bareText(value)}ms"?` : didYouMean(parsed.unit, units, shownText);
    const what = bare ? "it has no unit" : `${shownText(parsed.unit)} is no unit of "${metric}"`;
    return reader.refuse(
      key,
      value,
      `is not understood: ${what}.${near} Allowed: ${allowed(form)}.`,
    );
  }
  const { comparison } = parsed;
  const empty = vacuity(comparison, form.most);
  if (empty === null) return comparison;
  const range = form.most === 1
    ? "from 0% to 100%"
    : comparison.number < form.most
    ? "0 or more"
    : `from 0 to ${form.most}`;
  const holds = empty === "all" ? "always holds" : "can never hold";
  const near = form.most === 1 && comparison.number > 1 && !comparison.text.endsWith("%")
    ? ` Did you mean "${comparison.text}%"?`
    : "";
  const effect = {
    fire: { all: "never stop", none: "never fire" },
    recover: { all: "", none: "never stop" },
  };
  const result = effect[key][empty];
  const so = result === "" ? "" : `, so the alert would ${result}`;
  return reader.refuse(key, value, `${holds}${so}: values of "${metric}" are ${range}.${near}`);
}

/** `a comparison like "> 5%", with >, >=, < or <=, in %`. */
function allowed({ example, units }: MetricForm): string {
  const names = [...units!.keys()].filter((unit) => unit !== "" && !unit.endsWith("/s"));
  const among = names.length === 0 ? "" : `, in ${names.join(", ")}`;
  return `a comparison like "${example}", with >, >=, < or <=${among}`;
}
