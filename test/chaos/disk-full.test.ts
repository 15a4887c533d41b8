/**
 * The store cannot grow any more. Requests are refused rather than left unaudited, and once there is room the service
 * recovers by itself.
 * The limit on file sizes of the running front end (prlimit) stands for the full disk: the write fails with EFBIG where
 * a disk says ENOSPC.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { readAuditTrail } from '../harness/audit-trail.js';
import { Cluster } from '../harness/cluster.js';
import { DoorFailure } from '../harness/doors/door.js';
import { sdkClient } from '../harness/doors/sdk-door.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey, newAliasName, type TestKey } from '../harness/fixtures.js';
import { waitFor } from '../harness/processes.js';
import { requireProgram } from '../harness/require-program.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { EncryptCommand } from '@aws-sdk/client-kms';

describe('The disk is full', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  let cluster: Cluster;
  let tenant: ReadyTenant;
  let door: GrpcDoor;
  let key: TestKey;

  beforeAll(async () => {
    cluster = await Cluster.start({ dataDir });
    tenant = must(cluster.ready.tenants[0], 'a tenant');
    door = new GrpcDoor(cluster.ready);
    key = await createKey(door, tenant);
  });
  afterAll(async () => {
    await door.close();
    await cluster.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** One Encrypt through the SDK. @returns the request id when it was answered */
  async function encryptOnce(): Promise<string | undefined> {
    const client = sdkClient(cluster.ready, tenant);
    try {
      const { $metadata } = await client.send(new EncryptCommand({ KeyId: key.keyId, Plaintext: bytes(16) }));
      return $metadata.requestId;
    } catch {
      return undefined;
    } finally {
      client.destroy();
    }
  }

  it('refuses, leaves nothing unaudited, and recovers by itself', async (context) => {
    const prlimit = requireProgram(context, 'prlimit');
    const limit = (bytesMax: number | 'unlimited'): void => {
      execFileSync(prlimit, ['--pid', String(cluster.ready.pids.kms), `--fsize=${String(bytesMax)}:unlimited`]);
    };
    const { kms } = cluster.ready.pids;
    const answered: (string | undefined)[] = [await encryptOnce()];
    expect(answered[0]).toBeDefined();

    limit(1024);
    const refusals: unknown[] = [];
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await door.call('Encrypt', { keyId: key.keyId, plaintext: bytes(16) }, tenant).then(
        () => refusals.push('answered'),
        (error: unknown) => refusals.push(error instanceof DoorFailure ? error.exception : error),
      );
      answered.push(await encryptOnce());
    }
    const aliasName = newAliasName();
    await expect(door.call('CreateAlias', { aliasName, targetKeyId: key.keyId }, tenant)).rejects.toThrow();
    expect(new Set(refusals)).toEqual(new Set(['KMSInternalException']));
    expect(answered.slice(1)).toEqual(Array.from({ length: 20 }, () => undefined));

    limit('unlimited');
    answered.push(await waitFor('requests are answered again', 20_000, encryptOnce));
    await door.call('CreateAlias', { aliasName, targetKeyId: key.keyId }, tenant);
    expect(cluster.ready.pids.kms, 'without a restart').toBe(kms);

    await cluster.stop();
    const audited = new Set(readAuditTrail(dataDir).map((event) => event.requestId));
    for (const requestId of answered.filter((each) => each !== undefined)) expect(audited).toContain(requestId);
  });
});
