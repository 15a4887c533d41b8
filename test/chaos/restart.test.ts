/** Everything is killed at once and started again on the same data folder: what was acknowledged is there. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createAlias, createKey, hex } from '../harness/fixtures.js';
import { isAlive } from '../harness/processes.js';

describe('kill -9 of everything, and a restart', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('old ciphertexts decrypt, names and credentials still hold', async () => {
    const plaintext = bytes(200);
    let cluster = await Cluster.start({ dataDir });
    const before = cluster.ready;
    const tenant = must(before.tenants[0], 'a tenant');
    let door = new GrpcDoor(before);
    const key = await createKey(door, tenant, { description: 'survives' });
    const alias = await createAlias(door, tenant, key);
    const { ciphertextBlob } = await door.call('Encrypt', { keyId: key.keyId, plaintext }, tenant);
    await door.close();
    await cluster.killAll();
    for (const pid of [before.pids.kms, ...before.hsm.map((node) => node.pid)]) expect(isAlive(pid)).toBe(false);
    await cluster.destroy();

    cluster = await Cluster.start({ dataDir });
    try {
      expect(cluster.ready.tenants).toEqual(before.tenants);
      door = new GrpcDoor(cluster.ready);
      expect(hex((await door.call('Decrypt', { ciphertextBlob }, tenant)).plaintext)).toBe(hex(plaintext));
      await door.close();
      const sdk = new SdkDoor(cluster.ready);
      const { keyMetadata } = await sdk.call('DescribeKey', { keyId: alias }, tenant);
      expect(keyMetadata).toMatchObject({ keyId: key.keyId, description: 'survives' });
      await sdk.close();
      expect(await cluster.stop()).toBe(0);
    } finally {
      await cluster.destroy();
    }
  });

  it('the data folder, and what is secret in it, is closed to others', () => {
    expect(statSync(dataDir).mode & 0o077).toBe(0);
    expect(statSync(join(dataDir, 'credentials.json')).mode & 0o077).toBe(0);
  });

  it('SIGTERM ends everything within 10 s with code 0', async () => {
    const cluster = await Cluster.start({ dataDir });
    const { pids, hsm } = cluster.ready;
    expect(await cluster.stop()).toBe(0);
    for (const pid of [pids.supervisor, pids.kms, ...hsm.map((node) => node.pid)]) expect(isAlive(pid)).toBe(false);
  });
});
