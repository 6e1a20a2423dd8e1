// Role: the silence of records, which may be longer than that of bytes: lines that filters exclude, or that are no records, tell nothing.

import type { Host } from "../host/host.ts";
import type { Plan } from "../plan.ts";
import type { Silence } from "./read.ts";

/** When each log has brought a record last, by the monotonic clock; of one run. */
export class Heard {
  /** By the number of the log; when the run began where it has brought none. */
  readonly #heard = new Map<number, number>();
  readonly #idleAdvance: number;
  readonly #begunAt: number;
  readonly #host: Pick<Host, "monotonic">;

  constructor({ idleAdvance }: Pick<Plan, "idleAdvance">, host: Pick<Host, "monotonic">) {
    this.#idleAdvance = idleAdvance;
    this.#begunAt = host.monotonic();
    this.#host = host;
  }

  /** Notes that a log has brought bytes, with so many records. */
  note(log: number, records: number): void {
    if (records > 0) this.#heard.set(log, this.#host.monotonic());
    else if (!this.#heard.has(log)) this.#heard.set(log, this.#begunAt);
  }

  /** The same silence, longer where it lasts for `idleAdvance` seconds without records, and with the logs that have brought none for as long. */
  silenceOf({ seconds, logs }: Silence): Silence {
    const now = this.#host.monotonic(), last = Math.max(this.#begunAt, ...this.#heard.values());
    const isIdle = (since: number): boolean => now - since >= this.#idleAdvance;
    const idle = [...this.#heard].filter(([, since]) => isIdle(since)).map(([log]) => log);
    return { seconds: isIdle(last) ? now - last : seconds, logs: [...new Set([...logs, ...idle])] };
  }
}
