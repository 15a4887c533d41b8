/** Debian's AWS CLI as a user has it: every operation once, files in and out. */
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { isPair } from '../harness/data-key-pairs.js';
import { CliDoor } from '../harness/doors/cli-door.js';
import { aliasArn, bytes, createKey, hex, newAliasName, type TestKey } from '../harness/fixtures.js';
import { findProgram, requireProgram } from '../harness/require-program.js';
import { given, refusalOf } from '../harness/suite.js';

describe('AWS CLI', () => {
  const ready = inject('ready');
  const door = new CliDoor(ready, findProgram('aws') ?? 'aws');
  const { a, b, call, refusal } = given(door);
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-aws-'));
  let key: TestKey;

  beforeAll(async () => {
    if (findProgram('aws') !== undefined) key = await createKey(door, a, { description: 'from the AWS CLI' });
  });
  afterAll(async () => {
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('encrypts and decrypts a file', async (context) => {
    requireProgram(context, 'aws');
    const plaintext = bytes(1000);
    writeFileSync(join(folder, 'plain'), plaintext);
    const encrypt = ['kms', 'encrypt', '--key-id', key.keyId, '--plaintext', `fileb://${join(folder, 'plain')}`];
    const options = ['--encryption-context', 'purpose=test', '--query', 'CiphertextBlob', '--output', 'text'];
    const blob = await door.run([...encrypt, ...options], a);
    writeFileSync(join(folder, 'cipher'), Buffer.from(blob, 'base64'));
    const decrypt = ['kms', 'decrypt', '--ciphertext-blob', `fileb://${join(folder, 'cipher')}`];
    const text = await door.run(
      [...decrypt, '--encryption-context', 'purpose=test', '--query', 'Plaintext', '--output', 'text'],
      a,
    );
    expect(hex(Buffer.from(text, 'base64'))).toBe(hex(plaintext));
    expect(hex(readFileSync(join(folder, 'cipher')))).not.toContain(hex(plaintext));
  });

  it('manages a key, its aliases, tags and policy', async (context) => {
    requireProgram(context, 'aws');
    const { keyId, arn } = key;
    expect((await call('DescribeKey', { keyId: arn })).keyMetadata).toMatchObject({
      keyId,
      description: 'from the AWS CLI',
    });
    const aliasName = newAliasName();
    await call('CreateAlias', { aliasName, targetKeyId: keyId });
    expect((await call('ListAliases', { keyId })).aliases).toMatchObject([
      { aliasName, aliasArn: aliasArn(key, aliasName) },
    ]);
    const other = await createKey(door, a);
    await call('UpdateAlias', { aliasName, targetKeyId: other.keyId });
    expect((await call('DescribeKey', { keyId: aliasName })).keyMetadata.keyId).toBe(other.keyId);
    await call('DeleteAlias', { aliasName });
    await call('TagResource', { keyId, tags: [{ tagKey: 'team', tagValue: 'red' }] });
    expect((await call('ListResourceTags', { keyId })).tags).toEqual([{ tagKey: 'team', tagValue: 'red' }]);
    await call('UntagResource', { keyId, tagKeys: ['team'] });
    await call('UpdateKeyDescription', { keyId, description: 'changed' });
    const { policy } = await call('GetKeyPolicy', { keyId, policyName: 'default' });
    await call('PutKeyPolicy', { keyId, policyName: 'default', policy });
    expect((await call('ListKeyPolicies', { keyId })).policyNames).toEqual(['default']);
    const { keys } = await call('ListKeys', { limit: 1000 });
    expect(keys).toContainEqual({ keyId, keyArn: arn });
  });

  it('disables, enables, schedules deletion and cancels it', async (context) => {
    requireProgram(context, 'aws');
    const { keyId, arn } = await createKey(door, a);
    await call('DisableKey', { keyId });
    expect(await refusal('Encrypt', { keyId, plaintext: bytes(4) })).toEqual({
      exception: 'DisabledException',
      message: `${arn} is disabled.`,
    });
    await call('EnableKey', { keyId });
    const scheduled = await call('ScheduleKeyDeletion', { keyId, pendingWindowInDays: 7 });
    expect(scheduled).toMatchObject({ keyId: arn, keyState: 'PendingDeletion', pendingWindowInDays: 7 });
    expect((await call('CancelKeyDeletion', { keyId })).keyId).toBe(arn);
  });

  it('makes data keys and random bytes, and re-encrypts', async (context) => {
    requireProgram(context, 'aws');
    const { keyId } = key;
    const dataKey = await call('GenerateDataKey', { keyId, keySpec: 'AES_256' });
    expect(dataKey.plaintext).toHaveLength(32);
    const without = await call('GenerateDataKeyWithoutPlaintext', { keyId, keySpec: 'AES_256' });
    expect((await call('Decrypt', { ciphertextBlob: without.ciphertextBlob })).plaintext).toHaveLength(32);
    const other = await createKey(door, a);
    const moved = await call('ReEncrypt', { ciphertextBlob: dataKey.ciphertextBlob, destinationKeyId: other.arn });
    const back = await call('Decrypt', { ciphertextBlob: moved.ciphertextBlob, keyId: other.keyId });
    expect(hex(back.plaintext)).toBe(hex(dataKey.plaintext));
    expect((await call('GenerateRandom', { numberOfBytes: 24 })).plaintext).toHaveLength(24);
  });

  it('signs and verifies, authenticates, and makes a data key pair', async (context) => {
    requireProgram(context, 'aws');
    const signer = await createKey(door, a, { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' });
    const signing = { keyId: signer.keyId, message: bytes(40), signingAlgorithm: 'ECDSA_SHA_256' } as const;
    const { signature } = await call('Sign', signing);
    expect((await call('Verify', { ...signing, signature })).signatureValid).toBe(true);
    const forged = await refusal('Verify', { ...signing, message: bytes(40), signature });
    expect(forged.exception).toBe('KMSInvalidSignatureException');
    const { publicKey, signingAlgorithms } = await call('GetPublicKey', { keyId: signer.keyId });
    expect(signingAlgorithms).toEqual(['ECDSA_SHA_256']);
    const parsed = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(verify('sha256', signing.message, parsed, signature)).toBe(true);

    const hmac = await createKey(door, a, { keySpec: 'HMAC_384', keyUsage: 'GENERATE_VERIFY_MAC' });
    const macs = { keyId: hmac.keyId, message: bytes(40), macAlgorithm: 'HMAC_SHA_384' } as const;
    const { mac } = await call('GenerateMac', macs);
    expect((await call('VerifyMac', { ...macs, mac })).macValid).toBe(true);

    const pair = await call('GenerateDataKeyPair', { keyId: key.keyId, keyPairSpec: 'ECC_NIST_P256' });
    expect(isPair('ECC_NIST_P256', pair.privateKeyPlaintext, pair.publicKey)).toBe(true);
  });

  it('pages by itself', async (context) => {
    requireProgram(context, 'aws');
    const listed = await door.run(['kms', 'list-keys', '--page-size', '2', '--output', 'json'], a);
    const { Keys: keys } = JSON.parse(listed) as { Keys: { KeyId: string }[] };
    expect(keys.length).toBeGreaterThanOrEqual(2);
    expect(keys.map((each) => each.KeyId)).toContain(key.keyId);
  });

  it('is told who it is not', async (context) => {
    requireProgram(context, 'aws');
    const wrongSecret = { ...a, secretAccessKey: b.secretAccessKey };
    expect((await refusalOf(door.call('ListKeys', {}, wrongSecret))).exception).toBe('InvalidSignatureException');
    const unknown = { ...a, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
    expect((await refusalOf(door.call('ListKeys', {}, unknown))).exception).toBe('UnrecognizedClientException');
    expect(must(ready.tenants[0], 'a tenant').accessKeyId).toBe(a.accessKeyId);
  });
});
