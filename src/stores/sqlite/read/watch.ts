// Role: sees that a commit has changed the database: SQLite counts those of other connections (`PRAGMA data_version`), which
// costs a few microseconds to ask and holds no writer up.

import type { SqliteConnection } from "../connection.ts";
import { withProblems } from "../errors.ts";

/** How far a source has come. */
export interface SourceState {
  /** Its name. */
  readonly source: string;
  /** Raised by every commit that changes it. */
  readonly sequence: number;
  /** Epoch second after its newest record; null before the first. */
  readonly until: number | null;
}

const STATES = `SELECT name, sequence, max(coalesce(watermark + lateness, last_time)) + 1 AS until
  FROM source GROUP BY id ORDER BY name`;

/** A watch on a database, on a connection of its own, which it closes. */
export class StoreWatch {
  readonly #connection: SqliteConnection;
  #version = 0;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /**
   * Whether another connection has committed since the last look; the first look says yes.
   *
   * Errors: `Problem` "io" where the database fails, "busy" where it is locked.
   */
  look(): boolean {
    const version = withProblems(
      this.#connection.path,
      () => Number(this.#connection.get("PRAGMA data_version")?.data_version),
    );
    const isChanged = version !== this.#version;
    this.#version = version;
    return isChanged;
  }

  /** All sources as they are now. Errors as of {@link look}. */
  states(): SourceState[] {
    return withProblems(
      this.#connection.path,
      () =>
        this.#connection.all(STATES).map(({ name, sequence, until }) => ({
          source: String(name),
          sequence: Number(sequence),
          until: until === null ? null : Number(until),
        })),
    );
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }
}
