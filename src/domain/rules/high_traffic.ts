// Role: the words in which the rule `high-traffic` is told (semantics.md, "Alerts"); all other rules have the general ones
// of `src/commands/alert_words.ts`. The rule itself is in `built_in.ts`.

/** How each transition is told; `%v` is the value with two decimals, `%t` the ISO time. */
export const HIGH_TRAFFIC_WORDS: { readonly fired: string; readonly resolved: string } = {
  fired: "High traffic generated an alert - hits = %v/s, triggered at %t",
  resolved: "Reduced traffic resolved an alert - hits = %v/s, resolved at %t",
};
