/** Ten virtual years in one sitting, in irregular steps: rotations, deletions, and ciphertexts of every age. */
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import { adminClient } from '../harness/admin.js';
import { readAuditTrail } from '../harness/audit-trail.js';
import { Cluster } from '../harness/cluster.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createKey, hex, type TestKey } from '../harness/fixtures.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { refusalOf } from '../harness/suite.js';

const DAY_MS = 86_400_000;
/** Together a little more than ten years; the last one is longer than any waiting period. */
const STEPS_DAYS = [1, 363, 2, 30, 500, 7, 1100, 89, 1, 400, 29, 700, 365, 70];
const WINDOW_DAYS = 7;

interface Sealed {
  readonly key: TestKey;
  readonly plaintext: Uint8Array;
  readonly ciphertextBlob: Uint8Array;
  /** Days since the beginning. */
  readonly day: number;
}

describe('Ten years', () => {
  let cluster: Cluster;
  let door: SdkDoor;
  let admin: AdminClient;
  let tenant: ReadyTenant;
  beforeAll(async () => {
    cluster = await Cluster.start();
    door = new SdkDoor(cluster.ready);
    admin = adminClient(cluster.ready);
    tenant = must(cluster.ready.tenants[0], 'a tenant');
  });
  afterAll(async () => {
    admin.close();
    await door.close();
    await cluster.destroy();
  });

  async function rotating(days: number): Promise<{ key: TestKey; first: number; days: number }> {
    const key = await createKey(door, tenant);
    await door.call('EnableKeyRotation', { keyId: key.keyId, rotationPeriodInDays: days }, tenant);
    const { nextRotationDate } = await door.call('GetKeyRotationStatus', { keyId: key.keyId }, tenant);
    return { key, first: nextRotationDate, days };
  }

  async function seal(key: TestKey, day: number): Promise<Sealed> {
    const plaintext = bytes(32);
    const { ciphertextBlob } = await door.call('Encrypt', { keyId: key.keyId, plaintext }, tenant);
    return { key, plaintext, ciphertextBlob, day };
  }

  it('pass, and everything is as if they had', async () => {
    const [yearly, quarterly] = [await rotating(365), await rotating(90)];
    const pausedForever = await rotating(365);
    await door.call('DisableKey', { keyId: pausedForever.key.keyId }, tenant);
    const sealed = [await seal(yearly.key, 0), await seal(quarterly.key, 0)];
    const doomed: { readonly key: TestKey; readonly sealed: Sealed; readonly deletedOn: number }[] = [];
    let day = 0;
    for (const step of STEPS_DAYS) {
      const key = await createKey(door, tenant);
      const farewell = await seal(key, day);
      const { deletionDate } = await door.call(
        'ScheduleKeyDeletion',
        { keyId: key.keyId, pendingWindowInDays: WINDOW_DAYS },
        tenant,
      );
      doomed.push({ key, sealed: farewell, deletedOn: deletionDate });
      const state = await admin.advanceClock({ byMs: step * DAY_MS, confirm: true });
      expect([state.unacknowledgedNodes ?? [], state.jobsPending]).toEqual([[], false]);
      day += step;
      sealed.push(await seal(yearly.key, day), await seal(quarterly.key, day));
    }
    expect(day).toBeGreaterThanOrEqual(3650);

    const materialsByKey = new Map<string, { readonly id: string; readonly from: number }[]>();
    for (const { key, first, days } of [yearly, quarterly]) {
      const { keyId } = key;
      const all = { keyId, includeKeyMaterial: 'ALL_KEY_MATERIAL' } as const;
      const { rotations } = await door.call('ListKeyRotations', all, tenant);
      const expected = Array.from({ length: Math.floor(day / days) }, (_, index) => first + index * days * DAY_MS);
      expect(rotations.slice(1).map((rotation) => rotation.rotationDate)).toEqual(expected);
      expect(new Set(rotations.slice(1).map((rotation) => rotation.rotationType))).toEqual(new Set(['AUTOMATIC']));
      materialsByKey.set(
        keyId,
        rotations.map((rotation, index) => ({
          id: rotation.keyMaterialId,
          from: index === 0 ? 0 : rotation.rotationDate,
        })),
      );
    }
    // Rotation began a moment after day 0: a material is in use from its rotation date on.
    const begin = yearly.first - 365 * DAY_MS;
    for (const each of sealed) {
      const opened = await door.call('Decrypt', { ciphertextBlob: each.ciphertextBlob }, tenant);
      expect(hex(opened.plaintext)).toBe(hex(each.plaintext));
      const materials = must(materialsByKey.get(each.key.keyId), 'the key');
      const current = materials.filter(({ from }) => from <= begin + each.day * DAY_MS + DAY_MS / 2).at(-1);
      expect(opened.keyMaterialId).toBe(current?.id);
    }

    for (const { key, sealed: farewell } of doomed) {
      expect((await refusalOf(door.call('DescribeKey', { keyId: key.keyId }, tenant))).exception).toBe(
        'NotFoundException',
      );
      const decrypted = await refusalOf(door.call('Decrypt', { ciphertextBlob: farewell.ciphertextBlob }, tenant));
      expect(decrypted.exception).toBe('AccessDeniedException');
    }
    const { rotations: none } = await door.call('ListKeyRotations', { keyId: pausedForever.key.keyId }, tenant);
    expect(none).toEqual([]);

    const events = readAuditTrail(dirname(dirname(cluster.ready.kms.caFile)));
    const of = (name: string, arn: string) =>
      events.filter((event) => event.name === name && event.resources?.includes(arn) === true).map(({ time }) => time);
    expect(of('RotateKey', yearly.key.arn)).toEqual(
      materialsByKey
        .get(yearly.key.keyId)
        ?.slice(1)
        .map(({ from }) => from),
    );
    for (const { key, deletedOn } of doomed) {
      expect(of('DeleteKey', key.arn)).toEqual([deletedOn]);
    }
  });
});
