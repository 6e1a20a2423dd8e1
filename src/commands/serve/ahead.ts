// Role: has computed what a page asks first, while its browser still reads it.

import type { ApiAnswer } from "../../api/answer.ts";
import {
  extentsOf,
  KNOWN_FIRST,
  questionText,
  rangeParameters,
  trafficQuestion,
} from "../../page/data/questions.ts";
import type { Answers } from "./answers.ts";

/** Never rejects. `tag`: what answers about all sources depend on. */
export async function askAhead(answers: Answers, tag: string): Promise<void> {
  const ask = (target: string) => {
    const [path, query] = target.split("?", 2);
    return answers.ask(path, query, tag);
  };
  const [{ status, json }] = await Promise.all(
    KNOWN_FIRST.map((path) => ask(questionText(path, { limit: 0 }))),
  );
  if (status !== 200) return;
  const { first, whole, grain } = extentsOf(JSON.parse(new TextDecoder().decode(json)) as ApiAnswer);
  if (first === null) return;
  await ask(questionText("buckets", trafficQuestion(rangeParameters(first, whole), first, grain)));
}
