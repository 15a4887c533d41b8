/** GENERATE_DATA_KEY_PAIR: a key pair for use outside; its private key (PKCS#8) encrypted under a symmetric key. */
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { isKeyPairSpec, usagesOf } from '@strongroom/crypto/key-usages.js';
import { generateDataKeyPairArguments, generateDataKeyPairResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { sealBlob } from './encrypt.js';
import { newKeyPair } from './new-key-pair.js';
import { mayEncryptSymmetrically } from './permissions.js';

export const generateDataKeyPair: SlotCommandHandler = (slot, payload) => {
  const { material, context, keyPairSpec, withPlaintext } = generateDataKeyPairArguments.read(payload);
  // DataKeyPairSpec has every spec of a KMS key pair but ML-DSA.
  if (!isKeyPairSpec(keyPairSpec) || keyPairSpec.startsWith('ML_DSA_')) {
    throw new HsmError('FUNCTION_NOT_SUPPORTED', 'key pair spec is not offered');
  }
  // Before the work: a pair that nothing can encrypt is not made.
  slot.material(material, mayEncryptSymmetrically);
  const usage = must(usagesOf(keyPairSpec)[0], 'every spec has a usage');
  const { secret, privateKey } = newKeyPair(slot, keyPairSpec, usage);
  secret.fill(0);
  const pkcs8 = slot.keyPairs.exportPkcs8(privateKey);
  try {
    return generateDataKeyPairResult.write({
      publicKey: slot.keyPairs.publicKey(privateKey),
      // Present a moment ago, and nothing has been fetched since.
      privateKeyCiphertextBlob: sealBlob(slot, { material, context, plaintext: pkcs8 }),
      privateKeyPlaintext: withPlaintext ? pkcs8 : EMPTY_BYTES,
    });
  } finally {
    pkcs8.fill(0);
    privateKey.dispose();
  }
};
