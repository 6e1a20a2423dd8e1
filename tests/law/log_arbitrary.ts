// Role: random access logs for the law tests: mild and wild disorder, times at the edges that matter, bursts and gaps,
// junk, quotes, line endings, column orders. Values come from `hostile_values.ts`; rendering is in `log_text.ts`.

import fc from "fast-check";
import type { Options } from "../reference/expected.ts";
import { orderOf } from "../reference/reference.ts";
import { HOSTS, JUNK_LINES, REQUESTS, SIZES, STATUSES } from "./hostile_values.ts";
import { cutTail, type Damage, type LogShape, type Move, renderLogs, type Step } from "./log_text.ts";

/** The injected clock of all law tests, epoch seconds. */
export const NOW = 1_700_000_000;

/** Options under which a short log of one form has buckets of several kinds: cut ones, amended ones, alerts. */
export const ONE_LOG: Options = {
  bucketSize: 10,
  lateness: 30,
  maxJump: 3600,
  top: 3,
  threshold: 1,
  window: 5,
  now: NOW,
  complete: false,
};

/** One random case: the inputs in the order in which they are given, and the options. */
export interface LawCase {
  readonly inputs: readonly Uint8Array[];
  readonly options: Options;
}

const options: fc.Arbitrary<Options> = fc.record({
  bucketSize: fc.oneof(fc.constantFrom(1, 5, 10, 60), fc.integer({ min: 1, max: 60 })),
  lateness: fc.oneof(fc.constantFrom(0, 1, 5, 30), fc.integer({ min: 0, max: 60 })),
  maxJump: fc.constantFrom(60, 61, 90, 300, 900, 3600),
  top: fc.integer({ min: 1, max: 5 }),
  threshold: fc.constantFrom(0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2, 5, 20),
  window: fc.oneof(fc.constantFrom(1, 2, 3, 5, 10, 30, 120), fc.integer({ min: 1, max: 300 })),
  now: fc.constant(NOW),
  complete: fc.boolean(),
});

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("by"), seconds: fc.integer({ min: 0, max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("by"), seconds: fc.integer({ min: -70, max: 20 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("by"), seconds: fc.integer({ min: -900, max: 900 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("late", "bucket", "final", "window"),
      seconds: fc.integer({ min: -1, max: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("zero", "ahead"), seconds: fc.constant(0) }) },
) as fc.Arbitrary<Move>;

const damage: fc.Arbitrary<Damage | null> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      column: fc.constantFrom("date", "status", "bytes", "fewer", "more", "unclosed", "trailing"),
      text: fc.constantFrom("", "x", "-1", "1.", "0x10", "99", "1000", "253402300800", `${NOW + 99_999_999}`),
    }) as fc.Arbitrary<Damage>,
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant("record" as const),
      move,
      repeat: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, {
        weight: 1,
        arbitrary: fc.integer({ min: 2, max: 60 }),
      }),
      spread: fc.constantFrom(false, false, true),
      host: fc.constantFrom(...HOSTS),
      request: fc.constantFrom(...REQUESTS),
      status: fc.constantFrom(...STATUSES),
      size: fc.constantFrom(...SIZES),
      dateText: fc.constantFrom("", "", "", ".5", ".999"),
      quoted: fc.boolean(),
      damage,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("junk" as const),
      bytes: fc.oneof(
        fc.constantFrom(...JUNK_LINES),
        fc.array(fc.constantFrom('"', '"', ",", ",", "\r", "1", "200"), { maxLength: 25 }).map((parts) =>
          parts.join("")
        ),
        fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }).map((bytes) =>
          String.fromCharCode(...bytes.filter((byte) => byte !== 10))
        ),
      ),
    }),
  },
);

/** A line at the edge of 64 KiB; rare, because it is slow. */
const longLine: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("long" as const),
  length: fc.integer({ min: 65534, max: 65538 }),
});

const shape: fc.Arbitrary<LogShape> = fc.record({
  start: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: NOW - 10_000, max: NOW - 9_800 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 7, NOW + 86_000) },
  ),
  columns: fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 1_000_000 }) },
  ),
  extraColumns: fc.constantFrom(0, 0, 0, 1, 2, 3),
  bom: fc.boolean(),
  carriageReturns: fc.constantFrom("never", "always", "mixed"),
  files: fc.constantFrom(1, 1, 1, 2, 3),
  endsInside: fc.constantFrom(0, 0, 1, 5, 30),
  steps: fc.array(fc.oneof({ weight: 200, arbitrary: step }, { weight: 1, arbitrary: longLine }), {
    maxLength: 70,
    size: "max",
  }),
}) as fc.Arbitrary<LogShape>;

/** Random cases. */
export const lawCases: fc.Arbitrary<LawCase> = fc.record({ options, shape }).map(({ options, shape }) => {
  const inputs = renderLogs(shape, options);
  const last = orderOf(inputs, options).at(-1)!;
  inputs[last] = cutTail(inputs[last], shape.endsInside);
  const show = () => `${JSON.stringify(options)}\n${inputs.map(showInput).join("\n")}`;
  return { options, inputs, [fc.toStringMethod]: show };
}).filter(({ inputs }) =>
  !inputs.some((one, place) => inputs.some((other, at) => at !== place && isCopy(one, other)))
);

/** Whether all of a log that has records stands at the beginning of the other: of one source it is a copy, which is not read. */
function isCopy(one: Uint8Array, other: Uint8Array): boolean {
  const hasRecords = one.indexOf(0x0a) >= 0 && one.indexOf(0x0a) < one.length - 1;
  return hasRecords && one.length <= other.length && one.every((byte, at) => byte === other[at]);
}

/** An input as text for a message, with long repetitions cut. */
function showInput(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return JSON.stringify(text).replace(
    /(.)\1{99,}/g,
    (all, character) => `${character}…(${all.length} times)`,
  );
}
