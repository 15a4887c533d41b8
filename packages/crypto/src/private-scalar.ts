/** Private keys of elliptic curves from our own random bits, so that every key comes from the DRBG of the boundary. */
import { HsmError } from '@strongroom/core/errors.js';
import { EC_CURVES, isPrivateScalar } from './ec-curve.js';
import type { EcCurve } from './ec-curve.js';

/**
 * A candidate is refused once in 2^32 for P-256 and hardly ever for the others; this many refusals in a row mean that
 * the source is broken.
 */
const CANDIDATES_MAX = 8;

/**
 * FIPS 186-5 A.2.2: rejection sampling of as many bits as the order has. The caller wipes what it gets.
 * @throws HsmError DEVICE_ERROR when the source is broken; the caller enters its error state
 */
export function drawPrivateScalar(curve: EcCurve, random: (length: number) => Uint8Array): Uint8Array {
  const { scalarBytes, order } = EC_CURVES[curve];
  // The order of P-521 has one bit in its first byte; the first byte of all the others is full.
  const firstByteMask = order[0] === 1 ? 1 : 0xff;
  for (let attempt = 0; attempt < CANDIDATES_MAX; attempt++) {
    const candidate = random(scalarBytes);
    candidate[0] = (candidate[0] ?? 0) & firstByteMask;
    if (isPrivateScalar(curve, candidate)) return candidate;
    candidate.fill(0);
  }
  throw new HsmError('DEVICE_ERROR', 'random source gives no private key');
}
