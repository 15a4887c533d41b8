/**
 * Somebody who may write the store swaps what it holds between tenants and keys: every use fails inside the HSM, by
 * authentication.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { Connection } from '@strongroom/storage/libsql/binding.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey, type TestKey } from '../harness/fixtures.js';
import { refusalOf } from '../harness/suite.js';
import { storeFile } from '../harness/vault.js';

describe('Swapped tokens', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  let cluster: Cluster;
  let keys: { ofA: TestKey; alsoOfA: TestKey; ofB: TestKey };
  let ciphertextBlob: Uint8Array;

  beforeAll(async () => {
    cluster = await Cluster.start({ dataDir });
    const door = new GrpcDoor(cluster.ready);
    const [a, b] = tenants();
    keys = { ofA: await createKey(door, a), alsoOfA: await createKey(door, a), ofB: await createKey(door, b) };
    ({ ciphertextBlob } = await door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(16) }, a));
    await door.call('Encrypt', { keyId: keys.ofB.keyId, plaintext: bytes(16) }, b);
    await door.close();
    await cluster.stop();
  });
  afterAll(async () => {
    await cluster.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });

  function tenants(): [Cluster['ready']['tenants'][number], Cluster['ready']['tenants'][number]] {
    const { tenants: listed } = cluster.ready;
    return [must(listed[0], 'a tenant'), must(listed[1], 'two tenants')];
  }

  /** Changes the stopped store, starts, lets `check` look, stops and undoes the change. */
  async function withStore(change: string, undo: string, check: (door: GrpcDoor) => Promise<void>): Promise<void> {
    write(change);
    cluster = await Cluster.start({ dataDir });
    const door = new GrpcDoor(cluster.ready);
    try {
      await check(door);
    } finally {
      await door.close();
      await cluster.stop();
      write(undo);
    }
  }

  function write(sql: string): void {
    const store = new Connection(storeFile(dataDir), 5000);
    store.exec(sql);
    store.close();
  }

  function swapEkt(one: TestKey, two: TestKey): string {
    return `UPDATE key_materials SET ekt = (SELECT other.ekt FROM key_materials other WHERE other.key_id =
      CASE key_materials.key_id WHEN '${one.keyId}' THEN '${two.keyId}' ELSE '${one.keyId}' END)
      WHERE key_id IN ('${one.keyId}', '${two.keyId}')`;
  }

  it('EKTs of two tenants', async () => {
    const swap = swapEkt(keys.ofA, keys.ofB);
    await withStore(swap, swap, async (door) => {
      const [a, b] = tenants();
      const { exception } = await refusalOf(door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(4) }, a));
      expect(exception).toBe('KMSInternalException');
      await refusalOf(door.call('Encrypt', { keyId: keys.ofB.keyId, plaintext: bytes(4) }, b));
      await refusalOf(door.call('Decrypt', { ciphertextBlob }, a));
    });
  });

  it('EKTs of two keys of one tenant', async () => {
    const swap = swapEkt(keys.ofA, keys.alsoOfA);
    await withStore(swap, swap, async (door) => {
      const [a] = tenants();
      await refusalOf(door.call('Encrypt', { keyId: keys.alsoOfA.keyId, plaintext: bytes(4) }, a));
      await refusalOf(door.call('Decrypt', { ciphertextBlob }, a));
    });
  });

  it('slot tokens of two tenants', async () => {
    const [a, b] = tenants();
    const swap = `UPDATE slot_tokens SET token = (SELECT other.token FROM slot_tokens other WHERE other.tenant =
      CASE slot_tokens.tenant WHEN '${a.accountId}' THEN '${b.accountId}' ELSE '${a.accountId}' END)
      WHERE tenant IN ('${a.accountId}', '${b.accountId}')`;
    await withStore(swap, swap, async (door) => {
      await refusalOf(door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(4) }, a));
      await refusalOf(door.call('Encrypt', { keyId: keys.ofB.keyId, plaintext: bytes(4) }, b));
    });
  });

  it('the owner of a key', async () => {
    const [a, b] = tenants();
    const give = (to: string): string => `UPDATE kms_keys SET account_id = '${to}' WHERE key_id = '${keys.ofA.keyId}'`;
    await withStore(give(b.accountId), give(a.accountId), async (door) => {
      await refusalOf(door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(4) }, b));
      await refusalOf(door.call('Decrypt', { ciphertextBlob }, b));
    });
  });

  it('and after all of it everything works', async () => {
    cluster = await Cluster.start({ dataDir });
    const door = new GrpcDoor(cluster.ready);
    expect((await door.call('Decrypt', { ciphertextBlob }, tenants()[0])).plaintext).toHaveLength(16);
    await door.close();
    await cluster.stop();
  });
});
