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
import type { ReadyTenant } from '../harness/ready-file.js';
import { refusalOf } from '../harness/suite.js';
import { storeFile } from '../harness/vault.js';

describe('Swapped tokens', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  let cluster: Cluster;
  let keys: { ofA: TestKey; alsoOfA: TestKey; ofB: TestKey; signsForA: TestKey; signsForB: TestKey };
  let ciphertextBlob: Uint8Array;
  let tenants: () => [ReadyTenant, ReadyTenant];

  beforeAll(async () => {
    cluster = await Cluster.start({ dataDir });
    const { ready } = cluster;
    const two = [must(ready.tenants[0], 'a tenant'), must(ready.tenants[1], 'two tenants')] as const;
    tenants = () => [...two];
    const door = new GrpcDoor(ready);
    const [a, b] = two;
    const signing = { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' } as const;
    keys = {
      ofA: await createKey(door, a),
      alsoOfA: await createKey(door, a),
      ofB: await createKey(door, b),
      signsForA: await createKey(door, a, signing),
      signsForB: await createKey(door, b, signing),
    };
    ({ ciphertextBlob } = await door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(16) }, a));
    await door.call('Encrypt', { keyId: keys.ofB.keyId, plaintext: bytes(16) }, b);
    await door.close();
    await cluster.stop();
  });
  afterAll(async () => {
    await cluster.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Changes the stopped store, starts, lets `check` look, stops and undoes the change. */
  async function withStore(
    change: (store: Connection) => void,
    undo: (store: Connection) => void,
    check: (door: GrpcDoor) => Promise<void>,
  ): Promise<void> {
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

  function write(change: (store: Connection) => void): void {
    const store = new Connection(storeFile(dataDir), 5000);
    change(store);
    store.close();
  }

  /** Two rows of a table exchange one column; doing it twice undoes it. */
  function swap(table: string, column: string, idColumn: string, ids: readonly [string, string]) {
    return (store: Connection): void => {
      const select = store.prepare(`SELECT ${column} AS value FROM ${table} WHERE ${idColumn} = ?`);
      const update = store.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${idColumn} = ?`);
      const [one, two] = ids.map((id) => must(select.first([id])?.['value'], `${table} has ${id}`));
      expect(one).not.toEqual(two);
      update.run([must(two, 'a value'), ids[0]]);
      update.run([must(one, 'a value'), ids[1]]);
    };
  }

  it('EKTs of two tenants', async () => {
    const exchange = swap('key_materials', 'ekt', 'key_id', [keys.ofA.keyId, keys.ofB.keyId]);
    await withStore(exchange, exchange, async (door) => {
      const [a, b] = tenants();
      const { exception } = await refusalOf(door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(4) }, a));
      expect(exception).toBe('KMSInternalException');
      await refusalOf(door.call('Encrypt', { keyId: keys.ofB.keyId, plaintext: bytes(4) }, b));
      await refusalOf(door.call('Decrypt', { ciphertextBlob }, a));
    });
  });

  it('EKTs of two keys of one tenant', async () => {
    const exchange = swap('key_materials', 'ekt', 'key_id', [keys.ofA.keyId, keys.alsoOfA.keyId]);
    await withStore(exchange, exchange, async (door) => {
      const [a] = tenants();
      await refusalOf(door.call('Encrypt', { keyId: keys.alsoOfA.keyId, plaintext: bytes(4) }, a));
      await refusalOf(door.call('Decrypt', { ciphertextBlob }, a));
    });
  });

  it('EKTs of signing keys: of two tenants, and of a signing and an encryption key of one', async () => {
    const sign = (door: GrpcDoor, key: TestKey, as: ReadyTenant): Promise<unknown> =>
      door.call('Sign', { keyId: key.keyId, message: bytes(4), signingAlgorithm: 'ECDSA_SHA_256' }, as);
    const ofTwo = swap('key_materials', 'ekt', 'key_id', [keys.signsForA.keyId, keys.signsForB.keyId]);
    await withStore(ofTwo, ofTwo, async (door) => {
      const [a, b] = tenants();
      expect((await refusalOf(sign(door, keys.signsForA, a))).exception).toBe('KMSInternalException');
      await refusalOf(sign(door, keys.signsForB, b));
      await refusalOf(door.call('GetPublicKey', { keyId: keys.signsForA.keyId }, a));
    });
    const ofOne = swap('key_materials', 'ekt', 'key_id', [keys.signsForA.keyId, keys.ofA.keyId]);
    await withStore(ofOne, ofOne, async (door) => {
      const [a] = tenants();
      await refusalOf(sign(door, keys.signsForA, a));
      await refusalOf(door.call('Decrypt', { ciphertextBlob }, a));
      await refusalOf(door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(4) }, a));
    });
  });

  it('slot tokens of two tenants', async () => {
    const [a, b] = tenants();
    const exchange = swap('slot_tokens', 'token', 'tenant', [a.accountId, b.accountId]);
    await withStore(exchange, exchange, async (door) => {
      await refusalOf(door.call('Encrypt', { keyId: keys.ofA.keyId, plaintext: bytes(4) }, a));
      await refusalOf(door.call('Encrypt', { keyId: keys.ofB.keyId, plaintext: bytes(4) }, b));
    });
  });

  it('the owner of a key', async () => {
    const [a, b] = tenants();
    const give = (to: string) => (store: Connection) => {
      store.prepare('UPDATE kms_keys SET account_id = ? WHERE key_id = ?').run([to, keys.ofA.keyId]);
    };
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
