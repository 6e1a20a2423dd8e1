// Role: when the page asks anew: after every change, but not while no one looks at it.

/**
 * Calls `refresh` after changes: one call at a time, and none while the page is hidden; when it is seen again, it is called if there
 * was a change. What it returns is as good as a change.
 */
export function onChanges(watch: (changed: () => void) => unknown, refresh: () => Promise<void>): () => void {
  let isDue = false, isBusy = false;
  const run = async (): Promise<void> => {
    if (!isDue || isBusy || document.hidden) return;
    isDue = false;
    isBusy = true;
    await refresh();
    isBusy = false;
    await run();
  };
  const changed = (): void => {
    isDue = true;
    void run();
  };
  watch(changed);
  document.addEventListener("visibilitychange", () => void run());
  return changed;
}
