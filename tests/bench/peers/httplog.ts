// Role: httplog itself: the bundle, run with the permissions of the compiled program, into a database that is not there
// before. Three times: with few dimensions, with those of a new source, and with `--reference`, which reads in plain TypeScript.

import { LINE_FORMAT_NAMES } from "../../../sample_data/lines/mod.ts";
import { VERSION } from "../../../src/version.ts";
import { httplog } from "../../faults/program.ts";
import { stored } from "../stored_answer.ts";
import type { Peer } from "./peer.ts";

/** The program with further words on its command line. */
function ours(name: string, about: string, words: readonly string[], isQuick: boolean): Peer {
  return {
    name,
    about,
    compared: "all that is stored",
    debianPackage: null,
    isQuick,
    formats: LINE_FORMAT_NAMES,
    find: () => Promise.resolve(`${name} ${VERSION}`),
    async begin({ path }, directory) {
      const database = `${directory}/bench.db`;
      const command = [...await httplog(), "replay", path, "--db", database, "--quiet", ...words];
      return { command, found: () => stored(database) };
    },
  };
}

/** Of the dimensions only those by which the others count, too, and the methods. */
const FEW = ["--dimensions", "section,host,status,method"];

/** With the dimensions that the others count. */
export const withFew: Peer = ours(
  "httplog",
  `writes its database anew, with \`${FEW.join(" ")}\`, which are what the others count`,
  FEW,
  true,
);

/** As people run it. */
export const asItIs: Peer = ours(
  "httplog-default",
  "the same with all that a new source stores: URLs, routes, referrers, agents, durations and visitors, too",
  [],
  false,
);

/** On the reference path. */
export const reference: Peer = ours(
  "httplog-reference",
  "the same with `--reference`, in plain TypeScript on one thread",
  [...FEW, "--reference"],
  false,
);
