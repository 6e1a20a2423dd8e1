// Role: the version of the program as a constant, so that `--version` reads no file. A test compares it with deno.json.
export const VERSION = "0.1.0";
