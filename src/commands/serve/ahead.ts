// Role: the answers that a page begins with: they are computed while it is being sent, and come with it, so that its first picture
// waits for no request.

import type { ApiAnswer } from "../../api/answer.ts";
import {
  alertsQuestion,
  extentsOf,
  KNOWN_FIRST,
  questionText,
  rangeParameters,
  trafficQuestion,
} from "../../page/data/questions.ts";
import type { Host } from "../../host/host.ts";
import type { JsonAnswer } from "./answer_queue.ts";
import type { Answers } from "./answers.ts";

/** Most characters of an answer that comes with the page: what is longer is asked for. */
const LONGEST = 200_000;

/**
 * The answers as JSON, a `FirstAnswers`: of sources, dimensions and rules, and of the traffic and the alerts of the range that is shown
 * first. What fails is left out: who asks for it hears why. Never rejects.
 *
 * @param tag What answers about all sources depend on.
 */
export async function firstAnswers(answers: Answers, tag: string): Promise<string> {
  const found: string[] = [];
  const ask = async (target: string): Promise<string | null> => {
    const [path, query] = target.split("?", 2);
    const json = textOf(await answers.ask(path, query, tag));
    if (json !== null && json.length <= LONGEST) found.push(`${JSON.stringify(target)}:${json}`);
    return json;
  };
  const [sources] = await Promise.all(KNOWN_FIRST.map((path) => ask(questionText(path, { limit: 0 }))));
  const { first, whole, grain } = sources === null
    ? { first: null, whole: null, grain: 1 }
    : extentsOf(JSON.parse(sources) as ApiAnswer);
  if (first !== null) {
    // As the page asks: of all sources together.
    const range = { source: null, ...rangeParameters(first, whole) };
    await Promise.all([
      ask(questionText("buckets", trafficQuestion(range, first, grain))),
      ask(questionText("alerts", alertsQuestion(range))),
    ]);
  }
  return `{"state":${JSON.stringify(tag)},"answers":{${found.join()}}}`;
}

/** Seconds that the page waits for its first answers: it asks for them itself where they take longer. */
const LONGEST_WAIT = 1;

/** The same; null where they take too long. */
export async function firstAnswersSoon(
  answers: Answers,
  tag: string,
  sleep: Host["sleep"],
): Promise<string | null> {
  const answered = new AbortController();
  try {
    const timeUp = sleep(LONGEST_WAIT, answered.signal).then(() => null);
    return await Promise.race([firstAnswers(answers, tag), timeUp]);
  } finally {
    answered.abort();
  }
}

function textOf({ status, json }: JsonAnswer): string | null {
  return status === 200 ? new TextDecoder().decode(json) : null;
}
