// Role: `deno task page:pictures`: makes the two pictures of README.md anew, out of a sample log, with Chromium.

import { inTemporaryDirectory, PROJECT } from "../process.ts";
import { launch, openTab, settled } from "./browser.ts";
import { httplog, reportFile } from "./program.ts";

/** Each with its height and what it shows beyond the page as it begins. */
const PICTURES = [
  { file: "report_light.png", scheme: "light", height: 860, address: "" },
  {
    file: "report_dark.png",
    scheme: "dark",
    height: 1180,
    address:
      "#since=2019-02-07T21:14:00Z&until=2019-02-07T21:28:00Z&dimension=host&value=10.0.0.77&alert=ALERT",
  },
] as const;

await inTemporaryDirectory(async (directory) => {
  const database = `${directory}/x.db`;
  const log = [
    "replay",
    "sample_data/access.csv",
    "--source",
    "shop",
    "--rules",
    "sample_data/rules.toml",
    "--quiet",
  ];
  await httplog(log, database);
  const alerts: { id: number; rule: string }[] = JSON.parse(
    await httplog(["query", "alerts", "--format", "json"], database),
  );
  const address = await reportFile(database, `${directory}/report.html`);
  await using browser = await launch();
  for (const { file, scheme, height, address: fragment } of PICTURES) {
    const alert = String(alerts.find(({ rule }) => rule === "high-traffic")!.id);
    const { tab } = await openTab(browser, address + fragment.replace("ALERT", alert), address, { scheme });
    await tab.setViewportSize({ width: 1280, height });
    await settled(tab);
    await tab.screenshot({ path: `${PROJECT}sample_data/${file}` });
    console.log(`sample_data/${file}: ${Deno.statSync(`${PROJECT}sample_data/${file}`).size} bytes`);
  }
});
