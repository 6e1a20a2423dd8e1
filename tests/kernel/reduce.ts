// Role: a forged log for which something fails → the smallest part of it for which it still does, and its message. Used
// by the tests of the kernel and by `fuzz.ts`.

import { type ForgedLine, type ForgedLog, fromLatin1 } from "./forged_log.ts";
import { compare } from "./same.ts";
import type { Claim } from "./subject.ts";

/** Attempts, and seconds, after which a log is small enough. */
const MOST_ATTEMPTS = 3000, MOST_SECONDS = 20;
/** Lines and bytes of a line that are shown. */
const MOST_LINES = 40, MOST_BYTES = 400;

/** Drops lines and cuts while the log still fails, larger parts first (ddmin: Zeller and Hildebrandt, 2002). */
export async function reduced(
  log: ForgedLog,
  fails: (log: ForgedLog) => Promise<boolean>,
): Promise<ForgedLog> {
  const begun = performance.now();
  let best = log, left = MOST_ATTEMPTS;
  const isSpent = (): boolean => left <= 0 || performance.now() - begun > MOST_SECONDS * 1000;
  const attempt = async (lines: readonly ForgedLine[]): Promise<boolean> => {
    left--;
    const smaller = { ...best, lines };
    if (!await fails(smaller)) return false;
    best = smaller;
    return true;
  };
  await attempt(best.lines.map(({ bytes }) => ({ bytes, cut: false })));
  for (let size = best.lines.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < best.lines.length && !isSpent();) {
      const dropped = await attempt([...best.lines.slice(0, at), ...best.lines.slice(at + size)]);
      if (!dropped) at += size;
    }
  }
  for (let at = 0; at < best.lines.length && !isSpent(); at++) {
    if (best.lines[at].cut) {
      await attempt(best.lines.map(({ bytes, cut }, line) => ({ bytes, cut: cut && line !== at })));
    }
  }
  return best;
}

/** Compares; where the results differ, the message says how, for the smallest part of the log; otherwise null. */
export async function complaint(log: ForgedLog, claim: Claim): Promise<string | null> {
  const { problems } = await compare(log, claim);
  if (problems.length === 0) return null;
  const fails = async (part: ForgedLog): Promise<boolean> => (await compare(part, claim)).problems.length > 0;
  if (!await fails(log)) {
    return `${log.name}: fails once, and not again alone: it depends on what was summed up before.\n${
      problems.join("\n")
    }`;
  }
  const small = await reduced(log, fails);
  return `${shown(small)}\n${(await compare(small, claim)).problems.map((text) => `  ${text}`).join("\n")}`;
}

/** A log as text. */
export function shown(log: ForgedLog): string {
  const { name, header, lines, ...rest } = log;
  // Lines that are the same in a row are shown once.
  const texts: string[] = [];
  for (let at = 0, times = 1; at < lines.length; at += times, times = 1) {
    const text = lineText(lines[at].bytes), isSame = (other: ForgedLine) => lineText(other.bytes) === text;
    while (!lines[at + times - 1].cut && at + times < lines.length && isSame(lines[at + times])) times++;
    texts.push(
      `  ${text}${times > 1 ? ` (${times} times)` : ""}${lines[at + times - 1].cut ? "\n  ---" : ""}`,
    );
  }
  if (texts.length > MOST_LINES) {
    texts.splice(MOST_LINES, Infinity, `  … and ${texts.length - MOST_LINES} more`);
  }
  return `${name}: ${JSON.stringify(rest)}\n  ${header}\n${texts.join("\n")}`;
}

function lineText(bytes: Uint8Array): string {
  const text = JSON.stringify(fromLatin1(bytes)).replace(
    /(.)\1{40,}/g,
    (all, character) => `${character}…(${all.length} times)`,
  );
  return text.length > MOST_BYTES ? `${text.slice(0, MOST_BYTES)}… (${bytes.length} bytes)` : text;
}
