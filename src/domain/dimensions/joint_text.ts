// Role: the value of a pair as text: each of its parts as it would be alone.

import { textOf } from "../text.ts";
import { BETWEEN } from "./pair.ts";

const TAB = BETWEEN.charCodeAt(0);

/** Both texts with a tab between them, of which there is no other: in texts it is escaped. */
export function jointText(bytes: Uint8Array): string {
  const end = bytes.indexOf(TAB);
  return textOf(bytes.subarray(0, end)) + BETWEEN + textOf(bytes.subarray(end + 1));
}
