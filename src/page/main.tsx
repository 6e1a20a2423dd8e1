// Role: the entry of the page's script: looks for the recording of a report file, else asks the server that the page came from.

import { render } from "preact";
import { redrawPlots, theme } from "./chart/plot.tsx";
import { recordedClient } from "./data/recorded.ts";
import type { Recording } from "./data/model.ts";
import type { FirstAnswers } from "./data/questions.ts";
import { servedClient } from "./data/served.ts";
import { FIRST_ANSWERS, RECORDING } from "./embedded.ts";
import { begin } from "./state/picture.ts";
import { App } from "./view/app.tsx";

useLook(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

/** Takes the look that was chosen before. Not at once: the browser may take as long to find out as to draw all. */
function useKeptLook(): void {
  try {
    const kept = localStorage.getItem("httplog-theme");
    if ((kept === "dark" || kept === "light") && kept !== theme.value) useLook(kept);
  } catch {
    // A file from disk may have no storage.
  }
}

/**
 * The token that a server asks for, out of the address, from where it goes at once: it is kept as long as the tab. `isNeeded`: whether
 * one that is kept is looked for, which takes long, too.
 */
function takeToken(isNeeded: boolean): string | null {
  const given = new URLSearchParams(location.hash.slice(1)), token = given.get("token");
  if (token === null) return isNeeded ? sessionStorage.getItem("httplog-token") : null;
  sessionStorage.setItem("httplog-token", token);
  given.delete("token");
  history.replaceState(null, "", `#${given}`);
  return token;
}

/** Pixels of a chart on a sheet of A4 or Letter; on others it is scaled. */
const PAPER_WIDTH = 680;

/** Paper is light. */
function useLook(look: "dark" | "light"): void {
  theme.value = look;
  document.documentElement.dataset.theme = look;
}

let screenLook = theme.value;
globalThis.addEventListener("beforeprint", () => {
  screenLook = theme.value;
  useLook("light");
  redrawPlots(PAPER_WIDTH);
});
globalThis.addEventListener("afterprint", () => {
  useLook(screenLook);
  redrawPlots();
});

/** The data that came with the page; null where there are none. */
function embedded(id: string): unknown {
  const element = document.getElementById(id);
  return element === null ? null : JSON.parse(element.textContent!);
}

const recording = embedded(RECORDING) as Recording | null, place = document.getElementById("page")!;
const first = embedded(FIRST_ANSWERS) as FirstAnswers | null;
const client = recording === null
  ? servedClient({
    // A server that sends answers with the page asks for none.
    token: takeToken(first === null),
    hasCountries: place.dataset.countries !== undefined,
    first,
  })
  : recordedClient(recording);
const begun = begin(client);
// What came with the page is there before the next task: the first drawing shows it.
setTimeout(() => {
  delete document.documentElement.dataset.moved;
  render(<App />, place);
  // While the browser makes ready to draw it.
  setTimeout(useKeptLook);
});
await begun;
