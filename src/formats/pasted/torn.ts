// Role: which fields of a pasted format can hold the rest of another one: a URL may hold what ends it, where that is no quote. Then it
// ends too early, and its rest, with tokens of the query, would be a protocol, a virtual host or an agent.

import type { Decoder, Escape, FieldSpec, Role } from "../layout.ts";
import { type Place, refusal } from "./caret.ts";

/** A variable of a format. */
interface Field extends Place {
  readonly name: string;
  readonly role: Role;
  readonly decode: Decoder;
  readonly isList?: boolean;
}

/** The numbers of a line, which hold no blank. */
export const NUMBERS: ReadonlySet<Decoder> = new Set<Decoder>([
  "status",
  "count",
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds",
  "epoch",
  "epoch-ms",
  "any-epoch",
]);
const TIMES: ReadonlySet<Decoder> = new Set<Decoder>(["clf-time", "iso-time", "date", "clock"]);

/** What clients write as they like, query and all. */
const FREE: ReadonlySet<Role> = new Set<Role>(["request", "target", "query", "referrer", "agent"]);

/** What agents usually hold. */
const USUAL = /^[ ,;]+$/;

/** As it was pasted, for messages, and how its writer escapes. */
interface Format {
  readonly text: string;
  readonly escape: Escape;
}

/** Goes through the variables of a format. */
export class TornTexts {
  readonly #format: Format;
  /** What separates fields before, which may hold it, from the next one each, by the name of the first such field. */
  #separators = new Map<string, string>();

  constructor(format: Format) {
    this.#format = format;
  }

  /**
   * What is to be known of the next variable, by the texts in front of it and behind it; null: there is no other variable.
   *
   * Errors: a `Problem` "usage" where it usually holds what separates it from such a field.
   */
  next(
    variable: Field,
    before: string | null,
    after: string | null,
    isTaken: boolean,
    follower: Field | undefined,
  ): Partial<Pick<FieldSpec, "decode" | "without" | "endsInProtocol">> {
    const { role, decode } = variable, isFree = FREE.has(role) && after !== null && !this.#isSure(after);
    if (role === "protocol" && isTaken && before !== null && !this.#isSure(before)) {
      this.#separators.clear();
      return { decode: "protocol" };
    }
    if (isNumber(variable)) {
      // A rest is hardly a number: behind one, agents hold what they usually do. One that is not read may be anything.
      for (const separator of this.#separators.keys()) {
        if (isTaken && /[ ,;]/.test(separator)) this.#separators.delete(separator);
      }
      return {};
    }
    const separators = this.#without(variable, isTaken),
      without = separators.length > 0 ? { without: separators } : {};
    if (after !== null && this.#isSure(after)) this.#separators.clear();
    if (!isFree) return without;
    // A query begins with a question mark.
    if (after !== "?" && !this.#separators.has(after)) this.#separators.set(after, variable.name);
    const isDoubtful = decode === "request" && isTaken && follower !== undefined && !isNumber(follower);
    return isDoubtful ? { ...without, endsInProtocol: true } : without;
  }

  /** Whether no text holds it: it is written with an escape. */
  #isSure(separator: string): boolean {
    return this.#format.escape !== "none" && /["\\\t]/.test(separator);
  }

  #without(variable: Field, isTaken: boolean): string[] {
    const { role, decode, isList = false, name } = variable, separators = [...this.#separators.keys()];
    const usual = separators.find((separator) => USUAL.test(separator));
    if (role === "agent" && usual !== undefined) {
      throw refusal(
        this.#format.text,
        variable,
        `${
          this.#separators.get(usual)
        } and ${name} may both hold what is between them, so that it cannot be said where one ends: ` +
          "put quotes around them",
      );
    }
    // Values of a list are separated by a blank, too; the client's address is the first one.
    const isMany = decode === "list" || decode === "seconds-list" || (isList && !isTaken);
    return separators.filter((separator) => !isMany || separator.trim() !== "");
  }
}

function isNumber({ decode }: Field): boolean {
  return NUMBERS.has(decode) || TIMES.has(decode);
}
