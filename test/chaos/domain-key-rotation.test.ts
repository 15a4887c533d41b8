/**
 * The domain key is rotated while clients make, use and rotate keys. Without a fault nobody notices; with the front end
 * and a node killed in the middle, the rotation is gone on with, and every key that was acknowledged is there.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rotateDomainKey, type DomainKeyRotation } from '@strongroom/cli/provision/domain-key-rotation.js';
import { must } from '@strongroom/core/assert.js';
import { readTokenHeader } from '@strongroom/crypto/sealed-token.js';
import { Connection } from '@strongroom/storage/libsql/binding.js';
import { adminClient } from '../harness/admin.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createKey, hex } from '../harness/fixtures.js';
import { Load } from '../harness/load.js';
import { kill, waitFor } from '../harness/processes.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { storeFile } from '../harness/vault.js';

const KEYS = 100;
const LANES = 6;

describe('A rotation of the domain key under load', () => {
  const plaintext = bytes(32);
  const ciphertexts: Uint8Array[] = [];
  const keyIds: string[] = [];
  let cluster: Cluster;
  let tenant: ReadyTenant;
  let door: GrpcDoor;

  beforeAll(async () => {
    cluster = await Cluster.start({ flags: ['--nodes', '2'] });
    tenant = must(cluster.ready.tenants[0], 'a tenant');
    door = new GrpcDoor(cluster.ready);
    await Promise.all(Array.from({ length: KEYS }, newKey));
  });
  afterAll(async () => {
    await door.close();
    await cluster.destroy();
  });

  async function newKey(): Promise<string> {
    const { keyId } = await createKey(door, tenant);
    keyIds.push(keyId);
    await encrypt(keyId);
    return keyId;
  }

  async function encrypt(keyId: string): Promise<void> {
    const { ciphertextBlob } = await door.call('Encrypt', { keyId, plaintext }, tenant);
    ciphertexts.push(Uint8Array.from(ciphertextBlob));
  }

  /** Every tenth call makes a key and rotates it. */
  const startLoad = (): Load =>
    Load.start(LANES, async (call) => {
      if (call % 10 !== 0) {
        await encrypt(must(keyIds[call % KEYS], 'a key'));
        return;
      }
      const keyId = await newKey();
      await door.call('RotateKeyOnDemand', { keyId }, tenant);
      await encrypt(keyId);
    });

  /** From the store alone, as whoever runs the command again does. */
  async function rotate(): Promise<DomainKeyRotation> {
    const pki = dirname(cluster.ready.kms.caFile);
    const read = (name: string): string => readFileSync(join(pki, name), 'utf8');
    const operator = { certificatePem: read('admin.crt'), privateKeyPem: read('admin.key') };
    const admin = adminClient(cluster.ready);
    try {
      return await rotateDomainKey(cluster.ready.region, { admin, operator, onProgress: () => undefined });
    } finally {
      admin.close();
    }
  }

  /** Of the tenant's slot token, as it says of itself. */
  function isTransitional(): boolean {
    const store = new Connection(storeFile(dirname(dirname(cluster.ready.kms.caFile))), 5000);
    try {
      const row = store.prepare('SELECT token FROM slot_tokens WHERE tenant = ?').first([tenant.accountId]);
      const header = readTokenHeader(must(row, 'the tenant has a slot')['token'] as Uint8Array);
      return header.kind === 'SLOT_TOKEN' && header.attributes.outgoingSlotKeyId !== undefined;
    } finally {
      store.close();
    }
  }

  async function everythingDecrypts(): Promise<void> {
    const lost: string[] = [];
    for (const ciphertextBlob of ciphertexts) {
      const answer = await door.call('Decrypt', { ciphertextBlob }, tenant).catch((error: unknown) => String(error));
      if (typeof answer === 'string') lost.push(answer);
      else if (hex(answer.plaintext) !== hex(plaintext)) lost.push('another plaintext');
    }
    expect(lost).toEqual([]);
  }

  it('fails no request, and nothing is lost', async () => {
    const load = startLoad();
    await load.progress(50);
    const { tokensRewrapped, nodesBehind } = await rotate();
    expect(tokensRewrapped).toBeGreaterThanOrEqual(KEYS);
    expect(nodesBehind).toEqual([]);
    await load.progress(50);
    expect((await load.stop()).failures).toEqual([]);
    await everythingDecrypts();
  });

  it('goes on after the front end and a node were killed in the middle, and nothing is lost', async () => {
    const load = startLoad();
    await load.progress(20);
    const { pids, hsm } = cluster.ready;
    const interrupted = rotate().catch((error: unknown) => error);
    await waitFor('the tenant is in transition', 20_000, () => (isTransitional() ? true : undefined), 1);
    kill(pids.kms);
    kill(must(hsm[0], 'a node').pid);
    expect(await interrupted).toBeInstanceOf(Error);
    await door.close();
    await waitFor('both are back', 30_000, () => {
      const { ready } = cluster;
      return ready.pids.kms !== pids.kms && ready.hsm[0]?.pid !== hsm[0]?.pid ? true : undefined;
    });
    door = new GrpcDoor(cluster.ready);
    await load.progress(20);
    const { resumed } = await waitFor('the rotation ends', 30_000, () => rotate().catch(() => undefined));
    expect(resumed).toBe(true);
    await load.progress(20);
    await load.stop();
    await everythingDecrypts();
    for (const keyId of keyIds) await encrypt(keyId);
    const signed = new SdkDoor(cluster.ready);
    await signed.call('ListKeys', {}, tenant);
    await signed.close();
  });
});
