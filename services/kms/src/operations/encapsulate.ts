import { encapsulateArguments, encapsulateResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { laneFor } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';

/** API reference: Encapsulate. A fresh shared secret of 32 bytes, and what Decapsulate makes it of (FIPS 203). */
export const encapsulate = operation({
  name: 'Encapsulate',
  quota: 'cryptographic-asymmetric',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:Encapsulate',
      states: 'cryptographic',
      usage: 'ENCAPSULATE_DECAPSULATE',
      algorithm: input.encapsulationAlgorithm,
    },
  ],
  async handle({ call, input: { encapsulationAlgorithm }, keys }) {
    const kmsKey = soleKey(keys);
    const answer = await runInSlot(
      call,
      kmsKey,
      SLOT_COMMAND.ENCAPSULATE,
      [materialFor(kmsKey)],
      ([material]) => encapsulateArguments.write({ material }),
      laneFor(kmsKey, { use: 'encapsulate' }),
    );
    const { ciphertext, sharedSecret } = encapsulateResult.read(answer);
    return {
      output: { keyId: kmsKey.arn, sharedSecret, sharedSecretCiphertextBlob: ciphertext, encapsulationAlgorithm },
      secrets: [sharedSecret],
    };
  },
});
