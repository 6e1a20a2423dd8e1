// Role: the registry of kinds of notifiers. A new kind is one file, one line here, and its name in
// `domain/rules/definition.ts`.

import { alertmanager } from "./kinds/alertmanager.ts";
import type { NotifierKind } from "./notifier.ts";
import { pagerduty } from "./kinds/pagerduty.ts";
import { slack } from "./kinds/slack.ts";
import { webhook } from "./kinds/webhook.ts";

export const NOTIFIERS: readonly NotifierKind[] = [alertmanager, pagerduty, slack, webhook] as const;
