/**
 * What a command may fail with. A CliError is the user's to fix: one sentence that says what went wrong and hints that
 * say what to do next. Anything else that reaches the door (error-door.ts) is a bug and is printed with its stack.
 */

/** The exit codes of the command, listed in `strongroom --help`. */
export const EXIT = {
  OK: 0,
  FAILURE: 1,
  USAGE: 2,
  /** Nothing answers at the address, or no installation runs on the data folder. */
  UNREACHABLE: 3,
  /** The service refused the request; the error carries AWS's exception name. */
  REFUSED: 4,
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface CliErrorOptions extends ErrorOptions {
  readonly hints?: readonly string[];
  readonly exitCode?: ExitCode;
}

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly hints: readonly string[];
  readonly exitCode: ExitCode;

  constructor(message: string, options: CliErrorOptions = {}) {
    super(message, options);
    this.hints = options.hints ?? [];
    this.exitCode = options.exitCode ?? EXIT.FAILURE;
  }
}
