/** Civil time moves forward by command: a key whose time has come is deleted, by a cluster that SDKs still talk to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { adminClient } from '../harness/admin.js';
import { Cluster } from '../harness/cluster.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createAlias, createKey } from '../harness/fixtures.js';
import { waitFor } from '../harness/processes.js';
import { refusalOf } from '../harness/suite.js';

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
    const gone = await waitFor('the key is deleted', 10_000, async () => {
      const outcome = await refusalOf(door.call('DescribeKey', { keyId: going.keyId }, tenant)).catch(() => undefined);
      return outcome;
    });
    expect(gone).toEqual({ exception: 'NotFoundException', message: `Key '${going.arn}' does not exist` });
    expect((await refusalOf(door.call('DescribeKey', { keyId: alias }, tenant))).exception).toBe('NotFoundException');
    const decrypted = await refusalOf(door.call('Decrypt', { ciphertextBlob }, tenant));
    expect(decrypted.exception).toBe('AccessDeniedException');

    const { keyMetadata } = await door.call('CreateKey', {}, tenant);
    expect(keyMetadata.creationDate).toBeGreaterThan(Date.now() + 7 * DAY_MS);
    await door.call('Encrypt', { keyId: staying.keyId, plaintext: bytes(8) }, tenant);
    await door.close();
    admin.close();
  });
});
