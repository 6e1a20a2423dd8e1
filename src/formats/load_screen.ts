// Role: puts the settings of a source to work, in every thread that reads its logs.

import { type BotTest, Screen } from "../domain/screening/screen.ts";
import { type Screening, screensRecords } from "../domain/screening/settings.ts";

/** The screen of a source; null where no record has to be looked at by itself. `botTest` is asked where bots are excluded. */
export async function loadScreen(
  screening: Screening,
  botTest: () => Promise<BotTest>,
): Promise<Screen | null> {
  if (!screensRecords(screening)) return null;
  return new Screen(screening, screening.bots === null ? null : await botTest());
}
