// Role: which trials of a fault are run, by seed: the quick set spreads a few over all points, the long set takes
// every point, or as many seeds as the fault wants.

import { Random } from "../../sample_data/random.ts";
import type { Fault, Trial } from "./fault.ts";

/** The trial of a fault that a seed stands for. */
export async function trialOf(fault: Fault, seed: number, isLong: boolean): Promise<Trial> {
  const points = await fault.points?.() ?? 1;
  return { seed, random: new Random(seed), point: seed % points, isLong };
}

/** The seeds of the quick set: as far apart as there are points; no trial comes twice. */
export async function quickSeeds(fault: Fault): Promise<number[]> {
  const points = await fault.points?.() ?? fault.quick;
  return Array.from(
    { length: fault.quick },
    (_, i) => points <= fault.quick ? i : Math.floor((i + 0.5) * points / fault.quick),
  );
}

/** How many trials the long set has. */
export async function longCount(fault: Fault): Promise<number> {
  return fault.long === "points" ? await fault.points!() : fault.long;
}
