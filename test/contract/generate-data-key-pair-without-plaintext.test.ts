import { expect, it } from 'vitest';
import { DATA_KEY_PAIR_SPECS, isPair } from '../harness/data-key-pairs.js';
import { sharedKey } from '../harness/keyring.js';
import { patiently } from '../harness/patience.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('GenerateDataKeyPairWithoutPlaintext', (given) => {
  const { call, refusal } = given;
  /** The longer RSA keys take the same way, and their time. */
  const specs = DATA_KEY_PAIR_SPECS.filter((spec) => spec !== 'RSA_3072' && spec !== 'RSA_4096');

  it.each(specs)('of %s: a pair, its private key encrypted only', async (keyPairSpec) => {
    const { keyId, arn } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const pair = await patiently(() => call('GenerateDataKeyPairWithoutPlaintext', { keyId, keyPairSpec }));
    expect(Object.keys(pair).sort()).toEqual([
      'keyId',
      'keyMaterialId',
      'keyPairSpec',
      'privateKeyCiphertextBlob',
      'publicKey',
    ]);
    expect(pair).toMatchObject({ keyId: arn, keyPairSpec });
    const { plaintext } = await call('Decrypt', { ciphertextBlob: pair.privateKeyCiphertextBlob });
    expect(isPair(keyPairSpec, plaintext, pair.publicKey)).toBe(true);
  });

  it('rejects a key that does not encrypt symmetrically → InvalidKeyUsageException', async () => {
    const rsa = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
    const hmac = await sharedKey(given, 'HMAC_256', 'GENERATE_VERIFY_MAC');
    for (const { keyId } of [rsa, hmac]) {
      const refused = await refusal('GenerateDataKeyPairWithoutPlaintext', { keyId, keyPairSpec: 'RSA_2048' });
      expect(refused.exception).toBe('InvalidKeyUsageException');
    }
  });

  it('rejects SM2 → UnsupportedOperationException', async () => {
    const { keyId } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const refused = await refusal('GenerateDataKeyPairWithoutPlaintext', { keyId, keyPairSpec: 'SM2' });
    expect(refused.exception).toBe('UnsupportedOperationException');
  });

  it('DryRun → DryRunOperationException', async () => {
    const { keyId } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const input = { keyId, keyPairSpec: 'ECC_NIST_P256', dryRun: true } as const;
    const refused = await refusal('GenerateDataKeyPairWithoutPlaintext', input);
    expect(refused.exception).toBe('DryRunOperationException');
  });
});
