// Role: the entry of the page's script: looks for the recording of a report file, else asks the server that the page came from.

import { render } from "preact";
import { theme } from "./chart/plot.tsx";
import { recordedClient } from "./data/recorded.ts";
import { begin } from "./state/picture.ts";
import { App } from "./view/app.tsx";

/** The look that was chosen before, else the system's. */
function lookNow(): "dark" | "light" {
  try {
    const kept = localStorage.getItem("httplog-theme");
    if (kept === "dark" || kept === "light") return kept;
  } catch {
    // A file from disk may have no storage.
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

theme.value = lookNow();
document.documentElement.dataset.theme = theme.value;

const held = document.getElementById("recording")!;
render(<App />, document.getElementById("page")!);
await begin(recordedClient(JSON.parse(held.textContent!)));
