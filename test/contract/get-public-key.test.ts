import { createPublicKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { rawPublicKey, SIGNING_ALGORITHMS, type SigningSpec } from '../harness/signatures.js';
import { throughEveryDoor } from '../harness/suite.js';

const RSA_ENCRYPTION = ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];

/** What node:crypto sees in the key; OpenSSL 3.0 knows no post-quantum algorithms. */
const OPENSSL = {
  RSA_2048: { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 2048, publicExponent: 65537n } },
  RSA_3072: { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 3072, publicExponent: 65537n } },
  RSA_4096: { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 4096, publicExponent: 65537n } },
  ECC_NIST_P256: { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'prime256v1' } },
  ECC_NIST_P384: { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'secp384r1' } },
  ECC_NIST_P521: { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'secp521r1' } },
  ECC_SECG_P256K1: { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'secp256k1' } },
  ECC_NIST_EDWARDS25519: { asymmetricKeyType: 'ed25519' },
} as const;

/** AlgorithmIdentifier of RFC 9881 and RFC 9935, and the length of the bare key. */
const POST_QUANTUM = {
  ML_DSA_44: ['300b0609608648016503040311', 1312],
  ML_DSA_65: ['300b0609608648016503040312', 1952],
  ML_DSA_87: ['300b0609608648016503040313', 2592],
  ML_KEM_512: ['300b0609608648016503040401', 800],
  ML_KEM_768: ['300b0609608648016503040402', 1184],
  ML_KEM_1024: ['300b0609608648016503040403', 1568],
} as const;

throughEveryDoor('GetPublicKey', (given) => {
  const { call, refusal } = given;

  it.each(Object.keys(SIGNING_ALGORITHMS) as SigningSpec[])('of a signing key of %s', async (keySpec) => {
    const { keyId, arn } = await sharedKey(given, keySpec, 'SIGN_VERIFY');
    const answer = await call('GetPublicKey', { keyId });
    const { publicKey, ...rest } = answer;
    expect(rest).toEqual({
      keyId: arn,
      keySpec,
      customerMasterKeySpec: keySpec,
      keyUsage: 'SIGN_VERIFY',
      signingAlgorithms: SIGNING_ALGORITHMS[keySpec],
    });
    expect(hex((await call('GetPublicKey', { keyId: arn })).publicKey)).toBe(hex(publicKey));
    if (keySpec in OPENSSL) {
      const parsed = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
      expect(parsed).toMatchObject(OPENSSL[keySpec as keyof typeof OPENSSL]);
    } else {
      const [identifier, length] = POST_QUANTUM[keySpec as keyof typeof POST_QUANTUM];
      expect(hex(publicKey)).toContain(identifier);
      expect(rawPublicKey(publicKey)).toHaveLength(length);
    }
  });

  it.each([
    ['RSA_2048', 'ENCRYPT_DECRYPT', { encryptionAlgorithms: RSA_ENCRYPTION }],
    ['RSA_4096', 'ENCRYPT_DECRYPT', { encryptionAlgorithms: RSA_ENCRYPTION }],
    ['ECC_NIST_P256', 'KEY_AGREEMENT', { keyAgreementAlgorithms: ['ECDH'] }],
    ['ECC_NIST_P384', 'KEY_AGREEMENT', { keyAgreementAlgorithms: ['ECDH'] }],
    ['ECC_NIST_P521', 'KEY_AGREEMENT', { keyAgreementAlgorithms: ['ECDH'] }],
    ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE', { encapsulationAlgorithms: ['ML_KEM'] }],
    ['ML_KEM_768', 'ENCAPSULATE_DECAPSULATE', { encapsulationAlgorithms: ['ML_KEM'] }],
    ['ML_KEM_1024', 'ENCAPSULATE_DECAPSULATE', { encapsulationAlgorithms: ['ML_KEM'] }],
  ] as const)('of a key of %s for %s', async (keySpec, keyUsage, algorithms) => {
    const { keyId, arn } = await sharedKey(given, keySpec, keyUsage);
    const { publicKey, ...rest } = await call('GetPublicKey', { keyId });
    expect(rest).toEqual({ keyId: arn, keySpec, customerMasterKeySpec: keySpec, keyUsage, ...algorithms });
    if (!keySpec.startsWith('ML_KEM_')) return;
    const [identifier, length] = POST_QUANTUM[keySpec as keyof typeof POST_QUANTUM];
    expect(hex(publicKey)).toContain(identifier);
    expect(rawPublicKey(publicKey)).toHaveLength(length);
  });

  it.each([
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'],
    ['HMAC_384', 'GENERATE_VERIFY_MAC'],
  ] as const)('rejects a key of %s, which has none → UnsupportedOperationException', async (keySpec, keyUsage) => {
    const { keyId } = await sharedKey(given, keySpec, keyUsage);
    expect((await refusal('GetPublicKey', { keyId })).exception).toBe('UnsupportedOperationException');
  });
});
