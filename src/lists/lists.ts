// Role: the lists that others keep, as one object. In a bundle it is a file of its own, which is loaded by its address only where a
// query needs it.

import type { Lists } from "../host/lists.ts";
import { agentFamily, agentSystem, BOT_LIST, isBotAgent } from "./agents.ts";
import { openCountries } from "./countries.ts";

export const lists: Lists = { agentFamily, agentSystem, isBot: isBotAgent, botList: BOT_LIST, openCountries };
