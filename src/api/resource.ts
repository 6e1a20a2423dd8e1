// Role: the contract of a resource of the API. A new one is one entry of `mod.ts`; its path, parameters and help are data.

import type { Reader } from "../stores/store.ts";
import type { ApiAnswer } from "./answer.ts";
import type { Asked, Understood } from "./parameters.ts";

/** What a resource says; the rest of the answer is the same for all. */
export type ResourceAnswer = Omit<ApiAnswer, "range" | "step" | "units"> & Partial<Pick<ApiAnswer, "units">>;

/** One resource. */
export interface ApiResource extends Understood {
  /** Below the root of the API: "buckets", "values/section". A last part `{id}` stands for a whole number from 1. */
  readonly path: string;
  /** One line for the manual, no full stop. */
  readonly summary: string;
  /** What its reader needs from outside the database: lists that say what agents are, or a file of countries; absent: nothing. */
  readonly needs?: "lists" | "countries";
  /**
   * The answer for checked parameters, out of as many queries as it needs. Called once per request.
   *
   * @param id Of a path with `{id}`; else 0.
   *
   * Errors: `ApiFault` for what cannot be asked; those of the reader.
   */
  answer(reader: Reader, asked: Asked, id: number): ResourceAnswer;
}
