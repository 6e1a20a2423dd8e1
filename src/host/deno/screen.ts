// Role: `Host.openScreen`: the terminal as a screen, in which keys arrive one by one; it is given back as it was.

import type { Screen } from "../host.ts";
import { BrokenPipe } from "../host.ts";

/** The other screen of the terminal, so that what stood there comes back; no cursor, no wrapping at the edge. */
const BEGIN = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const END = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/** Terminals that know it show all lines of a picture at once. */
const TOGETHER = "\x1b[?2026h", SHOWN = "\x1b[?2026l";
const HOME = "\x1b[H", CLEAR_LINE = "\x1b[K", CLEAR_REST = "\x1b[J";

/** Most bytes of one read; a key has up to six. */
const PIECE = 256;

export function openScreen(write: (text: string) => void): Screen | null {
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) return null;
  Deno.stdin.setRaw(true);
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    try {
      write(END);
      Deno.stdin.setRaw(false);
    } catch {
      // The terminal has gone.
    }
  };
  try {
    write(BEGIN);
  } catch (error) {
    close();
    throw error;
  }
  const buffer = new Uint8Array(PIECE), decoder = new TextDecoder();
  return {
    size: () => Deno.consoleSize(),
    draw(lines) {
      // Cleared first: after a line of full width the cursor still stands on its last character.
      const last = lines.length - 1;
      const cleared = lines.map((line, at) => (at < last ? CLEAR_LINE : CLEAR_REST) + line);
      write(TOGETHER + HOME + cleared.join("\r\n") + SHOWN);
    },
    async keys() {
      try {
        const count = await Deno.stdin.read(buffer);
        if (count === null) throw new BrokenPipe();
        return keysIn(decoder.decode(buffer.subarray(0, count), { stream: true }));
      } catch (error) {
        if (isOpen) throw error instanceof BrokenPipe ? error : new BrokenPipe();
        return [];
      }
    },
    [Symbol.dispose]: close,
  };
}

const NAMED: Readonly<Record<string, string>> = {
  "\x1b[A": "up",
  "\x1b[B": "down",
  "\x1b[C": "right",
  "\x1b[D": "left",
  "\x1b[Z": "shift-tab",
  "\x1b": "escape",
  "\t": "tab",
  "\r": "enter",
  "\x03": "ctrl-c",
};

/** The keys in what was read: sequences of the terminal, or characters. */
function keysIn(text: string): string[] {
  // deno-lint-ignore no-control-regex -- sequences of keys begin with a control character
  const parts = text.match(/\x1b[[O][\d;]*[A-Za-z~]|[^]/gu) ?? [];
  return parts.map((part) => NAMED[part.replace("\x1bO", "\x1b[")] ?? part);
}
