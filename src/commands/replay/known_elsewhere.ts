// Role: keeps a run that was given no `--source` from counting a second time what another source has read, and from
// beginning anew behind it.

import { Problem } from "../../domain/problem.ts";
import { FINGERPRINT } from "../../inputs/bytes/fingerprint.ts";
import { split } from "../../inputs/files/expand_paths.ts";
import { baseOf } from "../../inputs/files/rotated_names.ts";
import type { Input } from "../../inputs/input.ts";
import { holdsRecords } from "../../inputs/resume/copies.ts";
import { continuedBy, headOf, positionsWithHead } from "../../inputs/resume/identify.ts";
import { printable } from "../../render/text/printable.ts";
import type { InputPosition, SourceInput, Store } from "../../stores/store.ts";

/**
 * Fails where a log that this run would begin holds what another source has read, or a part beside it does, which was the log itself
 * then: it was rotated since, perhaps in a directory that was moved. One look into the store for each file. A file is read beyond its first
 * 4 KiB only where another source has read one that begins alike.
 *
 * Errors: `Problem` "usage" with both names and the way out.
 */
export async function refuseKnownElsewhere(
  inputs: readonly Input[],
  history: readonly Input[],
  source: string,
  store: Pick<Store, "inputsElsewhere">,
): Promise<void> {
  const begun = inputs.filter(({ start, bodyOffset }) => start.offset <= bodyOffset);
  for (const input of [...begun, ...history]) {
    const known = await knownElsewhere(input, source, store);
    const isHistory = history.includes(input);
    if (known === null || isHistory && wasPart(known.position)) continue;
    const other = printable(known.source), own = printable(source);
    const would = isHistory
      ? `this run would not read it, but begin source "${own}" with the log beside it`
      : `this run would count it again as source "${own}"`;
    throw new Problem(
      "usage",
      `"${printable(input.path)}" was read before, as source "${other}"; ${would}. ` +
        `Give --source "${other}" to continue that one, or another --source to keep both.`,
    );
  }
}

/** The input of another source all of which a file holds, perhaps with more behind it; null where there is none. */
async function knownElsewhere(
  input: Input,
  source: string,
  store: Pick<Store, "inputsElsewhere">,
): Promise<SourceInput | null> {
  const { file, inflated, bodyOffset } = input;
  const head = file.size === null || !holdsRecords(input) ? null : await headOf(input);
  if (head === null) return null;
  const stored = store.inputsElsewhere(source, head, FINGERPRINT)
    .filter(({ position }) => position.offset > bodyOffset);
  if (stored.length === 0) return null;
  const alike = await positionsWithHead(input, stored.map(({ position }) => position));
  if (alike.length === 0 || inflated !== null && file.size === 0 && !await inflated.measure()) return null;
  const position = await continuedBy(input, alike);
  return stored.find((each) => each.position === position) ?? null;
}

/** Whether it was a rotated part when it was read: such parts are read by themselves. */
function wasPart({ path }: InputPosition): boolean {
  const { name } = split(path);
  return baseOf(name) !== name;
}
