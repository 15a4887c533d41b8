import { encryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { canonicalContext } from '../keys/encryption-context.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';
import { refuseGrantTokens } from './support.js';

/** API reference: Encrypt. Up to 4096 bytes under a symmetric encryption key. */
export const encrypt = operation({
  name: 'Encrypt',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  check: refuseGrantTokens,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:Encrypt',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: input.encryptionAlgorithm,
    },
  ],
  async handle({ call, input, keys }) {
    const kmsKey = soleKey(keys);
    const context = canonicalContext(input.encryptionContext);
    const ciphertextBlob = await runInSlot(call, kmsKey, SLOT_COMMAND.ENCRYPT, [materialFor(kmsKey)], ([material]) =>
      encryptArguments.write({ material, context, plaintext: input.plaintext }),
    );
    return { output: { ciphertextBlob, keyId: kmsKey.arn, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } };
  },
});
