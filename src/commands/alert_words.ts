// Role: an alert's transition in words. The words are the rule's own (`src/domain/rules/`). Used by the announcers.

import type { Transition } from "../domain/alert.ts";
import { RULES } from "../domain/rules/mod.ts";
import { isoTime } from "../domain/time_text.ts";

/** When a transition happened and what the watched value was then. */
export function momentOf({ kind, alert }: Transition): { readonly time: number; readonly value: number } {
  if (kind === "fired") return { time: alert.firedAt, value: alert.value };
  return { time: alert.resolvedAt ?? alert.firedAt, value: alert.resolvedValue ?? 0 };
}

/**
 * One line: "High traffic generated an alert - hits = 13.49/s, triggered at 2019-02-07T21:12:59Z".
 * The two decimals are for reading; nothing is decided by them.
 */
export function alertWords(transition: Transition): string {
  const { time, value } = momentOf(transition);
  const rule = RULES.find(({ name }) => name === transition.alert.rule);
  const words = rule?.words[transition.kind] ?? `${transition.alert.rule} ${transition.kind}: %v at %t`;
  return words.replace("%v", value.toFixed(2)).replace("%t", isoTime(time));
}
