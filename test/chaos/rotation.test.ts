/** Everything is killed while years of rotations are made up for: each is there once, and no ciphertext is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { adminClient } from '../harness/admin.js';
import { readAuditTrail } from '../harness/audit-trail.js';
import { Cluster } from '../harness/cluster.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createKey, hex, type TestKey } from '../harness/fixtures.js';
import { waitFor } from '../harness/processes.js';

const DAY_MS = 86_400_000;
const PERIOD_DAYS = 90;
const KEYS = 40;
const ROTATIONS_EACH = 20;

describe('kill -9 in the middle of rotations', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('loses none and doubles none, and old ciphertexts decrypt', async () => {
    const plaintext = bytes(32);
    let cluster = await Cluster.start({ dataDir });
    const tenant = must(cluster.ready.tenants[0], 'a tenant');
    let door = new SdkDoor(cluster.ready);
    const keys: { key: TestKey; first: number; ciphertextBlob: Uint8Array }[] = [];
    for (let count = 0; count < KEYS; count += 1) {
      const key = await createKey(door, tenant);
      const { keyId } = key;
      await door.call('EnableKeyRotation', { keyId, rotationPeriodInDays: PERIOD_DAYS }, tenant);
      const { nextRotationDate: first } = await door.call('GetKeyRotationStatus', { keyId }, tenant);
      const { ciphertextBlob } = await door.call('Encrypt', { keyId, plaintext }, tenant);
      keys.push({ key, first, ciphertextBlob });
    }
    const rotationsOf = async (keyId: string): Promise<number[]> => {
      const { rotations } = await door.call('ListKeyRotations', { keyId }, tenant);
      return rotations.map((rotation) => rotation.rotationDate);
    };
    const admin = adminClient(cluster.ready);
    const byMs = (ROTATIONS_EACH * PERIOD_DAYS + 1) * DAY_MS;
    const advancing = admin.advanceClock({ byMs, confirm: true }).catch(() => undefined);
    const last = must(keys.at(-1), 'a key');
    await waitFor(
      'the last key has rotated once',
      60_000,
      async () => ((await rotationsOf(last.key.keyId)).length > 0 ? true : undefined),
      1,
    );
    await cluster.killAll();
    await advancing;
    admin.close();
    await door.close();
    await cluster.destroy();

    cluster = await Cluster.start({ dataDir });
    try {
      door = new SdkDoor(cluster.ready);
      await waitFor('every key has caught up', 120_000, async () => {
        const counts = await Promise.all(keys.map(async ({ key }) => (await rotationsOf(key.keyId)).length));
        return counts.every((count) => count >= ROTATIONS_EACH) ? true : undefined;
      });
      for (const { key, first, ciphertextBlob } of keys) {
        const dates = Array.from({ length: ROTATIONS_EACH }, (_, index) => first + index * PERIOD_DAYS * DAY_MS);
        expect(await rotationsOf(key.keyId)).toEqual(dates);
        expect(hex((await door.call('Decrypt', { ciphertextBlob }, tenant)).plaintext)).toBe(hex(plaintext));
        const { ciphertextBlob: fresh } = await door.call('Encrypt', { keyId: key.keyId, plaintext }, tenant);
        await door.call('Decrypt', { ciphertextBlob: fresh }, tenant);
      }
      await door.close();
      await cluster.stop();
    } finally {
      await cluster.destroy();
    }
    const rotated = readAuditTrail(dataDir).filter((event) => event.name === 'RotateKey');
    expect(rotated).toHaveLength(KEYS * ROTATIONS_EACH);
  });
});
