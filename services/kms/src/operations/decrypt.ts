import { must } from '@strongroom/core/assert.js';
import type { DecryptRequest } from '@strongroom/proto/gen/kms-types.js';
import { decryptArguments, rsaDecryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { canonicalContext } from '../keys/encryption-context.js';
import type { KmsKey } from '../keys/key-record.js';
import { laneFor } from '../keys/lane.js';
import type { Call } from '../pipeline/call.js';
import { operation } from '../pipeline/operation.js';
import type { Services } from '../services.js';
import { materialFor, materialOf, runInSlot, soleKey } from './cryptography.js';
import {
  algorithmOf,
  checkContext,
  checkKeyNamed,
  namingCiphertext,
  type Ciphertext,
  type EncryptionContext,
} from './encryption-algorithm.js';
import { disclose } from './external-encryption.js';
import { checkCiphertextPresence, ignoresCiphertext } from './ignored-ciphertext.js';
import { refuseFields } from './support.js';

/**
 * API reference: Decrypt. A symmetric ciphertext names its key; KeyId, where given, must be that key. What was
 * encrypted under an RSA key, here or with its public key, needs KeyId and EncryptionAlgorithm.
 */
export const decrypt = operation({
  name: 'Decrypt',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    refuseFields(input, 'recipient');
    checkCiphertextPresence(input, 'KeyId', input.keyId);
    checkKeyNamed('KeyId', ciphertextOf(input));
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      ciphertextBlob: namingCiphertext(ciphertextOf(input)),
      forms: 'any',
      action: 'kms:Decrypt',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: algorithmOf(input.encryptionAlgorithm),
    },
  ],
  checkKeys({ encryptionAlgorithm, encryptionContext }) {
    checkContext('EncryptionContext', algorithmOf(encryptionAlgorithm), encryptionContext);
  },
  async handle({ services, call, input, keys }) {
    const kmsKey = soleKey(keys);
    const ciphertext = must(input.ciphertextBlob, 'checked before');
    const algorithm = algorithmOf(input.encryptionAlgorithm);
    const { plaintext, ...symmetric } =
      algorithm === 'SYMMETRIC_DEFAULT'
        ? await decryptSymmetrically(services, call, kmsKey, ciphertext, input.encryptionContext)
        : { plaintext: await decryptWithRsa(call, kmsKey, ciphertext, algorithm) };
    return {
      output: { keyId: kmsKey.arn, plaintext, encryptionAlgorithm: algorithm, ...symmetric },
      secrets: [plaintext],
    };
  },
});

function ciphertextOf(input: DecryptRequest): Ciphertext {
  const blob = ignoresCiphertext(input) ? undefined : input.ciphertextBlob;
  return { algorithm: algorithmOf(input.encryptionAlgorithm), keyId: input.keyId, blob };
}

async function decryptSymmetrically(
  services: Services,
  call: Call,
  kmsKey: KmsKey,
  ciphertextBlob: Uint8Array,
  encryptionContext: EncryptionContext,
): Promise<{ plaintext: Uint8Array; keyMaterialId: string }> {
  const context = canonicalContext(encryptionContext);
  const stored = materialOf(kmsKey, ciphertextBlob);
  const inner = await disclose({ services, call, kmsKey, operation: 'Decrypt', context }, ciphertextBlob);
  const plaintext = await runInSlot(call, kmsKey, SLOT_COMMAND.DECRYPT, [stored], ([material]) =>
    decryptArguments.write({ material, context, ciphertextBlob: inner }),
  );
  return { plaintext, keyMaterialId: stored.id };
}

function decryptWithRsa(call: Call, kmsKey: KmsKey, ciphertext: Uint8Array, algorithm: string): Promise<Uint8Array> {
  return runInSlot(
    call,
    kmsKey,
    SLOT_COMMAND.RSA_DECRYPT,
    [materialFor(kmsKey)],
    ([material]) => rsaDecryptArguments.write({ material, algorithm, ciphertext }),
    laneFor(kmsKey, { use: 'decrypt' }),
  );
}
