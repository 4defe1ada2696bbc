/** The command line was called wrongly: exit code 2. */
export class UsageError extends Error {
  /** The class name, as it appears in front of the message. */
  override name = "UsageError";
}

/** What was to be read cannot be used: exit code 1. */
export class InputError extends Error {
  /** The class name, as it appears in front of the message. */
  override name = "InputError";
}

/** What was computed cannot be written: exit code 1. */
export class OutputError extends Error {
  /** The class name, as it appears in front of the message. */
  override name = "OutputError";
}
