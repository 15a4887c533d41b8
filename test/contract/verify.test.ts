import { expect, it } from 'vitest';
import type { MessageType } from '@strongroom/proto/gen/kms-types.js';
import { bytes, flipBit } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { foreignEcdsaSignature, messageOf, SIGNING_CASES } from '../harness/signatures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Verify', (given) => {
  const { call, refusal } = given;

  it.each(SIGNING_CASES)(
    '%s by %s of a %s message: a signature, and none but it',
    async (...[spec, algorithm, type]) => {
      const { keyId, arn } = await sharedKey(given, spec, 'SIGN_VERIFY');
      const { publicKey } = await call('GetPublicKey', { keyId });
      const message = messageOf(bytes(100), algorithm, type, publicKey);
      const input = { keyId, message, messageType: type, signingAlgorithm: algorithm };
      const { signature } = await call('Sign', input);
      expect(await call('Verify', { ...input, signature })).toMatchObject({
        keyId: arn,
        signatureValid: true,
        signingAlgorithm: algorithm,
      });
      for (const wrong of [
        { ...input, signature: flipBit(signature, 100) },
        { ...input, signature: signature.slice(1) },
        { ...input, signature: bytes(1) },
        { ...input, signature, message: flipBit(message, 3) },
      ]) {
        expect((await refusal('Verify', wrong)).exception).toBe('KMSInvalidSignatureException');
      }
    },
  );

  it.each([
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
    ['RSA_2048', 'RSASSA_PSS_SHA_384'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
    ['ML_DSA_65', 'ML_DSA_SHAKE_256'],
  ] as const)('%s by %s: a message and its digest are the same message', async (spec, signingAlgorithm) => {
    const { keyId } = await sharedKey(given, spec, 'SIGN_VERIFY');
    const { publicKey } = await call('GetPublicKey', { keyId });
    const text = bytes(50);
    const type: MessageType = signingAlgorithm === 'ML_DSA_SHAKE_256' ? 'EXTERNAL_MU' : 'DIGEST';
    const raw = { keyId, message: text, signingAlgorithm, messageType: 'RAW' } as const;
    const digest = { ...raw, message: messageOf(text, signingAlgorithm, type, publicKey), messageType: type };
    const ofRaw = await call('Sign', raw);
    expect((await call('Verify', { ...digest, signature: ofRaw.signature })).signatureValid).toBe(true);
    const ofDigest = await call('Sign', digest);
    expect((await call('Verify', { ...raw, signature: ofDigest.signature })).signatureValid).toBe(true);
  });

  it.each([
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
  ] as const)(
    'rejects a signature of %s by another key → KMSInvalidSignatureException',
    async (...[spec, algorithm]) => {
      const { keyId } = await sharedKey(given, spec, 'SIGN_VERIFY');
      const message = bytes(10);
      const signature = foreignEcdsaSignature(spec, message);
      const { exception } = await refusal('Verify', { keyId, message, signature, signingAlgorithm: algorithm });
      expect(exception).toBe('KMSInvalidSignatureException');
    },
  );

  it('rejects a signature by another algorithm of the key → KMSInvalidSignatureException', async () => {
    const { keyId } = await sharedKey(given, 'RSA_2048', 'SIGN_VERIFY');
    const message = bytes(10);
    const { signature } = await call('Sign', { keyId, message, signingAlgorithm: 'RSASSA_PSS_SHA_256' });
    const input = { keyId, message, signature, signingAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' } as const;
    expect((await refusal('Verify', input)).exception).toBe('KMSInvalidSignatureException');
  });

  it('rejects a key of another usage → InvalidKeyUsageException', async () => {
    const { keyId, arn } = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
    const input = { keyId, message: bytes(4), signature: bytes(256), signingAlgorithm: 'RSASSA_PSS_SHA_256' } as const;
    expect(await refusal('Verify', input)).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is ENCRYPT_DECRYPT which is not valid for Verify.`,
    });
  });

  it('rejects another algorithm and a digest of another length', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const input = { keyId, message: bytes(48), signature: bytes(70), messageType: 'DIGEST' } as const;
    expect(await refusal('Verify', { ...input, signingAlgorithm: 'ECDSA_SHA_384' })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: 'Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.',
    });
    expect(await refusal('Verify', { ...input, signingAlgorithm: 'ECDSA_SHA_256' })).toEqual({
      exception: 'ValidationException',
      message: 'Digest is invalid length for algorithm ECDSA_SHA_256.',
    });
  });

  it('rejects a signature of 6145 bytes, and none → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const input = { keyId, message: bytes(4), signingAlgorithm: 'ECDSA_SHA_256' } as const;
    const long = await refusal('Verify', { ...input, signature: bytes(6145) });
    expect(long.exception).toBe('ValidationException');
    expect(long.message).toContain('Member must have length less than or equal to 6144');
    const missing = await refusal('Verify', input);
    expect(missing.message).toContain("Value null at 'signature' failed to satisfy constraint");
  });

  it('DryRun → DryRunOperationException, whatever the signature', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const input = { keyId, message: bytes(4), signature: bytes(8), signingAlgorithm: 'ECDSA_SHA_256' } as const;
    expect((await refusal('Verify', { ...input, dryRun: true })).exception).toBe('DryRunOperationException');
  });
});
