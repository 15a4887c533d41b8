/** What one tenant gives another, by key policy and by grant, through every door; and what ends it. */
import { expect, it } from 'vitest';
import { bytes, createKey, hex, unknownKeyArn } from '../harness/fixtures.js';
import { createGrant } from '../harness/grants.js';
import { refusalOf, throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Keys of another account', ({ door, a, b, call }) => {
  const plaintext = bytes(24);

  it('are used by key ARN and by ciphertext while the key policy allows it', async () => {
    const { keyId, arn } = await createKey(door, a);
    const statement = (account: string, action: string) => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: action,
      Resource: '*',
    });
    const own = statement(a.accountId, 'kms:*');
    const put = (...statements: object[]) =>
      call('PutKeyPolicy', { keyId, policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) });
    const encrypt = () => door.call('Encrypt', { keyId: arn, plaintext }, b);
    expect((await refusalOf(encrypt())).exception).toBe('AccessDeniedException');
    await put(own, statement(b.accountId, 'kms:*crypt'));
    const { ciphertextBlob, keyId: used } = await encrypt();
    expect(used).toBe(arn);
    const decrypt = () => door.call('Decrypt', { ciphertextBlob }, b);
    expect(hex((await decrypt()).plaintext)).toBe(hex(plaintext));
    expect(hex((await call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));
    const disabling = await refusalOf(door.call('DisableKey', { keyId: arn }, b));
    expect(disabling.exception).toBe('AccessDeniedException');
    const byId = await refusalOf(door.call('Encrypt', { keyId, plaintext }, b));
    expect(byId.exception).toBe('NotFoundException');
    const own2 = await createKey(door, b);
    const across = { ciphertextBlob, destinationKeyId: own2.keyId };
    const reencrypting = await refusalOf(door.call('ReEncrypt', across, b));
    expect(reencrypting.exception).toBe('AccessDeniedException');
    await put(own);
    expect((await refusalOf(decrypt())).exception).toBe('AccessDeniedException');
  });

  it('are used by grant, within its constraints, until it is revoked', async () => {
    const { keyId, arn } = await createKey(door, a);
    const { grantId, grantToken } = await createGrant(door, a, keyId, {
      granteePrincipal: b.arn,
      operations: ['Encrypt'],
      constraints: { encryptionContextEquals: { purpose: 'test' } },
    });
    const encrypt = (purpose: string) =>
      door.call('Encrypt', { keyId: arn, plaintext, encryptionContext: { purpose }, grantTokens: [grantToken] }, b);
    const { ciphertextBlob } = await encrypt('test');
    expect((await refusalOf(encrypt('other'))).exception).toBe('AccessDeniedException');
    expect((await refusalOf(door.call('DescribeKey', { keyId: arn }, b))).exception).toBe('AccessDeniedException');
    const decrypting = { ciphertextBlob, encryptionContext: { purpose: 'test' } };
    expect((await refusalOf(door.call('Decrypt', decrypting, b))).exception).toBe('AccessDeniedException');
    const other = await createKey(door, a);
    const elsewhere = { keyId: other.arn, plaintext, grantTokens: [grantToken] };
    expect((await refusalOf(door.call('Encrypt', elsewhere, b))).exception).toBe('AccessDeniedException');
    await call('RevokeGrant', { keyId, grantId });
    expect((await refusalOf(encrypt('test'))).exception).toBe('InvalidGrantTokenException');
    const without = { keyId: arn, plaintext, encryptionContext: { purpose: 'test' } };
    expect((await refusalOf(door.call('Encrypt', without, b))).exception).toBe('AccessDeniedException');
  });

  it('answer one refusal whether or not they exist', async () => {
    const key = await createKey(door, a);
    const describe = (keyId: string) => refusalOf(door.call('DescribeKey', { keyId }, b));
    expect(await describe(unknownKeyArn(key))).toEqual(await describe(key.arn));
    expect(await describe(key.arn.replace(/key\/.*$/, 'alias/none'))).toEqual(await describe(key.arn));
  });
});
