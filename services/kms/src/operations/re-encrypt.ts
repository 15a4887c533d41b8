import { must } from '@strongroom/core/assert.js';
import { reEncryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { canonicalContext } from '../keys/encryption-context.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, materialOf, runInSlot } from './cryptography.js';
import { checkCiphertextPresence, ignoresCiphertext } from './ignored-ciphertext.js';
import { refuseGrantTokens } from './support.js';

/** API reference: ReEncrypt. Decrypts and encrypts inside one slot: the plaintext never leaves the HSM. */
export const reEncrypt = operation({
  name: 'ReEncrypt',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    refuseGrantTokens(input);
    checkCiphertextPresence(input, 'SourceKeyId', input.sourceKeyId);
  },
  keys: (input) => [
    {
      identifier: input.sourceKeyId,
      ciphertextBlob: ignoresCiphertext(input) ? undefined : input.ciphertextBlob,
      forms: 'any',
      action: 'kms:ReEncryptFrom',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: input.sourceEncryptionAlgorithm,
    },
    {
      identifier: input.destinationKeyId,
      forms: 'any',
      action: 'kms:ReEncryptTo',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: input.destinationEncryptionAlgorithm,
    },
  ],
  async handle({ call, input, keys }) {
    const sourceKey = must(keys[0], 'the source is referenced');
    const destinationKey = must(keys[1], 'the destination is referenced');
    const ciphertextBlob = must(input.ciphertextBlob, 'checked before');
    const sourceContext = canonicalContext(input.sourceEncryptionContext);
    const destinationContext = canonicalContext(input.destinationEncryptionContext);
    const from = materialOf(sourceKey, ciphertextBlob);
    const to = materialFor(destinationKey);
    const output = await runInSlot(call, destinationKey, SLOT_COMMAND.RE_ENCRYPT, [from, to], ([source, destination]) =>
      reEncryptArguments.write({
        source: {
          material: source,
          algorithm: 'SYMMETRIC_DEFAULT',
          context: sourceContext,
          ciphertext: ciphertextBlob,
        },
        destination: { material: destination, algorithm: 'SYMMETRIC_DEFAULT', context: destinationContext },
      }),
    );
    return {
      output: {
        ciphertextBlob: output,
        sourceKeyId: sourceKey.arn,
        keyId: destinationKey.arn,
        sourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        destinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        sourceKeyMaterialId: from.id,
        destinationKeyMaterialId: to.id,
      },
    };
  },
});
