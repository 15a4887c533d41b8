import { must } from '@strongroom/core/assert.js';
import { decryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { canonicalContext } from '../keys/encryption-context.js';
import { operation } from '../pipeline/operation.js';
import { materialOf, runInSlot, soleKey } from './cryptography.js';
import { checkCiphertextPresence, ignoresCiphertext } from './ignored-ciphertext.js';
import { refuseFields, refuseGrantTokens } from './support.js';

/** API reference: Decrypt. The ciphertext names its key; KeyId, where given, must be that key. */
export const decrypt = operation({
  name: 'Decrypt',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    refuseGrantTokens(input);
    refuseFields(input, 'recipient');
    checkCiphertextPresence(input, 'KeyId', input.keyId);
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      ciphertextBlob: ignoresCiphertext(input) ? undefined : input.ciphertextBlob,
      forms: 'any',
      action: 'kms:Decrypt',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: input.encryptionAlgorithm,
    },
  ],
  async handle({ call, input, keys }) {
    const kmsKey = soleKey(keys);
    const ciphertextBlob = must(input.ciphertextBlob, 'checked before');
    const context = canonicalContext(input.encryptionContext);
    const stored = materialOf(kmsKey, ciphertextBlob);
    const plaintext = await runInSlot(call, kmsKey, SLOT_COMMAND.DECRYPT, [stored], ([material]) =>
      decryptArguments.write({ material, context, ciphertextBlob }),
    );
    return {
      output: { keyId: kmsKey.arn, plaintext, encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyMaterialId: stored.id },
      secrets: [plaintext],
    };
  },
});
