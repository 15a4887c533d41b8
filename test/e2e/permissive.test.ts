/**
 * `--auth permissive`: as local emulators are, for tests; but a known key is still verified, and browsers are kept out.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '@strongroom/client/client.js';
import { must } from '@strongroom/core/assert.js';
import { Cluster } from '../harness/cluster.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { send, sendSigned, signedHeaders } from '../harness/raw-http.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { refusalOf } from '../harness/suite.js';

const JSON_HEADERS = { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'TrentService.CreateKey' };

describe('Permissive authentication', () => {
  let cluster: Cluster;
  let door: SdkDoor;
  beforeAll(async () => {
    cluster = await Cluster.start({ flags: ['--auth', 'permissive'] });
    door = new SdkDoor(cluster.ready);
  });
  afterAll(async () => {
    await door.close();
    await cluster.destroy();
  });

  function anybody(accessKeyId: string): ReadyTenant {
    return { ...must(cluster.ready.tenants[0], 'a tenant'), accessKeyId, secretAccessKey: 'any secret at all' };
  }

  it('warns', () => {
    expect(cluster.logs()).toMatch(/permissive/i);
  });

  it('a 12-digit access key id is the account', async () => {
    const { keyMetadata } = await door.call('CreateKey', {}, anybody('123456789012'));
    expect(keyMetadata.awsAccountId).toBe('123456789012');
  });

  it('other unknown credentials, and none, are account 000000000000', async () => {
    const { keyMetadata } = await door.call('CreateKey', {}, anybody('test'));
    expect(keyMetadata.awsAccountId).toBe('000000000000');
    const unsigned = await send(cluster.ready, { headers: JSON_HEADERS, body: '{}' });
    expect(unsigned.status).toBe(200);
    expect(unsigned.body).toContain('"AWSAccountId":"000000000000"');
  });

  it('accounts stay apart', async () => {
    const { keyMetadata } = await door.call('CreateKey', {}, anybody('111111111111'));
    const refused = await refusalOf(door.call('DescribeKey', { keyId: keyMetadata.keyId }, anybody('222222222222')));
    expect(refused.exception).toBe('NotFoundException');
  });

  it('gRPC names the account by metadata', async () => {
    const { ready } = cluster;
    const ca = readFileSync(ready.kms.caFile, 'utf8');
    const client = createClient({ address: ready.kms.grpc, ca, account: '333333333333' });
    const { keyMetadata } = await client.createKey({});
    expect(keyMetadata?.awsAccountId).toBe('333333333333');
    client.close();
  });

  it('a known access key is verified in full', async () => {
    const known = must(cluster.ready.tenants[0], 'a tenant');
    const refused = await refusalOf(door.call('ListKeys', {}, { ...known, secretAccessKey: 'wrong' }));
    expect(refused.exception).toBe('InvalidSignatureException');
    expect((await sendSigned(cluster.ready, known, 'ListKeys', '{}')).status).toBe(200);
  });

  it('a request with an Origin comes from a web page and is refused', async () => {
    const answer = await send(cluster.ready, {
      headers: { ...JSON_HEADERS, Origin: 'https://example.com' },
      body: '{}',
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    const known = must(cluster.ready.tenants[0], 'a tenant');
    const headers = { ...signedHeaders(cluster.ready, known, 'TrentService.ListKeys', '{}'), Origin: 'null' };
    expect((await send(cluster.ready, { headers, body: '{}' })).status).not.toBe(200);
  });
});
