/** P-384 key pairs from our own random bits, so that every key comes from the DRBG of the boundary. */
import { utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { EcEngine } from './engine.js';
import { drawPrivateScalar } from './private-scalar.js';
import { SecretBytes } from './secret-bytes.js';

export interface EcKeyPair {
  /** 48 bytes. The owner disposes it. */
  readonly privateScalar: SecretBytes;
  /** 97 bytes: 0x04 ‖ X ‖ Y. */
  readonly publicPoint: Uint8Array;
}

const PAIRWISE_MESSAGE = utf8('pairwise consistency test');

/**
 * FIPS 186-5 A.2.2 (rejection sampling), and the pairwise consistency test that FIPS 140-3 asks of every new pair.
 * @param use `sign`: a signature verifies. `agree`: the public point is computed again (SP 800-56A §5.6.2.1.4).
 * @throws HsmError DEVICE_ERROR when the source is broken or the test fails; the caller enters its error state
 */
export function generateP384KeyPair(engine: EcEngine, rng: Pick<Rng, 'bytes'>, use: 'sign' | 'agree'): EcKeyPair {
  const scalar = drawPrivateScalar('P-384', (length) => rng.bytes(length));
  const publicPoint = engine.ecPublicPoint('P-384', scalar);
  const consistent =
    use === 'sign'
      ? engine.ecdsaVerify('P-384', publicPoint, PAIRWISE_MESSAGE, engine.ecdsaSign('P-384', scalar, PAIRWISE_MESSAGE))
      : engine.ecPublicPoint('P-384', scalar).every((byte, index) => byte === publicPoint[index]);
  if (!consistent) {
    scalar.fill(0);
    throw new HsmError('DEVICE_ERROR', 'pairwise consistency test failed');
  }
  return { privateScalar: SecretBytes.own(scalar), publicPoint };
}
