// Role: what the page has asked for: never the same twice at once, and once more where a change came meanwhile.

/** Milliseconds after which what a change was too early for is asked again, unless another change does that. */
const MISSED_AFTER = 1000;

/**
 * Asks for something by name, and hands over what was found. Resolves to whether it did: not where a later move made it useless,
 * or the same is on its way.
 */
export type Keep = <Found>(
  name: string,
  ask: () => Promise<Found>,
  set: (found: Found) => void,
) => Promise<boolean>;

/** What is on its way. */
export class Asking {
  /** Questions since the last move, by name. */
  #open = new Set<string>();
  /** Whether something has changed since one of them was asked. */
  #isMissed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Begins to ask for all. After a move answers to what was asked before are left; else what is on its way is waited for, and `again`
   * is called some time after it has come.
   */
  begin(isMoved: boolean, again: () => void): { readonly keep: Keep; isLatest(): boolean } {
    clearTimeout(this.#timer);
    this.#isMissed = false;
    if (isMoved) this.#open = new Set();
    const open = this.#open, isLatest = (): boolean => open === this.#open;
    const keep: Keep = async (name, ask, set) => {
      if (open.has(name)) {
        this.#isMissed = true;
        return false;
      }
      open.add(name);
      try {
        const found = await ask();
        if (isLatest()) set(found);
        return isLatest();
      } finally {
        open.delete(name);
        if (isLatest() && this.#isMissed && open.size === 0) this.#later(again);
      }
    };
    return { keep, isLatest };
  }

  #later(again: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isMissed = false;
      again();
    }, MISSED_AFTER);
  }
}
