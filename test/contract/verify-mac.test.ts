import { expect, it } from 'vitest';
import { bytes, flipBit } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('VerifyMac', (given) => {
  const { call, refusal } = given;

  it.each([
    ['HMAC_224', 'HMAC_SHA_224'],
    ['HMAC_256', 'HMAC_SHA_256'],
    ['HMAC_384', 'HMAC_SHA_384'],
    ['HMAC_512', 'HMAC_SHA_512'],
  ] as const)('%s by %s: the MAC, and none but it', async (spec, macAlgorithm) => {
    const { keyId, arn } = await sharedKey(given, spec, 'GENERATE_VERIFY_MAC');
    const input = { keyId, message: bytes(60), macAlgorithm };
    const { mac } = await call('GenerateMac', input);
    expect(await call('VerifyMac', { ...input, mac })).toMatchObject({ keyId: arn, macValid: true, macAlgorithm });
    const other = await sharedKey(given, spec, 'GENERATE_VERIFY_MAC', 2);
    for (const wrong of [
      { ...input, mac: flipBit(mac, 0) },
      { ...input, mac: flipBit(mac, mac.length * 8 - 1) },
      { ...input, mac: mac.slice(0, -1) },
      { ...input, mac: Buffer.concat([mac, Buffer.alloc(1)]) },
      { ...input, mac, message: flipBit(input.message, 9) },
      { ...input, mac, keyId: other.keyId },
    ]) {
      expect((await refusal('VerifyMac', wrong)).exception).toBe('KMSInvalidMacException');
    }
  });

  it('rejects an algorithm of another size → InvalidKeyUsageException', async () => {
    const { keyId } = await sharedKey(given, 'HMAC_512', 'GENERATE_VERIFY_MAC');
    const input = { keyId, message: bytes(4), mac: bytes(48), macAlgorithm: 'HMAC_SHA_384' } as const;
    expect(await refusal('VerifyMac', input)).toEqual({
      exception: 'InvalidKeyUsageException',
      message: 'Algorithm HMAC_SHA_384 is incompatible with key spec HMAC_512.',
    });
  });

  it('rejects a key of another usage → InvalidKeyUsageException', async () => {
    const { keyId, arn } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const input = { keyId, message: bytes(4), mac: bytes(32), macAlgorithm: 'HMAC_SHA_256' } as const;
    expect(await refusal('VerifyMac', input)).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is SIGN_VERIFY which is not valid for VerifyMac.`,
    });
  });

  it('rejects a request without a MAC → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'HMAC_256', 'GENERATE_VERIFY_MAC');
    const { exception, message } = await refusal('VerifyMac', {
      keyId,
      message: bytes(4),
      macAlgorithm: 'HMAC_SHA_256',
    });
    expect(exception).toBe('ValidationException');
    expect(message).toContain("Value null at 'mac' failed to satisfy constraint: Member must not be null");
  });

  it('DryRun → DryRunOperationException, whatever the MAC', async () => {
    const { keyId } = await sharedKey(given, 'HMAC_256', 'GENERATE_VERIFY_MAC');
    const input = { keyId, message: bytes(4), mac: bytes(32), macAlgorithm: 'HMAC_SHA_256', dryRun: true } as const;
    expect((await refusal('VerifyMac', input)).exception).toBe('DryRunOperationException');
  });
});
