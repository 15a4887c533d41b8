/**
 * The front end is killed again and again while keys are replicated and their primaries move: no key stays Creating or
 * Updating, and what one Region encrypted the other one decrypts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, hex } from '../harness/fixtures.js';
import { kill, waitFor } from '../harness/processes.js';
import { HERE, RegionalDoor, THERE } from '../harness/two-regions.js';

const KILLS = 6;
/** The supervisor gives a child up after five crashes in a minute. */
const KILLS_PER_START = 3;
const KEYS_PER_LIFE = 4;

describe('The front end dies while keys are replicated', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const start = (): Promise<Cluster> =>
    Cluster.start({ dataDir, flags: ['--region', HERE, '--region', THERE, '--nodes', '1'] });
  const doorsOf = ({ ready }: Cluster): [RegionalDoor, RegionalDoor] => {
    const tenant = must(ready.tenants[0], 'a tenant');
    const door = (region: string): RegionalDoor => new RegionalDoor(new GrpcDoor({ ...ready, region }), tenant);
    return [door(HERE), door(THERE)];
  };

  it(`${String(KILLS)} times: none stays Creating or Updating for ever`, { timeout: 300_000 }, async () => {
    const replicated = new Set<string>();
    let killed = 0;
    while (killed < KILLS) {
      const cluster = await start();
      try {
        for (let round = 0; round < KILLS_PER_START && killed < KILLS; round += 1) {
          await replicateUntilKilled(cluster, replicated, killed);
          killed += 1;
        }
      } finally {
        await cluster.destroy();
      }
    }
    await check(replicated);
  });

  async function replicateUntilKilled(cluster: Cluster, replicated: Set<string>, killed: number): Promise<void> {
    const [here, there] = doorsOf(cluster);
    const keys = await waitFor('the front end serves', 30_000, () =>
      Promise.all(Array.from({ length: KEYS_PER_LIFE }, () => here.create())),
    );
    for (const { keyId } of keys) {
      await here.call('ReplicateKey', { keyId, replicaRegion: THERE });
      replicated.add(keyId);
    }
    // One of them is asked to move as well; when it is ready for that depends on when the process dies.
    const { keyId } = must(keys[0], 'a key');
    const moving = there
      .settled(keyId)
      .then(() => here.call('UpdatePrimaryRegion', { keyId, primaryRegion: THERE }))
      .catch(() => undefined);
    // Another moment of the exchange each time.
    await sleep((killed * 350) % 1900);
    kill(cluster.ready.pids.kms);
    await moving;
    await Promise.all([here.door.close(), there.door.close()]);
  }

  async function check(replicated: ReadonlySet<string>): Promise<void> {
    expect(replicated.size).toBe(KILLS * KEYS_PER_LIFE);
    const cluster = await start();
    const [here, there] = doorsOf(cluster);
    try {
      const plaintext = bytes(16);
      for (const keyId of replicated) {
        const [one, two] = [await here.settled(keyId), await there.settled(keyId)];
        expect([one.keyState, two.keyState]).toEqual(['Enabled', 'Enabled']);
        expect(two.multiRegionConfiguration.primaryKey).toEqual(one.multiRegionConfiguration.primaryKey);
        expect(two.currentKeyMaterialId).toBe(one.currentKeyMaterialId);
        const { ciphertextBlob } = await here.call('Encrypt', { keyId, plaintext });
        expect(hex((await there.call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));
      }
    } finally {
      await Promise.all([here.door.close(), there.door.close()]);
      await cluster.destroy();
    }
  }
});
