/** The AWS Encryption SDK for Node: a keyring over our keys, whole messages, and its refusal of what was changed. */
/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- two copies of the package's base class */
import { buildClient, CommitmentPolicy, KMS, KmsKeyringNode } from '@aws-crypto/client-node';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createKey, flipBit, hex, type TestKey } from '../harness/fixtures.js';
import type { ReadyTenant } from '../harness/ready-file.js';

describe('AWS Encryption SDK', () => {
  const ready = inject('ready');
  const a = must(ready.tenants[0], 'a tenant');
  const b = must(ready.tenants[1], 'two tenants');
  const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const door = new SdkDoor(ready);
  let one: TestKey;
  let two: TestKey;

  function keyring(tenant: ReadyTenant, generatorKeyId: string, keyIds: string[] = []): KmsKeyringNode {
    const clientProvider = (): KMS =>
      new KMS({
        endpoint: ready.kms.http,
        region: ready.region,
        credentials: { accessKeyId: tenant.accessKeyId, secretAccessKey: tenant.secretAccessKey },
        maxAttempts: 1,
      });
    return new KmsKeyringNode({
      generatorKeyId,
      keyIds,
      // Its declaration of a client supplier does not fit its own clients under exactOptionalPropertyTypes.
      clientProvider: clientProvider as never,
    });
  }

  beforeAll(async () => {
    [one, two] = await Promise.all([createKey(door, a), createKey(door, a)]);
  });

  it.each([0, 1, 100_000])('round-trips %i bytes', async (length) => {
    const plaintext = Buffer.from(bytes(length));
    const context = { stage: 'demo', purpose: 'interop' };
    const { result } = await encrypt(keyring(a, one.arn), plaintext, { encryptionContext: context });
    const { plaintext: back, messageHeader } = await decrypt(keyring(a, one.arn), result);
    expect(hex(back)).toBe(hex(plaintext));
    expect(messageHeader.encryptionContext).toMatchObject(context);
  });

  it('decrypts under any one of several keys', async () => {
    const { result } = await encrypt(keyring(a, one.arn, [two.arn]), Buffer.from('for both'));
    for (const key of [one, two]) {
      expect((await decrypt(keyring(a, key.arn), result)).plaintext.toString()).toBe('for both');
    }
  });

  it('gives another tenant nothing', async () => {
    const { result } = await encrypt(keyring(a, one.arn), Buffer.from('secret'));
    await expect(decrypt(keyring(b, one.arn), result)).rejects.toThrow();
  });

  it('refuses a changed message', async () => {
    const { result } = await encrypt(keyring(a, one.arn), Buffer.from('secret'));
    for (const bit of [result.length * 8 - 1, result.length * 4]) {
      await expect(decrypt(keyring(a, one.arn), Buffer.from(flipBit(result, bit)))).rejects.toThrow();
    }
  });
});
