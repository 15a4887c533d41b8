/** Comparison of secrets. */
import { timingSafeEqual as equalOfSameLength } from 'node:crypto';

/**
 * Equality whose duration does not depend on where two secrets differ. Lengths are not secret: unequal ones give false
 * after the same work that a comparison of `candidate` costs.
 * @param candidate what was presented
 * @param secret what it must equal
 */
export function timingSafeEqual(candidate: Uint8Array, secret: Uint8Array): boolean {
  const sameLength = candidate.length === secret.length;
  return equalOfSameLength(candidate, sameLength ? secret : candidate) && sameLength;
}
