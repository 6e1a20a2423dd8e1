// Role: what a minute holds of a service level objective. Decided by `slo.ts`, kept by the stores, added up by reports.

/** One final minute of one objective that has hits. Written once; late records do not change it. */
export interface SloMinute {
  /** Id of the objective. */
  readonly slo: string;
  /** First second of the minute, epoch seconds; a multiple of 60. */
  readonly minute: number;
  /** On-time records that match, > 0. */
  readonly hits: number;
  /** Those of them that are errors. */
  readonly errors: number;
}
