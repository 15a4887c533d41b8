import { expect, it } from 'vitest';
import { untyped } from '../harness/doors/door.js';
import { bytes, hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { messageOf, SIGNING_CASES, verifiesOutside } from '../harness/signatures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Sign', (given) => {
  const { call, refusal } = given;

  it.each(SIGNING_CASES)('%s by %s of a %s message verifies outside', async (spec, signingAlgorithm, messageType) => {
    const key = await sharedKey(given, spec, 'SIGN_VERIFY');
    const { publicKey } = await call('GetPublicKey', { keyId: key.keyId });
    const text = bytes(200);
    const message = messageOf(text, signingAlgorithm, messageType, publicKey);
    const answer = await call('Sign', { keyId: key.arn, message, messageType, signingAlgorithm });
    expect(answer).toMatchObject({ keyId: key.arn, signingAlgorithm });
    expect(verifiesOutside(spec, signingAlgorithm, text, answer.signature, publicKey)).toBe(true);
    expect(verifiesOutside(spec, signingAlgorithm, bytes(200), answer.signature, publicKey)).toBe(false);
  });

  it.each([1, 4096])('signs a message of %i bytes, RAW by default', async (length) => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const { publicKey } = await call('GetPublicKey', { keyId });
    const message = bytes(length);
    const { signature } = await call('Sign', { keyId, message, signingAlgorithm: 'ECDSA_SHA_256' });
    expect(verifiesOutside('ECC_NIST_P256', 'ECDSA_SHA_256', message, signature, publicKey)).toBe(true);
  });

  it('gives a new ECDSA signature each time, and the same Ed25519 signature', async () => {
    const message = bytes(20);
    const twice = async (
      spec: 'ECC_NIST_P256' | 'ECC_NIST_EDWARDS25519',
      signingAlgorithm: string,
    ): Promise<number> => {
      const { keyId } = await sharedKey(given, spec, 'SIGN_VERIFY');
      const input = untyped({ keyId, message, signingAlgorithm });
      const answers = await Promise.all([call('Sign', input), call('Sign', input)]);
      return new Set(answers.map(({ signature }) => hex(signature))).size;
    };
    expect(await twice('ECC_NIST_P256', 'ECDSA_SHA_256')).toBe(2);
    expect(await twice('ECC_NIST_EDWARDS25519', 'ED25519_SHA_512')).toBe(1);
  });

  it.each([
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'],
    ['HMAC_256', 'GENERATE_VERIFY_MAC'],
    ['RSA_2048', 'ENCRYPT_DECRYPT'],
    ['ECC_NIST_P256', 'KEY_AGREEMENT'],
    ['ML_KEM_768', 'ENCAPSULATE_DECAPSULATE'],
  ] as const)('rejects a key of %s for %s → InvalidKeyUsageException', async (spec, usage) => {
    const { keyId, arn } = await sharedKey(given, spec, usage);
    expect(await refusal('Sign', { keyId, message: bytes(4), signingAlgorithm: 'ECDSA_SHA_256' })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is ${usage} which is not valid for Sign.`,
    });
  });

  it.each([
    ['ECC_NIST_P256', 'ECDSA_SHA_384'],
    ['ECC_NIST_P256', 'SM2DSA'],
    ['ECC_SECG_P256K1', 'ED25519_SHA_512'],
    ['RSA_2048', 'ECDSA_SHA_256'],
    ['ML_DSA_44', 'RSASSA_PSS_SHA_256'],
  ] as const)('rejects %s by %s → InvalidKeyUsageException', async (spec, signingAlgorithm) => {
    const { keyId } = await sharedKey(given, spec, 'SIGN_VERIFY');
    expect(await refusal('Sign', { keyId, message: bytes(4), signingAlgorithm })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `Algorithm ${signingAlgorithm} is incompatible with key spec ${spec}.`,
    });
  });

  it.each([
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'DIGEST', 31],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'DIGEST', 32],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512', 'DIGEST', 65],
    ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 'DIGEST', 32],
    ['ML_DSA_65', 'ML_DSA_SHAKE_256', 'EXTERNAL_MU', 63],
  ] as const)(
    'rejects %s by %s of a %s of %i bytes → ValidationException',
    async (...[spec, algorithm, type, length]) => {
      const { keyId } = await sharedKey(given, spec, 'SIGN_VERIFY');
      const input = { keyId, message: bytes(length), messageType: type, signingAlgorithm: algorithm };
      expect(await refusal('Sign', input)).toEqual({
        exception: 'ValidationException',
        message: `Digest is invalid length for algorithm ${algorithm}.`,
      });
    },
  );

  it.each([
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', 'DIGEST'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 'RAW'],
    ['ML_DSA_44', 'ML_DSA_SHAKE_256', 'DIGEST'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'EXTERNAL_MU'],
  ] as const)('rejects %s by %s of a %s message → ValidationException', async (spec, signingAlgorithm, messageType) => {
    const { keyId } = await sharedKey(given, spec, 'SIGN_VERIFY');
    const refused = await refusal('Sign', { keyId, message: bytes(64), messageType, signingAlgorithm });
    expect(refused.exception).toBe('ValidationException');
    expect(refused.message).toContain(messageType);
  });

  it('rejects 4097 bytes, and none → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const signingAlgorithm = 'ECDSA_SHA_256';
    const long = await refusal('Sign', { keyId, message: bytes(4097), signingAlgorithm });
    expect(long.exception).toBe('ValidationException');
    expect(long.message).toContain('Member must have length less than or equal to 4096');
    const empty = await refusal('Sign', { keyId, message: bytes(0), signingAlgorithm });
    expect(empty.message).toContain('Member must have length greater than or equal to 1');
  });

  it('rejects what lacks or is no algorithm → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const missing = await refusal('Sign', { keyId, message: bytes(4) });
    expect(missing.message).toContain("Value null at 'signingAlgorithm' failed to satisfy constraint");
    const unknown = untyped({ keyId, message: bytes(4), signingAlgorithm: 'ROT13', messageType: 'COOKED' });
    const { exception, message } = await refusal('Sign', unknown);
    expect(exception).toBe('ValidationException');
    expect(message).toContain('2 validation errors detected');
  });

  it('DryRun → DryRunOperationException, and no signature', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const input = { keyId, message: bytes(4), signingAlgorithm: 'ECDSA_SHA_256', dryRun: true } as const;
    expect((await refusal('Sign', input)).exception).toBe('DryRunOperationException');
    const wrong = { ...input, signingAlgorithm: 'ECDSA_SHA_512' } as const;
    expect((await refusal('Sign', wrong)).exception).toBe('InvalidKeyUsageException');
  });
});
