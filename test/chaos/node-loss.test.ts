/** HSM nodes die under load, one and then another, and no request of a client that never retries fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { Cluster } from '../harness/cluster.js';
import { BatchDoor } from '../harness/doors/batch-door.js';
import type { Door } from '../harness/doors/door.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createKey, hex } from '../harness/fixtures.js';
import { Load } from '../harness/load.js';
import { kill, waitFor } from '../harness/processes.js';
import type { ReadyNode } from '../harness/ready-file.js';

describe('HSM nodes die', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(async () => {
    await cluster.destroy();
  });

  /**
   * Each request in turn is an Encrypt and the Decrypt of what it gave, or a GenerateDataKey, of one of the tenants.
   */
  async function startLoad(door: Door, lanes: number): Promise<Load> {
    const keys = await Promise.all(
      cluster.ready.tenants.map(async (tenant) => ({ tenant, key: await createKey(door, tenant) })),
    );
    return Load.start(lanes, async (call) => {
      const { tenant, key } = must(keys[call % keys.length], 'a tenant');
      if (call % 3 === 0) {
        await door.call('GenerateDataKey', { keyId: key.keyId, keySpec: 'AES_256' }, tenant);
        return;
      }
      const plaintext = bytes(64);
      const { ciphertextBlob } = await door.call('Encrypt', { keyId: key.keyId, plaintext }, tenant);
      const answer = await door.call('Decrypt', { ciphertextBlob }, tenant);
      if (hex(answer.plaintext) !== hex(plaintext)) throw new Error('another plaintext came back');
    });
  }

  function node(index: number): ReadyNode {
    return must(cluster.ready.hsm[index], 'a node');
  }

  async function untilRestarted(died: ReadyNode): Promise<void> {
    await waitFor(`${died.id} is back`, 30_000, () => {
      const now = cluster.ready.hsm.find((each) => each.id === died.id);
      return now !== undefined && now.pid !== died.pid ? true : undefined;
    });
  }

  it.each(['gRPC', 'gRPC batch stream', 'AWS SDK'])('%s: one, then another', async (name) => {
    const { ready } = cluster;
    const door = {
      gRPC: new GrpcDoor(ready),
      'gRPC batch stream': new BatchDoor(ready),
      'AWS SDK': new SdkDoor(ready),
    }[name];
    const load = await startLoad(must(door, 'a door'), 16);
    await load.progress(200);
    const first = node(0);
    kill(first.pid);
    await load.progress(50);
    const second = node(1);
    kill(second.pid);
    await load.progress(500);
    await untilRestarted(first);
    await untilRestarted(second);
    await load.progress(200);
    const report = await load.stop();
    await must(door, 'a door').close();
    expect(report.failures).toEqual([]);
    expect(cluster.ready.pids.kms).toBe(ready.pids.kms);
  });
});
