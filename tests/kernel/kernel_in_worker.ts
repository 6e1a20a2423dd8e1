// Role: a worker that sums up what it is sent with a kernel of its own. Started by `differential_test.ts`.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { NOT_BEGUN } from "../../src/domain/counting/log_clock.ts";
import { csvReader } from "../csv_reader.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { latin1, USUAL_HEADER } from "./forged_log.ts";

addEventListener("message", async ({ data }) => {
  const header = latin1(USUAL_HEADER), options = { bucketSize: 10, lateness: 30, top: 100, maxJump: 3600 };
  using kernel = await Kernel.claim(csvReader(header), options);
  postMessage(kernel!.summarize(data, NOT_BEGUN, dateLimits(2e9), 10));
});
