/**
 * The life of `strongroom up`: its lock, its children, its ready file, and what it does about a child that keeps dying.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { cleanEnvironment, Cluster, ROOT } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey } from '../harness/fixtures.js';
import { kill, waitFor, waitForExit } from '../harness/processes.js';

describe('strongroom up', () => {
  let dataDir: string;
  let cluster: Cluster;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
    cluster = await Cluster.start({ dataDir });
  });
  afterEach(async () => {
    await cluster.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('children end when the supervisor is killed', async () => {
    const { pids, hsm } = cluster.ready;
    kill(pids.supervisor);
    for (const pid of [pids.kms, ...hsm.map((node) => node.pid)]) await waitForExit(pid, 10_000);
  });

  it('the ready file is private and follows the pids', async () => {
    expect(statSync(cluster.readyFile).mode & 0o777).toBe(0o600);
    const before = cluster.ready;
    kill(before.pids.kms);
    const after = await waitFor('the front end is back', 20_000, () =>
      cluster.ready.pids.kms === before.pids.kms ? undefined : cluster.ready,
    );
    expect(after.kms).toEqual(before.kms);
    expect(statSync(cluster.readyFile).mode & 0o777).toBe(0o600);
    const tenant = must(after.tenants[0], 'a tenant');
    const door = new GrpcDoor(after);
    await waitFor('requests are answered', 10_000, () => createKey(door, tenant));
    await door.close();
  });

  it('a second start on the same folder waits, then names the holder and gives up', async () => {
    const parameters = ['up', '--data-dir', dataDir, '--http-port', '0', '--grpc-port', '0', '--admin-port', '0'];
    const second = spawn(process.execPath, [join(ROOT, 'bin', 'strongroom.js'), ...parameters, '--metrics-port', '0'], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [second.stdout, second.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    }
    const code = await new Promise((resolve) => second.once('close', resolve));
    expect(code).not.toBe(0);
    expect(output).toContain(String(cluster.ready.pids.supervisor));
  });

  it('a node that dies five times in a minute is left down, and the others go on', async () => {
    const { ready } = cluster;
    const victim = must(ready.hsm[0], 'a node');
    for (let death = 0; death < 5; death += 1) {
      const { pid } = must(cluster.ready.hsm[0], 'a node');
      kill(pid);
      if (death === 4) break;
      await waitFor('the node is back', 20_000, () => {
        const now = must(cluster.ready.hsm[0], 'a node').pid;
        return now !== pid && now > 0 ? true : undefined;
      });
    }
    await waitFor('it is reported', 20_000, () =>
      /\bdown\b|given up|gives? up|left/i.test(cluster.logs()) ? true : undefined,
    );
    expect(cluster.logs()).toContain(victim.id);
    const tenant = must(ready.tenants[0], 'a tenant');
    const door = new GrpcDoor(ready);
    const { keyId } = await createKey(door, tenant);
    await door.call('Encrypt', { keyId, plaintext: bytes(8) }, tenant);
    await door.close();
  });
});
