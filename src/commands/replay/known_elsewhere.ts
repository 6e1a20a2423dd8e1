// Role: keeps a run that was given no `--source` from counting a second time what another source has read.

import { Problem } from "../../domain/problem.ts";
import { FINGERPRINT } from "../../inputs/bytes/fingerprint.ts";
import type { Input } from "../../inputs/input.ts";
import { continuedBy, headOf } from "../../inputs/resume/identify.ts";
import { printable } from "../../render/text/printable.ts";
import type { Store } from "../../stores/store.ts";

/**
 * Fails where a log that this run would begin holds what another source has read: one look into the store for each such
 * log. A log is read beyond its first 4 KiB only where another source has read one that begins alike.
 *
 * Errors: `Problem` "usage" with both names and the way out.
 */
export async function refuseKnownElsewhere(
  inputs: readonly Input[],
  source: string,
  store: Pick<Store, "inputsElsewhere">,
): Promise<void> {
  for (const input of inputs) {
    const isBegun = input.start.offset > input.bodyOffset;
    if (isBegun || input.file.size === null || input.file.size <= input.bodyOffset) continue;
    const stored = store.inputsElsewhere(source, await headOf(input), FINGERPRINT)
      .filter(({ position }) => position.offset > input.bodyOffset);
    const position = await continuedBy(input, stored.map(({ position }) => position));
    if (position === null) continue;
    const other = printable(stored.find((each) => each.position === position)!.source);
    throw new Problem(
      "usage",
      `"${
        printable(input.path)
      }" was read before, as source "${other}"; this run would count it again as source ` +
        `"${
          printable(source)
        }". Give --source "${other}" to continue that one, or another --source to keep both.`,
    );
  }
}
