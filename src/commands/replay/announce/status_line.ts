// Role: the line that stays at the bottom of a terminal while a replay runs. It lives on standard error, so that results
// can be piped.

import type { Host } from "../../../host/host.ts";
import type { Progress } from "../events.ts";
import { statusText } from "./status_text.ts";

/** Shortest time between two drawings, seconds. */
const PAUSE = 0.1;

const HIDE_CURSOR = "\x1b[?25l", SHOW_CURSOR = "\x1b[?25h", ERASE = "\r\x1b[K";

/** A status line. After `close` it may be drawn no more. */
export interface StatusLine {
  /** Shows where the replay stands; most calls do nothing, since a few times a second is enough. */
  update(progress: Progress): void;
  /** Takes the line away, lets `print` print whole lines, and leaves drawing to the next `update`. */
  above(print: () => void): void;
  /** Takes the line away and gives the cursor back. */
  close(): void;
}

/** For outputs that are no terminal, and for people who want none. */
export const NO_STATUS_LINE: StatusLine = { update() {}, above: (print) => print(), close() {} };

/** A status line on the host's standard error, which must be a terminal. */
export function statusLine(host: Host, color: boolean): StatusLine {
  const { stderr } = host;
  let drawnAt = -Infinity;
  let isShown = false;
  let isUsed = false;
  let last: Progress | undefined;
  const draw = (): void => {
    if (last === undefined) return;
    // Three columns stay free: some terminals wrap when the last one is written to, and Ctrl-C writes "^C".
    stderr.write((isUsed ? "" : HIDE_CURSOR) + ERASE + statusText(last, stderr.columns() - 3, color));
    isUsed = isShown = true;
    drawnAt = host.monotonic();
  };
  return {
    update(progress) {
      last = progress;
      if (!isShown || host.monotonic() - drawnAt >= PAUSE) draw();
    },
    above(print) {
      if (isShown) stderr.write(ERASE);
      isShown = false;
      print();
    },
    close() {
      if (isUsed) stderr.write(ERASE + SHOW_CURSOR);
      isUsed = isShown = false;
      last = undefined;
    },
  };
}
