import { encryptArguments, rsaEncryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { checkOaepLength } from '../keys/algorithms.js';
import { canonicalContext } from '../keys/encryption-context.js';
import { laneFor } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';
import { algorithmOf, checkContext } from './encryption-algorithm.js';
import { enclose } from './external-encryption.js';

/**
 * API reference: Encrypt. Up to 4096 bytes under a symmetric encryption key, what RSAES-OAEP takes under an RSA key.
 */
export const encrypt = operation({
  name: 'Encrypt',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:Encrypt',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: algorithmOf(input.encryptionAlgorithm),
    },
  ],
  checkKeys({ encryptionAlgorithm, encryptionContext, plaintext }, keys) {
    const algorithm = algorithmOf(encryptionAlgorithm);
    checkContext('EncryptionContext', algorithm, encryptionContext);
    if (algorithm !== 'SYMMETRIC_DEFAULT') checkOaepLength(soleKey(keys).keySpec, algorithm, plaintext.length);
  },
  async handle({ services, call, input: { encryptionAlgorithm, encryptionContext, plaintext }, keys }) {
    const kmsKey = soleKey(keys);
    const algorithm = algorithmOf(encryptionAlgorithm);
    const stored = [materialFor(kmsKey)] as const;
    const context = canonicalContext(encryptionContext);
    const made =
      algorithm === 'SYMMETRIC_DEFAULT'
        ? await runInSlot(call, kmsKey, SLOT_COMMAND.ENCRYPT, stored, ([material]) =>
            encryptArguments.write({ material, context, plaintext }),
          )
        : await runInSlot(
            call,
            kmsKey,
            SLOT_COMMAND.RSA_ENCRYPT,
            stored,
            ([material]) => rsaEncryptArguments.write({ material, algorithm, plaintext }),
            laneFor(kmsKey, { use: 'encrypt' }),
          );
    const use = { services, call, kmsKey, operation: 'Encrypt', context } as const;
    const ciphertextBlob = await enclose(use, stored[0], made);
    return { output: { ciphertextBlob, keyId: kmsKey.arn, encryptionAlgorithm: algorithm } };
  },
});
