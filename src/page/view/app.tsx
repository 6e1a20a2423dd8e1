// Role: the page: its parts in order, what is said where there is nothing, and the line that a copied command appears in.

import { useEffect } from "preact/hooks";
import { failure, known, notice, shownSpan } from "../state/picture.ts";
import { AlertsPanel } from "./alerts.tsx";
import { ChosenStrip } from "./chosen.tsx";
import { CompanionsPanel } from "./companions.tsx";
import { Header } from "./header.tsx";
import { LatencyPanel } from "./latency.tsx";
import { LogPanels, SloPanel } from "./log_panels.tsx";
import { Tiles } from "./tiles.tsx";
import { Tops } from "./tops.tsx";
import { TrafficPanel } from "./traffic.tsx";
import { VisitorsPanel } from "./visitors.tsx";

/** Seconds that a notice stays. */
const NOTICE_SECONDS = 8;

function Notice() {
  const said = notice.value;
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => notice.value = null, NOTICE_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div class="notice-place" role="status">
      {said && (
        <div class="notice">
          <b>{said.title}</b>
          <code>{said.text}</code>
          <button type="button" aria-label="Close" onClick={() => notice.value = null}>✕</button>
        </div>
      )}
    </div>
  );
}

function Nothing() {
  const all = known.value;
  if (all === null) return null;
  return (
    <section class="panel nothing" aria-label="Nothing to show">
      <h2>Nothing to show</h2>
      {all.sources.length === 0
        ? (
          <p>
            The database holds no log yet. Read one: <code>httplog replay access.log</code>
          </p>
        )
        : all.whole === null && all.asked.since === null && all.asked.until === null
        ? (
          <p>
            No record is stored: the logs that were read held none. Why: <code>httplog query rejects</code>
          </p>
        )
        : all.whole === null
        ? (
          <p>
            No record lies in the time that was asked for. Another <code>--since</code> or{" "}
            <code>--until</code>, or none, shows more.
          </p>
        )
        : <p>No record lies in this range.</p>}
    </section>
  );
}

export function App() {
  return (
    <>
      <Header />
      <main>
        {failure.value !== null && <p class="failure" role="alert">{failure.value}</p>}
        {shownSpan.value === null ? <Nothing /> : (
          <>
            <Tiles />
            <TrafficPanel />
            <CompanionsPanel />
            <LatencyPanel />
            <AlertsPanel />
            <VisitorsPanel />
            <Tops />
            <SloPanel />
          </>
        )}
        {known.value !== null && known.value.sources.length > 0 && <LogPanels />}
      </main>
      <footer>
        Times are UTC. A hit is an accepted record; a failure has status 500 or more.
        {known.value?.version && ` Made by httplog ${known.value.version}.`}
      </footer>
      <ChosenStrip />
      <Notice />
    </>
  );
}
