// Role: waits for the browser to draw: what is put into the page meanwhile would put that off.

/** Milliseconds after which it is not waited for any longer. */
const LONGEST = 300;

/** Resolves once what is in the page now is drawn; at once where nothing is, because no one looks at it. */
export function drawn(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    // After what is about to be rendered.
    setTimeout(() => requestAnimationFrame(() => setTimeout(resolve)));
    setTimeout(resolve, LONGEST);
  });
}
