import { expect, it } from 'vitest';
import { bytes, createKey, hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { throughEveryDoor } from '../harness/suite.js';

const MACS = [
  ['HMAC_224', 'HMAC_SHA_224', 28],
  ['HMAC_256', 'HMAC_SHA_256', 32],
  ['HMAC_384', 'HMAC_SHA_384', 48],
  ['HMAC_512', 'HMAC_SHA_512', 64],
] as const;

throughEveryDoor('GenerateMac', (given) => {
  const { door, a, call, refusal } = given;

  it.each(MACS)('%s by %s gives %i bytes, the same for the same message', async (spec, macAlgorithm, length) => {
    const { keyId, arn } = await sharedKey(given, spec, 'GENERATE_VERIFY_MAC');
    const message = bytes(100);
    const answer = await call('GenerateMac', { keyId, message, macAlgorithm });
    expect(answer).toMatchObject({ keyId: arn, macAlgorithm });
    expect(answer.mac).toHaveLength(length);
    const again = await call('GenerateMac', { keyId, message, macAlgorithm });
    expect(hex(again.mac)).toBe(hex(answer.mac));
    const other = await call('GenerateMac', { keyId, message: bytes(100), macAlgorithm });
    expect(hex(other.mac)).not.toBe(hex(answer.mac));
  });

  it('gives another MAC under another key', async () => {
    const message = bytes(10);
    const input = { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' } as const;
    const keys = await Promise.all([createKey(door, a, input), createKey(door, a, input)]);
    const macs = await Promise.all(
      keys.map(({ keyId }) => call('GenerateMac', { keyId, message, macAlgorithm: 'HMAC_SHA_256' })),
    );
    expect(new Set(macs.map(({ mac }) => hex(mac))).size).toBe(2);
  });

  it.each([1, 4096])('takes a message of %i bytes', async (length) => {
    const { keyId } = await sharedKey(given, 'HMAC_256', 'GENERATE_VERIFY_MAC');
    const { mac } = await call('GenerateMac', { keyId, message: bytes(length), macAlgorithm: 'HMAC_SHA_256' });
    expect(mac).toHaveLength(32);
  });

  it('rejects an algorithm of another size → InvalidKeyUsageException', async () => {
    const { keyId } = await sharedKey(given, 'HMAC_224', 'GENERATE_VERIFY_MAC');
    expect(await refusal('GenerateMac', { keyId, message: bytes(4), macAlgorithm: 'HMAC_SHA_256' })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: 'Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.',
    });
  });

  it('rejects a key of another usage → InvalidKeyUsageException', async () => {
    const { keyId, arn } = await sharedKey(given, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    expect(await refusal('GenerateMac', { keyId, message: bytes(4), macAlgorithm: 'HMAC_SHA_256' })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.`,
    });
  });

  it('rejects 4097 bytes → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'HMAC_256', 'GENERATE_VERIFY_MAC');
    const refused = await refusal('GenerateMac', { keyId, message: bytes(4097), macAlgorithm: 'HMAC_SHA_256' });
    expect(refused.exception).toBe('ValidationException');
    expect(refused.message).toContain('Member must have length less than or equal to 4096');
  });

  it('DryRun → DryRunOperationException', async () => {
    const { keyId } = await sharedKey(given, 'HMAC_256', 'GENERATE_VERIFY_MAC');
    const input = { keyId, message: bytes(4), macAlgorithm: 'HMAC_SHA_256', dryRun: true } as const;
    expect((await refusal('GenerateMac', input)).exception).toBe('DryRunOperationException');
  });
});
