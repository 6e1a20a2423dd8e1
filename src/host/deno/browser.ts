// Role: `Host.openBrowser`: hands an address to the program of the desktop that opens addresses.

const OPENERS: Readonly<Partial<Record<typeof Deno.build.os, string>>> = {
  darwin: "open",
  windows: "explorer",
};

/** Without the permission to start that program, which the binary does not have, nothing is started. */
export function openBrowser(url: string): boolean {
  const opener = OPENERS[Deno.build.os] ?? "xdg-open";
  if (Deno.permissions.querySync({ name: "run", command: opener }).state !== "granted") return false;
  try {
    new Deno.Command(opener, { args: [url], stdin: "null", stdout: "null", stderr: "null" }).spawn().unref();
    return true;
  } catch {
    // There is no such program: a machine without a desktop.
    return false;
  }
}
