import { expect, it } from 'vitest';
import { DATA_KEY_PAIR_SPECS, isPair } from '../harness/data-key-pairs.js';
import { untyped } from '../harness/doors/door.js';
import { bytes, hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { patiently } from '../harness/patience.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('GenerateDataKeyPair', (given) => {
  const { call, refusal } = given;

  it.each(DATA_KEY_PAIR_SPECS)('of %s: a pair, its private key in the clear and encrypted', async (keyPairSpec) => {
    const { keyId, arn } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const encryptionContext = { purpose: 'signing' };
    const pair = await patiently(() => call('GenerateDataKeyPair', { keyId, keyPairSpec, encryptionContext }));
    expect(pair).toMatchObject({ keyId: arn, keyPairSpec });
    expect(pair.keyMaterialId).toMatch(/^[0-9a-f]{64}$/);
    expect(isPair(keyPairSpec, pair.privateKeyPlaintext, pair.publicKey)).toBe(true);
    const ciphertextBlob = pair.privateKeyCiphertextBlob;
    const { plaintext } = await call('Decrypt', { ciphertextBlob, encryptionContext });
    expect(hex(plaintext)).toBe(hex(pair.privateKeyPlaintext));
    expect((await refusal('Decrypt', { ciphertextBlob })).exception).toBe('InvalidCiphertextException');
  });

  it('gives a new pair each time', async () => {
    const { keyId } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const input = { keyId, keyPairSpec: 'ECC_NIST_P256' } as const;
    const pairs = await Promise.all([call('GenerateDataKeyPair', input), call('GenerateDataKeyPair', input)]);
    expect(new Set(pairs.map(({ publicKey }) => hex(publicKey))).size).toBe(2);
  });

  it('rejects an RSA key → InvalidKeyUsageException', async () => {
    const { keyId } = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
    expect(await refusal('GenerateDataKeyPair', { keyId, keyPairSpec: 'ECC_NIST_P256' })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    });
  });

  it('rejects a signing key → InvalidKeyUsageException', async () => {
    const { keyId, arn } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    expect(await refusal('GenerateDataKeyPair', { keyId, keyPairSpec: 'ECC_NIST_P256' })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is SIGN_VERIFY which is not valid for GenerateDataKeyPair.`,
    });
  });

  it('rejects SM2, which is for China Regions → UnsupportedOperationException', async () => {
    const { keyId } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const { exception } = await refusal('GenerateDataKeyPair', { keyId, keyPairSpec: 'SM2' });
    expect(exception).toBe('UnsupportedOperationException');
  });

  it('rejects an attestation → UnsupportedOperationException', async () => {
    const { keyId } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const recipient = { keyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', attestationDocument: bytes(8) } as const;
    const { exception } = await refusal('GenerateDataKeyPair', { keyId, keyPairSpec: 'ECC_NIST_P256', recipient });
    expect(exception).toBe('UnsupportedOperationException');
  });

  it('rejects a pair spec that does not exist, ML_DSA among them → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const { exception, message } = await refusal('GenerateDataKeyPair', untyped({ keyId, keyPairSpec: 'ML_DSA_44' }));
    expect(exception).toBe('ValidationException');
    expect(message).toContain("Value 'ML_DSA_44' at 'keyPairSpec' failed to satisfy constraint");
  });

  it('DryRun → DryRunOperationException', async () => {
    const { keyId } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const refused = await refusal('GenerateDataKeyPair', { keyId, keyPairSpec: 'RSA_4096', dryRun: true });
    expect(refused.exception).toBe('DryRunOperationException');
  });
});
