import { decapsulateArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { laneFor } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';

/**
 * API reference: Decapsulate. A ciphertext of another length is InvalidCiphertextException; any other wrong one gives a
 * secret that nobody else has (implicit rejection, FIPS 203 §6.3).
 */
export const decapsulate = operation({
  name: 'Decapsulate',
  quota: 'cryptographic-asymmetric',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:Decapsulate',
      states: 'cryptographic',
      usage: 'ENCAPSULATE_DECAPSULATE',
      algorithm: input.encapsulationAlgorithm,
    },
  ],
  async handle({ call, input: { encapsulationAlgorithm, sharedSecretCiphertextBlob: ciphertext }, keys }) {
    const kmsKey = soleKey(keys);
    const sharedSecret = await runInSlot(
      call,
      kmsKey,
      SLOT_COMMAND.DECAPSULATE,
      [materialFor(kmsKey)],
      ([material]) => decapsulateArguments.write({ material, ciphertext }),
      laneFor(kmsKey, { use: 'decapsulate' }),
    );
    return { output: { keyId: kmsKey.arn, sharedSecret, encapsulationAlgorithm }, secrets: [sharedSecret] };
  },
});
