/**
 * A node that neither answers nor closes its connection (SIGSTOP) is found out by its silence, and costs latency only.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey } from '../harness/fixtures.js';
import { Load } from '../harness/load.js';
import { kill } from '../harness/processes.js';

describe('HSM nodes fall silent', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(async () => {
    await cluster.destroy();
  });

  it('no request fails while each node in turn is stopped and goes on', async () => {
    const door = new GrpcDoor(cluster.ready);
    const tenant = must(cluster.ready.tenants[0], 'a tenant');
    const { keyId } = await createKey(door, tenant);
    const load = Load.start(8, async () => {
      await door.call('Encrypt', { keyId, plaintext: bytes(32) }, tenant);
    });
    for (const { pid } of cluster.ready.hsm) {
      kill(pid, 'SIGSTOP');
      try {
        await load.progress(300);
      } finally {
        kill(pid, 'SIGCONT');
      }
      await load.progress(300);
    }
    const report = await load.stop();
    await door.close();
    expect(report.failures).toEqual([]);
  });
});
