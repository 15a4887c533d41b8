/**
 * Civil time moves forward by command: what came due is done when the command answers, and clients that know nothing of
 * it go on.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { adminClient } from '../harness/admin.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createAlias, createKey, hex } from '../harness/fixtures.js';
import { refusalOf } from '../harness/suite.js';
import { strongroom } from '../harness/strongroom.js';

const DAY_MS = 86_400_000;

describe('The clock', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(async () => {
    await cluster.destroy();
  });

  it('deletes a scheduled key when its time comes, and not before', async () => {
    const { ready } = cluster;
    const tenant = must(ready.tenants[0], 'a tenant');
    const door = new SdkDoor(ready);
    const admin = adminClient(ready);
    const [going, staying] = [await createKey(door, tenant), await createKey(door, tenant)];
    const alias = await createAlias(door, tenant, going);
    const { ciphertextBlob } = await door.call('Encrypt', { keyId: going.keyId, plaintext: bytes(8) }, tenant);
    const { deletionDate } = await door.call(
      'ScheduleKeyDeletion',
      { keyId: going.keyId, pendingWindowInDays: 7 },
      tenant,
    );

    const looked = await admin.advanceClock({ byMs: 8 * DAY_MS, confirm: false });
    expect(looked.advanced ?? false).toBe(false);
    expect(must(looked.destroys, 'a list').join()).toContain(going.arn);
    await admin.advanceClock({ byMs: 6 * DAY_MS, confirm: true });
    const before = await door.call('DescribeKey', { keyId: going.keyId }, tenant);
    expect(before.keyMetadata).toMatchObject({ keyState: 'PendingDeletion', deletionDate });

    await admin.advanceClock({ byMs: 2 * DAY_MS, confirm: true });
    expect(await refusalOf(door.call('DescribeKey', { keyId: going.keyId }, tenant))).toEqual({
      exception: 'NotFoundException',
      message: `Key '${going.arn}' does not exist`,
    });
    expect((await refusalOf(door.call('DescribeKey', { keyId: alias }, tenant))).exception).toBe('NotFoundException');
    const decrypted = await refusalOf(door.call('Decrypt', { ciphertextBlob }, tenant));
    expect(decrypted.exception).toBe('AccessDeniedException');

    const { keyMetadata } = await door.call('CreateKey', {}, tenant);
    expect(keyMetadata.creationDate).toBeGreaterThan(Date.now() + 7 * DAY_MS);
    await door.call('Encrypt', { keyId: staying.keyId, plaintext: bytes(8) }, tenant);
    await door.close();
    admin.close();
  });

  it('rotates a key that is due before it answers; every HSM follows, and SDKs of before and after work', async () => {
    const { ready } = cluster;
    const tenant = must(ready.tenants[0], 'a tenant');
    const [before, admin] = [new SdkDoor(ready), adminClient(ready)];
    const { keyId } = await createKey(before, tenant);
    await before.call('EnableKeyRotation', { keyId, rotationPeriodInDays: 90 }, tenant);
    const plaintext = bytes(16);
    const { ciphertextBlob } = await before.call('Encrypt', { keyId, plaintext }, tenant);
    const { nextRotationDate } = await before.call('GetKeyRotationStatus', { keyId }, tenant);

    const state = await admin.advanceClock({ byMs: 91 * DAY_MS, confirm: true });
    expect([state.advanced, state.unacknowledgedNodes ?? [], state.jobsPending]).toEqual([true, [], false]);
    for (const door of [before, new SdkDoor(ready)]) {
      const { rotations } = await door.call('ListKeyRotations', { keyId }, tenant);
      expect(rotations.map(({ rotationDate, rotationType }) => [rotationDate, rotationType])).toEqual([
        [nextRotationDate, 'AUTOMATIC'],
      ]);
      expect(hex((await door.call('Decrypt', { ciphertextBlob }, tenant)).plaintext)).toBe(hex(plaintext));
      const fresh = await door.call('Encrypt', { keyId, plaintext }, tenant);
      const { keyMaterialId } = await door.call('Decrypt', { ciphertextBlob: fresh.ciphertextBlob }, tenant);
      expect(keyMaterialId).toBe(rotations[0]?.keyMaterialId);
      await door.close();
    }
    admin.close();
  });

  it('is shown and moved by `strongroom clock`, which asks for --yes', async () => {
    const { ready, readyFile } = cluster;
    const tenant = must(ready.tenants[1], 'a tenant');
    const door = new GrpcDoor(ready);
    const doomed = await createKey(door, tenant);
    await door.call('ScheduleKeyDeletion', { keyId: doomed.keyId, pendingWindowInDays: 7 }, tenant);
    const show = async () =>
      JSON.parse((await strongroom(readyFile, ['clock', 'show', '--json'])).stdout) as { offsetMs: number };
    const { offsetMs } = await show();

    const refused = await strongroom(readyFile, ['clock', 'advance', '1w']);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain(`would delete KMS key ${doomed.arn}`);
    expect(refused.stderr).toContain('--yes');
    expect((await show()).offsetMs).toBe(offsetMs);

    const moved = await strongroom(readyFile, ['clock', 'advance', '1y', '--yes', '--json']);
    expect([moved.code, moved.stderr]).toEqual([0, '']);
    expect(JSON.parse(moved.stdout)).toMatchObject({
      offsetMs: offsetMs + 365 * DAY_MS,
      destroys: [`delete KMS key ${doomed.arn}`],
      advanced: true,
      unacknowledgedNodes: [],
      jobsPending: false,
    });
    const gone = await refusalOf(door.call('DescribeKey', { keyId: doomed.keyId }, tenant));
    expect(gone.exception).toBe('NotFoundException');
    await door.close();
  });
});
