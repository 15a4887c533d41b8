/** Data keys, data key pairs and random bytes. */
import { PRIVATE_KEY_MAX_BYTES, PUBLIC_KEY_MAX_BYTES, RANDOM_MAX_BYTES } from '@strongroom/core/limits.js';
import { apiName, ciphertext, context, material } from './material.js';
import { bytes, flag, record, u16, type ValueOf } from './record.js';

const numberOfBytes = u16(1, RANDOM_MAX_BYTES);

/** GENERATE_DATA_KEY: `numberOfBytes` from the DRBG, encrypted under the material. */
export const generateDataKeyArguments = record({ material, context, numberOfBytes, withPlaintext: flag });
export type GenerateDataKeyArguments = ValueOf<typeof generateDataKeyArguments>;
/** Answer of GENERATE_DATA_KEY. `plaintext` is empty where it was not asked for. */
export const generateDataKeyResult = record({ ciphertextBlob: ciphertext, plaintext: bytes(RANDOM_MAX_BYTES) });
export type GenerateDataKeyResult = ValueOf<typeof generateDataKeyResult>;

/** GENERATE_DATA_KEY_PAIR: a pair of `keyPairSpec` (DataKeyPairSpec), its private key encrypted under the material. */
export const generateDataKeyPairArguments = record({ material, context, keyPairSpec: apiName, withPlaintext: flag });
export type GenerateDataKeyPairArguments = ValueOf<typeof generateDataKeyPairArguments>;
/**
 * Answer of GENERATE_DATA_KEY_PAIR: DER SubjectPublicKeyInfo, and PKCS#8 in the clear (empty where it was not asked
 * for) and as CiphertextBlob.
 */
export const generateDataKeyPairResult = record({
  publicKey: bytes(PUBLIC_KEY_MAX_BYTES),
  privateKeyCiphertextBlob: ciphertext,
  privateKeyPlaintext: bytes(PRIVATE_KEY_MAX_BYTES),
});
export type GenerateDataKeyPairResult = ValueOf<typeof generateDataKeyPairResult>;

const random = record({ numberOfBytes });
/** GENERATE_RANDOM: 1 to 1024 bytes of DRBG output. The answer is the bytes. */
export const generateRandomArguments = {
  write: (count: number): Uint8Array => random.write({ numberOfBytes: count }),
  read: (payload: Uint8Array): number => random.read(payload).numberOfBytes,
};
