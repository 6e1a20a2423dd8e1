// Role: the contract of the lists that others keep: what agents are, and where addresses are. They are large and change often,
// so they are asked when a report is made, out of a file of their own, and what they say is not stored, but for the records that a
// replay excludes as those of bots.

/** The value of what a list does not know. */
export const UNKNOWN = "(unknown)";

/** What lists say of agents and addresses. All of it is pure; no text makes it throw. */
export interface Lists {
  /**
   * The program that sends requests with this agent: a browser ("Firefox"), or the bot ("Googlebot"), without a version.
   * {@link UNKNOWN} where no list knows it. Values in brackets, such as `(none)`, stay as they are.
   */
  agentFamily(agent: string): string;
  /** The operating system ("Windows", "Android"), without a version; else as {@link Lists.agentFamily}. */
  agentSystem(agent: string): string;
  /** Whether the agent is that of a bot, a library or a tool rather than of a browser. */
  isBot(agent: string): boolean;
  /** What tells bots, with its version: "isbot 5.2.3". Another version may tell others. */
  readonly botList: string;
  /** Opens a file of countries by address (`.mmdb`). Where it is none, a sentence that begins with "it" says why. */
  openCountries(file: Uint8Array): Countries | string;
}

/** A file of countries by address. */
export interface Countries {
  /** When its data were put together, epoch seconds. */
  readonly builtAt: number;
  /**
   * The ISO 3166-1 code of the country ("DE"); `(private)` for an address of a private or local network, {@link UNKNOWN} for
   * one that the file does not know and for what is no address. Other values in brackets stay as they are. Null where the file is
   * damaged at this address.
   */
  countryOf(address: string): string | null;
}
