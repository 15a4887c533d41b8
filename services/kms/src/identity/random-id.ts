/** Ids in the style of IAM: a four-letter prefix that tells the kind, and base32 (RFC 4648 §6) letters. */
import type { Rng } from '@strongroom/core/rng.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const RANDOM_CHARACTERS = 16;

/**
 * `AKIA…` long-term access key, `ASIA…` session access key, `AIDA…` user, `AROA…` role: 20 characters, 80 bits of them
 * random.
 */
export function randomId(rng: Rng, prefix: 'AKIA' | 'ASIA' | 'AIDA' | 'AROA'): string {
  let text: string = prefix;
  for (const byte of rng.bytes(RANDOM_CHARACTERS)) text += ALPHABET.charAt(byte & 31);
  return text;
}
