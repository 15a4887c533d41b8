import { must } from '@strongroom/core/assert.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import type { ReEncryptRequest } from '@strongroom/proto/gen/kms-types.js';
import { reEncryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { plaintextTooLong } from '../keys/algorithms.js';
import { canonicalContext } from '../keys/encryption-context.js';
import { laneFor } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, materialOf, runInSlot } from './cryptography.js';
import { algorithmOf, checkContext, checkKeyNamed, namingCiphertext, type Ciphertext } from './encryption-algorithm.js';
import { disclose, enclose } from './external-encryption.js';
import { checkCiphertextPresence, ignoresCiphertext } from './ignored-ciphertext.js';

/**
 * API reference: ReEncrypt. Decrypts and encrypts inside one slot, from and to symmetric and RSA keys: the plaintext
 * never leaves the HSM.
 */
export const reEncrypt = operation({
  name: 'ReEncrypt',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    checkCiphertextPresence(input, 'SourceKeyId', input.sourceKeyId);
    checkKeyNamed('SourceKeyId', sourceOf(input));
  },
  keys: (input) => {
    const source = sourceOf(input);
    return [
      {
        identifier: input.sourceKeyId,
        ciphertextBlob: namingCiphertext(source),
        forms: 'any',
        action: 'kms:ReEncryptFrom',
        states: 'cryptographic',
        usage: 'ENCRYPT_DECRYPT',
        algorithm: source.algorithm,
      },
      {
        identifier: input.destinationKeyId,
        forms: 'any',
        action: 'kms:ReEncryptTo',
        states: 'cryptographic',
        usage: 'ENCRYPT_DECRYPT',
        algorithm: algorithmOf(input.destinationEncryptionAlgorithm),
      },
    ];
  },
  checkKeys(input, keys) {
    if (keys[0]?.accountId !== keys[1]?.accountId) {
      throw new KmsError(
        'UnsupportedOperationException',
        'ReEncrypt between the KMS keys of two accounts is not supported by this version of Strongroom.',
      );
    }
    const from = algorithmOf(input.sourceEncryptionAlgorithm);
    checkContext('SourceEncryptionContext', from, input.sourceEncryptionContext);
    const to = algorithmOf(input.destinationEncryptionAlgorithm);
    checkContext('DestinationEncryptionContext', to, input.destinationEncryptionContext);
  },
  async handle({ services, call, input, keys }) {
    const sourceKey = must(keys[0], 'the source is referenced');
    const destinationKey = must(keys[1], 'the destination is referenced');
    const ciphertext = must(input.ciphertextBlob, 'checked before');
    const source = {
      algorithm: algorithmOf(input.sourceEncryptionAlgorithm),
      context: canonicalContext(input.sourceEncryptionContext),
    };
    const destination = {
      algorithm: algorithmOf(input.destinationEncryptionAlgorithm),
      context: canonicalContext(input.destinationEncryptionContext),
    };
    const from = source.algorithm === 'SYMMETRIC_DEFAULT' ? materialOf(sourceKey, ciphertext) : materialFor(sourceKey);
    const to = materialFor(destinationKey);
    const using = { services, call, operation: 'ReEncrypt' } as const;
    const inner =
      source.algorithm === 'SYMMETRIC_DEFAULT'
        ? await disclose({ ...using, kmsKey: sourceKey, context: source.context }, ciphertext)
        : ciphertext;
    const made = await runInSlot(
      call,
      destinationKey,
      SLOT_COMMAND.RE_ENCRYPT,
      [from, to],
      ([sourceMaterial, destinationMaterial]) =>
        reEncryptArguments.write({
          source: { ...source, ciphertext: inner, material: sourceMaterial },
          destination: { ...destination, material: destinationMaterial },
        }),
      laneFor(sourceKey, { use: 'decrypt' }) === 'slow' ? 'slow' : laneFor(destinationKey, { use: 'encrypt' }),
    ).catch((error: unknown) => {
      throw isTooLong(error) ? plaintextTooLong(destinationKey.keySpec, destination.algorithm) : error;
    });
    const outer = { ...using, kmsKey: destinationKey, context: destination.context };
    return {
      output: {
        ciphertextBlob: await enclose(outer, to, made),
        sourceKeyId: sourceKey.arn,
        keyId: destinationKey.arn,
        sourceEncryptionAlgorithm: source.algorithm,
        destinationEncryptionAlgorithm: destination.algorithm,
        // Each is present for a symmetric key only.
        ...(source.algorithm === 'SYMMETRIC_DEFAULT' ? { sourceKeyMaterialId: from.id } : {}),
        ...(destination.algorithm === 'SYMMETRIC_DEFAULT' ? { destinationKeyMaterialId: to.id } : {}),
      },
    };
  },
});

function sourceOf(input: ReEncryptRequest): Ciphertext {
  const blob = ignoresCiphertext(input) ? undefined : input.ciphertextBlob;
  return { algorithm: algorithmOf(input.sourceEncryptionAlgorithm), keyId: input.sourceKeyId, blob };
}

/** Only the HSM knows how long the plaintext is. */
function isTooLong(error: unknown): boolean {
  return error instanceof KmsError && error.cause instanceof HsmError && error.cause.status === 'DATA_LEN_RANGE';
}
