/** The shape of a known-answer test (FIPS 140-3, cryptographic algorithm self-test). */
import type { CryptoEngine } from '../engine.js';

export interface KnownAnswerTest<Subject = CryptoEngine> {
  /** Unique; the name that status output shows and that a fault is injected under. */
  readonly name: string;
  /** Where the answer comes from. */
  readonly source: string;
  /** What the engine makes of the fixed input. */
  readonly compute: (engine: Subject) => Uint8Array;
  /** Hexadecimal. */
  readonly expected: string;
}

/** An answer of a yes-or-no operation as one byte. */
export function verdict(accepted: boolean): number {
  return accepted ? 1 : 0;
}
