// Role: the tables of what lists tell of values: countries of hosts, browsers, systems and bots of agents.

import type { PageDimension } from "../data/model.ts";
import { known, tops } from "../state/picture.ts";
import { Empty, limitOf, Panel, shownLine } from "./panel.tsx";
import { hasCourse, isSilent, reportRows, titleOf, TopTable } from "./top_table.tsx";

const OTHER = "(other)";

function GroupPanel({ group }: { readonly group: PageDimension }) {
  const top = tops.value[group.name];
  if (top === undefined || isSilent(group)) return null;
  // The line cannot know where the file is.
  const more: Record<string, string> = group.name === "country" ? { geoip: "FILE.mmdb" } : {};
  const course = group.isOfHours && top.rows.length > 0 && !hasCourse(top)
    ? "; kept by the hour: too short for a course"
    : "";
  const shown = limitOf(top.rows.filter(({ value }) => value !== OTHER).length);
  return (
    <Panel
      title={titleOf(group)}
      about={`hits by ${group.noun}, ${group.name === "country" ? "of the hosts" : "by the agents"}${course}`}
      csv={{ name: group.plural, rows: () => reportRows(top) }}
      query={shownLine([group.plural], { ...more, ...shown })}
      notes={top.notes}
    >
      {top.rows.length === 0
        ? <Empty>None is known in this range.</Empty>
        : <TopTable dimension={group} top={top} isFixed />}
    </Panel>
  );
}

/** Nothing where the log has no agents: that is said of the agents. */
export function GroupPanels() {
  const { groups = [], dimensions = [] } = known.value ?? {};
  const agent = dimensions.find(({ name }) => name === "agent"), agents = tops.value.agent;
  const isUnknown = agent !== undefined && (isSilent(agent) || agents?.rows.length === 0);
  return (
    <>
      {groups.filter(({ name }) => name === "country" || !isUnknown).map((group) => (
        <GroupPanel key={group.name} group={group} />
      ))}
    </>
  );
}
