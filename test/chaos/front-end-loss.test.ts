/**
 * The front end is killed fifty times while clients write: nothing that was acknowledged is lost, and the audit chain
 * is whole. The supervisor
 * gives a child up after five crashes in a minute, so every third death is one of the whole installation, which starts
 * its count anew.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { readAuditTrail } from '../harness/audit-trail.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { createKey, newAliasName, type TestKey } from '../harness/fixtures.js';
import { kill, waitFor } from '../harness/processes.js';
import type { ReadyTenant } from '../harness/ready-file.js';

const KILLS = 50;
const KILLS_PER_START = 3;
const LANES = 8;

describe('The front end dies', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(`${String(KILLS)} times under write load: nothing acknowledged is lost`, { timeout: 600_000 }, async () => {
    const acknowledged = { aliases: new Map<string, string>(), keys: new Set<string>() };
    let killed = 0;
    while (killed < KILLS) {
      const cluster = await Cluster.start({ dataDir });
      try {
        for (let round = 0; round < KILLS_PER_START && killed < KILLS; round += 1) {
          const last = round === KILLS_PER_START - 1 || killed === KILLS - 1;
          await writeUntilKilled(cluster, acknowledged, killed, last);
          killed += 1;
        }
      } finally {
        await cluster.destroy();
      }
    }
    await check(acknowledged);
  });

  /** Writers of one life of the front end; it dies in the middle of their writing. */
  async function writeUntilKilled(
    cluster: Cluster,
    acknowledged: { aliases: Map<string, string>; keys: Set<string> },
    killed: number,
    everything: boolean,
  ): Promise<void> {
    const { ready } = cluster;
    const tenant = must(ready.tenants[0], 'a tenant');
    const door = new GrpcDoor(ready);
    const target = await waitFor('the front end serves', 20_000, () => createKey(door, tenant));
    acknowledged.keys.add(target.keyId);
    let stopped = false;
    let written = 0;
    const lanes = Array.from({ length: LANES }, async () => {
      while (!stopped) {
        const name = await write(door, tenant, target).catch(() => undefined);
        if (name === undefined) return;
        acknowledged.aliases.set(name, target.keyId);
        written += 1;
      }
    });
    await waitFor('some writes', 10_000, () => (written >= 10 ? true : undefined), 2);
    // Another moment of the commit cycle each time: fsync takes about a millisecond here.
    await sleep((killed * 7) % 23);
    if (everything) await cluster.killAll();
    else kill(ready.pids.kms);
    await Promise.all(lanes);
    stopped = true;
    await door.close();
    if (!everything) {
      await waitFor('the front end is back', 30_000, () =>
        cluster.ready.pids.kms !== ready.pids.kms ? true : undefined,
      );
    }
  }

  async function write(door: GrpcDoor, tenant: ReadyTenant, target: TestKey): Promise<string> {
    const aliasName = newAliasName();
    await door.call('CreateAlias', { aliasName, targetKeyId: target.keyId }, tenant);
    return aliasName;
  }

  async function check(acknowledged: { aliases: Map<string, string>; keys: Set<string> }): Promise<void> {
    const cluster = await Cluster.start({ dataDir });
    try {
      const door = new GrpcDoor(cluster.ready);
      const tenant = must(cluster.ready.tenants[0], 'a tenant');
      const lost: string[] = [];
      for (const [aliasName, keyId] of acknowledged.aliases) {
        const found = await door.call('DescribeKey', { keyId: aliasName }, tenant).catch(() => undefined);
        if (found?.keyMetadata.keyId !== keyId) lost.push(aliasName);
      }
      expect(lost).toEqual([]);
      expect(acknowledged.aliases.size).toBeGreaterThan(KILLS * 10);
      expect(acknowledged.keys.size).toBe(KILLS);
      await door.close();
      await cluster.stop();
    } finally {
      await cluster.destroy();
    }
    const audited = readAuditTrail(dataDir).filter(
      (event) => event.name === 'CreateAlias' && event.error === undefined,
    );
    expect(audited.length).toBeGreaterThanOrEqual(acknowledged.aliases.size);
  }
});
