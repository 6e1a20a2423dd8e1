// Role: the version, as a constant, so that `--version` needs to read nothing. A test holds it equal to deno.json.

/** Version of the program, as in deno.json: shown by `--version` and stored with each run. */
export const VERSION = "0.1.0";
