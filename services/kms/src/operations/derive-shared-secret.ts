import { deriveSharedSecretArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { laneFor } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';
import { refuseFields } from './support.js';

/** API reference: DeriveSharedSecret. Raw ECDH with a public key (SubjectPublicKeyInfo) on the key's own curve. */
export const deriveSharedSecret = operation({
  name: 'DeriveSharedSecret',
  quota: 'cryptographic-asymmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    refuseFields(input, 'recipient');
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:DeriveSharedSecret',
      states: 'cryptographic',
      usage: 'KEY_AGREEMENT',
      algorithm: input.keyAgreementAlgorithm,
    },
  ],
  async handle({ call, input: { keyAgreementAlgorithm, publicKey }, keys }) {
    const kmsKey = soleKey(keys);
    const sharedSecret = await runInSlot(
      call,
      kmsKey,
      SLOT_COMMAND.DERIVE_SHARED_SECRET,
      [materialFor(kmsKey)],
      ([material]) => deriveSharedSecretArguments.write({ material, publicKey }),
      laneFor(kmsKey, { use: 'agree' }),
    );
    return {
      output: { keyId: kmsKey.arn, sharedSecret, keyAgreementAlgorithm, keyOrigin: kmsKey.origin },
      secrets: [sharedSecret],
    };
  },
});
