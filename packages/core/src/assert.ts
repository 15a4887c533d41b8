/**
 * Programmer errors. An AssertionFailure is a bug in Strongroom, never a user's mistake; it is logged in full and never
 * explained to a client.
 */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

/**
 * Throws {@link AssertionFailure} when an invariant of this program does not hold. The message must not carry secrets.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** Narrows away null and undefined where the program itself guarantees a value. */
export function must<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new AssertionFailure(message);
  return value;
}

/** The default branch of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${String(value)}`);
}
