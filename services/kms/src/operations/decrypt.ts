import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { decryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { canonicalContext } from '../keys/encryption-context.js';
import { operation } from '../pipeline/operation.js';
import { materialOf, runInSlot, soleKey } from './cryptography.js';
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
    const ignored = ignoresCiphertext(input);
    if (ignored && input.dryRun !== true) {
      throw new KmsError('ValidationException', 'IGNORE_CIPHERTEXT is only valid together with DryRun.');
    }
    if (ignored && input.keyId === undefined) {
      throw new KmsError('ValidationException', 'KeyId is required when the ciphertext is ignored.');
    }
    if (!ignored && input.ciphertextBlob === undefined)
      throw new KmsError('ValidationException', 'CiphertextBlob is required.');
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

function ignoresCiphertext(input: { readonly dryRunModifiers?: readonly string[] }): boolean {
  return input.dryRunModifiers?.includes('IGNORE_CIPHERTEXT') === true;
}
