// Role: the rule `high-traffic`, evaluated second by second over the whole source at once. Used by `reference.ts`.

import type { ExpectedAlert, Options } from "./expected.ts";

/**
 * All alerts. `onTime` holds the on-time hits by second, `first` is T0, `last` the second up to which is evaluated, and
 * `watermark` that of the source. The whole source can be evaluated in the end, instead of record by record, because no
 * on-time record ever falls into a final second.
 */
export function evaluateAlerts(
  onTime: ReadonlyMap<number, number>,
  first: number,
  last: number,
  watermark: number,
  options: Options,
): ExpectedAlert[] {
  const alerts: ExpectedAlert[] = [];
  let firing: ExpectedAlert | null = null;
  const events = [...onTime.keys(), ...(options.changes ?? []).map(({ from }) => from)].sort((a, b) => a - b);

  // "for each second s, in order"; "the seconds that are not final yet are evaluated too": all up to "max(M, L)".
  let second = first;
  while (second <= last) {
    const { threshold, window } = settingsAt(second, options);
    // "let n = the on-time hits with times in (s − W, s]"
    let n = 0;
    for (let t = second - window + 1; t <= second; t++) n += onTime.get(t) ?? 0;
    const value = n / window;
    // "Final seconds are decided for good." "A second s is final once s < watermark"
    const final = second < watermark;

    if (second < first + window - 1) {
      // "from T0 + W − 1 (T0 = the time of the source's first accepted record)"
    } else if (firing === null && value > threshold) {
      // "It fires at s when n / W > X and was not firing"
      firing = {
        rule: "high-traffic",
        firedAt: second,
        value,
        peakValue: value,
        peakAt: second,
        resolvedAt: null,
        threshold,
        window,
        provisional: final ? 0 : 1,
      };
      alerts.push(firing);
    } else if (firing !== null && value <= threshold) {
      // "it resolves at s when n / W ≤ X and was firing"
      firing.resolvedAt = second;
      if (!final) firing.provisional = 1;
      firing = null;
    } else if (firing !== null && value > firing.peakValue) {
      // "peak value and when"
      firing.peakValue = value;
      firing.peakAt = second;
      if (!final) firing.provisional = 1;
    }

    // Only to be done with years of silence: at rest, nothing happens before the next hit or other settings.
    second++;
    if (n === 0 && firing === null) second = events.find((t) => t >= second) ?? last + 1;
  }
  return alerts;
}

/** "W and X may change: they count from the next second to be decided, and each alert records its own." */
function settingsAt(second: number, options: Options): { threshold: number; window: number } {
  const change = (options.changes ?? []).findLast(({ from }) => second >= from);
  return change ?? options;
}
