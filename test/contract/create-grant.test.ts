import { expect, it } from 'vitest';
import type { CreateGrantRequest } from '@strongroom/proto/gen/kms-types.js';
import { createAlias, createKey, unknownKeyId } from '../harness/fixtures.js';
import { createGrant, userOf } from '../harness/grants.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('CreateGrant', ({ door, a, b, call, refusal }) => {
  const grantee = userOf(a, 'grantee');
  const valid = { granteePrincipal: grantee, operations: ['Decrypt'] } as const;

  it('gives a grant id of 64 hex digits and a token', async () => {
    const { keyId } = await createKey(door, a);
    const grant = await createGrant(door, a, keyId);
    expect(grant.grantId).toMatch(/^[0-9a-f]{64}$/);
    expect(grant.grantToken).toMatch(/^[A-Za-z0-9+/]{112}$/);
  });

  it('without Name makes another grant each time', async () => {
    const { keyId } = await createKey(door, a);
    const [one, two] = [await createGrant(door, a, keyId), await createGrant(door, a, keyId)];
    expect(two.grantId).not.toBe(one.grantId);
    expect((await call('ListGrants', { keyId })).grants).toHaveLength(2);
  });

  it('with the same Name and parameters gives the same grant and a new token, also at the same time', async () => {
    const { keyId } = await createKey(door, a);
    const named = {
      name: 'orders',
      retiringPrincipal: a.arn,
      constraints: { encryptionContextEquals: { x: '1', y: '2' } },
    };
    const made = await Promise.all([1, 2, 3].map(() => createGrant(door, a, keyId, named)));
    const again = await createGrant(door, a, keyId, {
      ...named,
      operations: ['Decrypt', 'Encrypt'],
      constraints: { encryptionContextEquals: { y: '2', x: '1' } },
    });
    expect(new Set([...made, again].map((grant) => grant.grantId)).size).toBe(1);
    expect(new Set([...made, again].map((grant) => grant.grantToken)).size).toBe(4);
    const other = await createGrant(door, a, keyId, { ...named, operations: ['Decrypt'] });
    expect(other.grantId).not.toBe(again.grantId);
    await call('RevokeGrant', { keyId, grantId: again.grantId });
    expect((await createGrant(door, a, keyId, named)).grantId).not.toBe(again.grantId);
  });

  it('stops at DryRun, and finds faults before', async () => {
    const { keyId } = await createKey(door, a);
    expect((await refusal('CreateGrant', { keyId, ...valid, dryRun: true })).exception).toBe(
      'DryRunOperationException',
    );
    const wrong = { keyId, ...valid, operations: ['Sign'], dryRun: true } as const;
    expect((await refusal('CreateGrant', wrong)).exception).toBe('ValidationException');
    expect((await call('ListGrants', { keyId })).grants).toEqual([]);
  });

  it.each([
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', ['GenerateDataKeyPair', 'ReEncryptTo', 'CreateGrant'], ['GetPublicKey']],
    ['ECC_NIST_P256', 'SIGN_VERIFY', ['Sign', 'Verify', 'GetPublicKey', 'DescribeKey'], ['Encrypt', 'GenerateMac']],
    ['ECC_NIST_P256', 'KEY_AGREEMENT', ['DeriveSharedSecret', 'GetPublicKey'], ['Sign']],
    ['HMAC_256', 'GENERATE_VERIFY_MAC', ['GenerateMac', 'VerifyMac', 'RetireGrant'], ['GetPublicKey']],
    ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE', ['Encapsulate', 'Decapsulate'], ['Decrypt']],
  ] as const)('on a key of %s for %s takes what the key can do', async (keySpec, keyUsage, possible, impossible) => {
    const { keyId } = await createKey(door, a, { keySpec, keyUsage });
    await createGrant(door, a, keyId, { operations: possible });
    for (const operation of impossible) {
      const refused = await refusal('CreateGrant', { keyId, ...valid, operations: [possible[0], operation] });
      expect(refused.exception).toBe('ValidationException');
      expect(refused.message).toContain(`[${operation}]`);
    }
  });

  it.each<[string, Partial<CreateGrantRequest>, string]>([
    ['nobody', { granteePrincipal: undefined as never }, 'ValidationException'],
    ['two grantees', { granteeServicePrincipal: 'logs.amazonaws.com' }, 'ValidationException'],
    ['no ARN', { granteePrincipal: 'somebody' }, 'InvalidArnException'],
    ['a wildcard', { granteePrincipal: 'arn:aws:iam::111122223333:user/a.*' }, 'ValidationException'],
    ['the ARN of no principal', { granteePrincipal: 'arn:aws:iam::111122223333:group/g' }, 'InvalidArnException'],
    ['a retiring principal that is none', { retiringPrincipal: 'arn:aws:s3:::bucket' }, 'InvalidArnException'],
    ['no operations', { operations: [] }, 'ValidationException'],
    ['an unknown operation', { operations: ['Fly' as never] }, 'ValidationException'],
    [
      'nine pairs',
      {
        constraints: {
          encryptionContextSubset: Object.fromEntries(
            Array.from({ length: 9 }, (_, index) => [`k${String(index)}`, '1']),
          ),
        },
      },
      'ValidationException',
    ],
    ['a long value', { constraints: { encryptionContextEquals: { a: 'x'.repeat(385) } } }, 'ValidationException'],
    ['a token that is none', { grantTokens: ['forged'] }, 'InvalidGrantTokenException'],
  ])('%s', async (_name, input, exception) => {
    const { keyId } = await createKey(door, a);
    expect((await refusal('CreateGrant', { keyId, ...valid, ...input })).exception).toBe(exception);
  });

  it('a service principal needs a SourceArn and somebody who retires', async () => {
    const { keyId } = await createKey(door, a);
    const service = { keyId, operations: ['Decrypt'], granteeServicePrincipal: 'logs.amazonaws.com' } as const;
    const constraints = { sourceArn: `arn:aws:logs:eu-central-1:${a.accountId}:log-group/x` };
    expect((await refusal('CreateGrant', service)).message).toContain('SourceArn');
    expect((await refusal('CreateGrant', { ...service, constraints })).message).toContain('RetiringPrincipal');
    await call('CreateGrant', { ...service, constraints, retiringServicePrincipal: 'logs.amazonaws.com' });
    expect((await call('ListGrants', { keyId })).grants).toMatchObject([
      { granteeServicePrincipal: 'logs.amazonaws.com', retiringServicePrincipal: 'logs.amazonaws.com', constraints },
    ]);
  });

  it('constraints on the encryption context are for symmetric keys', async () => {
    const { keyId } = await createKey(door, a, { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' });
    const constraints = { encryptionContextSubset: { a: '1' } };
    const refused = await refusal('CreateGrant', { keyId, ...valid, operations: ['GenerateMac'], constraints });
    expect(refused.exception).toBe('ValidationException');
  });

  it('a grantee of another account is as good', async () => {
    const { keyId } = await createKey(door, a);
    await createGrant(door, a, keyId, { granteePrincipal: b.arn });
    expect((await call('ListGrants', { keyId })).grants).toMatchObject([{ granteePrincipal: b.arn }]);
  });

  it('takes no alias, and no key that is not there', async () => {
    const alias = await createAlias(door, a, await createKey(door, a));
    for (const keyId of [alias, unknownKeyId()]) {
      expect((await refusal('CreateGrant', { keyId, ...valid })).exception).toBe('NotFoundException');
    }
  });
});
