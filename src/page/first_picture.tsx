// Role: the first picture of a page that a server sends: what its script draws first, as HTML, which a browser shows before it has read
// the script. Made of the same parts, so that nothing moves when the script takes over.

import { batch } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import { StillPlots } from "./chart/plot.tsx";
import { StillPlot } from "./chart/still_plot.tsx";
import { alertsOf, knownOf, trafficOf } from "./data/api_rows.ts";
import {
  alertsQuestion,
  type FirstAnswers,
  KNOWN_FIRST,
  type Parameters,
  questionText,
  rangeParameters,
  trafficQuestion,
} from "./data/questions.ts";
import { alertsNow, known, traffic, trafficNotes } from "./state/picture.ts";
import { App } from "./view/app.tsx";

/**
 * The picture that answers give; null where some of them are missing.
 *
 * @param hasCountries Whether the server tells countries.
 */
export function firstPicture({ answers }: FirstAnswers, hasCountries: boolean): string | null {
  const answerTo = (path: string, parameters: Parameters) => answers[questionText(path, parameters)];
  const [sources, dimensions, rules] = KNOWN_FIRST.map((path) => answerTo(path, { limit: 0 }));
  if (!sources || !dimensions || !rules) return null;
  const all = knownOf(sources, dimensions, rules, hasCountries), { first, whole, grain } = all;
  const range = first && { source: null, ...rangeParameters(first, whole) };
  const buckets = range && answerTo("buckets", trafficQuestion(range, first, grain));
  const alerts = range && answerTo("alerts", alertsQuestion(range));
  if (range !== null && (!buckets || !alerts)) return null;
  try {
    batch(() => {
      known.value = all;
      traffic.value = buckets && trafficOf(buckets, buckets.step!);
      trafficNotes.value = buckets?.notes ?? [];
      alertsNow.value = alerts && alertsOf(alerts);
    });
    return renderToString(
      <StillPlots.Provider value={StillPlot}>
        <App />
      </StillPlots.Provider>,
    );
  } finally {
    batch(() => {
      for (const answer of [known, traffic, alertsNow]) answer.value = null;
    });
  }
}
