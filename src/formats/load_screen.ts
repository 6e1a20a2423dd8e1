// Role: puts the settings of a source to work, in every thread that reads its logs.

import { RecordScreen } from "../domain/screening/screen.ts";
import { type Screening, screensRecords } from "../domain/screening/settings.ts";
import type { Lists } from "../host/lists.ts";

/** The screen of a source; null where no record has to be looked at by itself. `lists` are loaded where bots are excluded. */
export async function loadScreen(
  screening: Screening,
  lists: () => Promise<Pick<Lists, "isBot">>,
): Promise<RecordScreen | null> {
  if (!screensRecords(screening)) return null;
  return new RecordScreen(screening, screening.bots === null ? null : (await lists()).isBot);
}
