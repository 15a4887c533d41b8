import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

const DAY_MS = 86_400_000;

throughEveryDoor('GetParametersForImport', ({ door, a, call, refusal }) => {
  it.each(['RSA_2048', 'RSA_3072', 'RSA_4096'] as const)(
    'answers a wrapping key of %s and a token for 24 hours',
    async (wrappingKeySpec) => {
      const { keyId, arn } = await createKey(door, a, { origin: 'EXTERNAL' });
      const answer = await call('GetParametersForImport', {
        keyId: arn,
        wrappingKeySpec,
        wrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      });
      expect(answer.keyId).toBe(arn);
      const publicKey = createPublicKey({ key: Buffer.from(answer.publicKey), format: 'der', type: 'spki' });
      expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(Number(wrappingKeySpec.slice(4)));
      expect(Math.abs(answer.parametersValidTo - Date.now() - DAY_MS)).toBeLessThan(600_000);
      expect(answer.importToken.length).toBeLessThanOrEqual(6144);
      const { keyMetadata } = await call('DescribeKey', { keyId });
      expect(keyMetadata).toMatchObject({ keyState: 'PendingImport', origin: 'EXTERNAL', enabled: false });
    },
  );

  it('makes a new pair each time', async () => {
    const { keyId } = await createKey(door, a, { origin: 'EXTERNAL' });
    const input = { keyId, wrappingKeySpec: 'RSA_2048', wrappingAlgorithm: 'RSAES_OAEP_SHA_1' } as const;
    const [one, two] = [await call('GetParametersForImport', input), await call('GetParametersForImport', input)];
    expect(Buffer.compare(one.publicKey, two.publicKey)).not.toBe(0);
  });

  describe('refuses', () => {
    const wrapping = { wrappingKeySpec: 'RSA_2048', wrappingAlgorithm: 'RSAES_OAEP_SHA_256' } as const;

    it('a key of another origin → UnsupportedOperationException', async () => {
      const { keyId, arn } = await createKey(door, a);
      expect(await refusal('GetParametersForImport', { keyId, ...wrapping })).toEqual({
        exception: 'UnsupportedOperationException',
        message: `${arn} origin is AWS_KMS which is not valid for this operation.`,
      });
    });

    it('what AWS no longer offers, or in China only → UnsupportedOperationException', async () => {
      const { keyId } = await createKey(door, a, { origin: 'EXTERNAL' });
      for (const changed of [
        { wrappingAlgorithm: 'RSAES_PKCS1_V1_5' },
        { wrappingAlgorithm: 'SM2PKE' },
        { wrappingKeySpec: 'SM2' },
      ] as const) {
        const { exception } = await refusal('GetParametersForImport', { keyId, ...wrapping, ...changed });
        expect(exception).toBe('UnsupportedOperationException');
      }
    });

    it.each(['RSA_2048', 'ECC_NIST_P521'] as const)('to wrap %s in one RSA block', async (keySpec) => {
      const { keyId } = await createKey(door, a, { origin: 'EXTERNAL', keySpec, keyUsage: 'SIGN_VERIFY' });
      const { exception, message } = await refusal('GetParametersForImport', { keyId, ...wrapping });
      expect(exception).toBe('UnsupportedOperationException');
      expect(message).toContain('RSA_AES_KEY_WRAP_SHA_256');
    });

    it('a key pending deletion → KMSInvalidStateException, and an alias → NotFoundException', async () => {
      const { keyId, arn } = await createKey(door, a, { origin: 'EXTERNAL' });
      await call('ScheduleKeyDeletion', { keyId });
      expect(await refusal('GetParametersForImport', { keyId, ...wrapping })).toEqual({
        exception: 'KMSInvalidStateException',
        message: `${arn} is pending deletion.`,
      });
      expect((await refusal('GetParametersForImport', { keyId: 'alias/x', ...wrapping })).exception).toBe(
        'NotFoundException',
      );
    });
  });
});
