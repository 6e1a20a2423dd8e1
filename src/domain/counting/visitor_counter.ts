// Role: counts the visitors of hours, record by record: the host and the agent of each, as the dimensions have them.

import type { ValuePlace } from "../dimensions/dimension.ts";
import type { DimensionName } from "../dimensions/dimensions.ts";
import { nameHashes, visitorWords } from "../visitors/visitor_hash.ts";
import { VisitorSketch } from "../visitors/visitor_sketch.ts";

/** The visitors of one summary after the other. */
export class VisitorCounter {
  readonly #host = new Int32Array(2);
  readonly #agent = new Int32Array(2);
  readonly #words = new Int32Array(2);
  #hours: Map<number, VisitorSketch> = new Map();
  /** The hour that was counted last, and its sketch. */
  #hour = NaN;
  #sketch = new VisitorSketch();

  /** Begins a summary, whose visitors these are. */
  begin(hours: Map<number, VisitorSketch>): void {
    this.#hours = hours;
    this.#hour = NaN;
  }

  /** Takes in the value that a record has of a dimension; called for host and agent before the record is counted. */
  see(name: DimensionName, { bytes, start, end }: ValuePlace): void {
    if (name === "host") nameHashes(bytes, start, end, this.#host);
    else if (name === "agent") nameHashes(bytes, start, end, this.#agent);
  }

  /** Counts the record whose values were seen last, in an hour. */
  count(hour: number): void {
    if (hour !== this.#hour) {
      let sketch = this.#hours.get(hour);
      if (sketch === undefined) this.#hours.set(hour, sketch = new VisitorSketch());
      this.#hour = hour;
      this.#sketch = sketch;
    }
    visitorWords(this.#host, this.#agent, this.#words);
    this.#sketch.add(this.#words);
  }
}
