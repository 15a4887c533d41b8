/** Two Regions behind one front end: each is a domain of its own with its own HSMs and keys. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecryptCommand, DescribeKeyCommand, ListKeysCommand, type KMSClient } from '@aws-sdk/client-kms';
import { createClient, type KmsClient } from '@strongroom/client/client.js';
import { must } from '@strongroom/core/assert.js';
import { Cluster } from '../harness/cluster.js';
import { sdkClient } from '../harness/doors/sdk-door.js';
import { bytes, hex } from '../harness/fixtures.js';

const REGIONS = ['eu-central-1', 'us-west-2'] as const;

describe('Two Regions', () => {
  let cluster: Cluster;
  const open: (KMSClient | KmsClient)[] = [];
  beforeAll(async () => {
    cluster = await Cluster.start({ flags: [...REGIONS.flatMap((region) => ['--region', region]), '--nodes', '2'] });
  });
  afterAll(async () => {
    for (const client of open) {
      if ('destroy' in client) client.destroy();
      else client.close();
    }
    await cluster.destroy();
  });

  function grpc(region?: string): KmsClient {
    const { ready } = cluster;
    const client = createClient({
      address: ready.kms.grpc,
      ca: readFileSync(ready.kms.caFile, 'utf8'),
      token: must(ready.tenants[0], 'a tenant').token,
      ...(region === undefined ? {} : { region }),
    });
    open.push(client);
    return client;
  }

  function sdk(region: string): KMSClient {
    const client = sdkClient(cluster.ready, must(cluster.ready.tenants[0], 'a tenant'), { region });
    open.push(client);
    return client;
  }

  it('the ready file lists them, the nodes of the first come first', () => {
    const { ready } = cluster;
    expect(ready.region).toBe(REGIONS[0]);
    expect(ready.regions).toEqual([...REGIONS]);
    expect(ready.hsm.map((node) => node.region)).toEqual([REGIONS[0], REGIONS[0], REGIONS[1], REGIONS[1]]);
  });

  it('a key lives in its Region only: by metadata, and by the credential scope', async () => {
    const plaintext = bytes(16);
    const { keyMetadata } = await grpc(REGIONS[1]).createKey({});
    const key = must(keyMetadata, 'a key');
    expect(key.arn).toContain(`:${REGIONS[1]}:`);
    const keyId = must(key.keyId, 'an id');
    const { ciphertextBlob } = await grpc(REGIONS[1]).encrypt({ keyId, plaintext });
    const blob = must(ciphertextBlob, 'a ciphertext');
    expect(hex(must((await sdk(REGIONS[1]).send(new DecryptCommand({ CiphertextBlob: blob }))).Plaintext, 'it'))).toBe(
      hex(plaintext),
    );
    await expect(sdk(REGIONS[0]).send(new DescribeKeyCommand({ KeyId: keyId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    await expect(sdk(REGIONS[0]).send(new DecryptCommand({ CiphertextBlob: blob }))).rejects.toThrow();
    await expect(grpc().describeKey({ keyId })).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('a Region that is not served is refused by name', async () => {
    await expect(sdk('ap-south-1').send(new ListKeysCommand({}))).rejects.toThrow(/ap-south-1/);
    await expect(grpc('ap-south-1').listKeys({})).rejects.toThrow(/ap-south-1/);
  });
});
