// Role: programs that are not part of the project and that some tests need: where they are, and why a test that needs one
// is skipped. Nothing is started to find out.

/** The Debian package of each program that a test may ask for. `.ci/run` installs those that a new machine lacks. */
export const DEBIAN_PACKAGES = {
  "promtool": "prometheus",
  "prometheus-alertmanager": "prometheus-alertmanager",
  "logrotate": "logrotate",
  "strace": "strace",
  "chromium": "chromium",
  "sqlite3": "sqlite3",
  "tmux": "tmux",
  "mkfifo": "coreutils",
  "unshare": "util-linux",
  "setpriv": "util-linux",
  "sh": "dash",
} as const;

/** A program that a test may ask for. */
export type OutsideProgram = keyof typeof DEBIAN_PACKAGES;

/** Programs of the administrator lie here on Debian, which is not in every user's PATH. */
const ADMINISTRATOR = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The path of a program by the PATH of this process; null where it is not installed. */
export function findProgram(name: OutsideProgram): string | null {
  const path = Deno.env.get("PATH") ?? "";
  // A PATH without any directory of the system is one that a test has emptied.
  const places = path.split(Deno.build.os === "windows" ? ";" : ":").filter((place) => place !== "");
  if (places.includes("/usr/bin")) places.push(...ADMINISTRATOR);
  for (const place of places) {
    const file = `${place}/${name}`;
    try {
      const { isFile, mode } = Deno.statSync(file);
      if (isFile && ((mode ?? 0o111) & 0o111) !== 0) return file;
    } catch {
      // Not there, or not to be seen: the next place.
    }
  }
  return null;
}

/** Why a test that needs the program cannot run here, and what brings it; null where it can. */
export function missingProgram(name: OutsideProgram): string | null {
  return findProgram(name) === null
    ? `${name} is not installed: apt-get install ${DEBIAN_PACKAGES[name]}`
    : null;
}

/**
 * Declares a test that needs something of the machine: it is skipped, counted and named with its reason where `missing`
 * gives one.
 */
export function testUnless(
  missing: string | null,
  name: string,
  fn: (test: Deno.TestContext) => void | Promise<void>,
): void {
  Deno.test({
    name: missing === null ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== null,
    fn,
  });
}
