import { beforeAll, expect, it } from 'vitest';
import { createAlias, createKey, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

const ROTATIONS = 5;

throughEveryDoor('ListKeyRotations', ({ door, a, call, refusal }) => {
  let key: TestKey;
  const materials: string[] = [];
  beforeAll(async () => {
    key = await createKey(door, a);
    const current = async () => (await call('DescribeKey', { keyId: key.keyId })).keyMetadata.currentKeyMaterialId;
    materials.push(await current());
    for (let count = 0; count < ROTATIONS; count += 1) {
      await call('RotateKeyOnDemand', { keyId: key.keyId });
      materials.push(await current());
    }
  });

  it('lists what rotations have made, oldest first', async () => {
    const { rotations, truncated } = await call('ListKeyRotations', { keyId: key.arn });
    expect(truncated).toBe(false);
    expect(rotations.map((rotation) => rotation.keyMaterialId)).toEqual(materials.slice(1));
    const { creationDate } = (await call('DescribeKey', { keyId: key.keyId })).keyMetadata;
    for (const [index, rotation] of rotations.entries()) {
      const state = index === ROTATIONS - 1 ? 'CURRENT' : 'NON_CURRENT';
      expect(rotation).toEqual({
        keyId: key.keyId,
        keyMaterialId: materials[index + 1],
        keyMaterialState: state,
        rotationType: 'ON_DEMAND',
        rotationDate: rotation.rotationDate,
      });
      expect(rotation.rotationDate).toBeGreaterThanOrEqual(creationDate);
    }
  });

  it('with ALL_KEY_MATERIAL also lists the first material, which no rotation has made', async () => {
    const { rotations } = await call('ListKeyRotations', { keyId: key.keyId, includeKeyMaterial: 'ALL_KEY_MATERIAL' });
    expect(rotations.map((rotation) => rotation.keyMaterialId)).toEqual(materials);
    expect(rotations[0]).toEqual({
      keyId: key.keyId,
      keyMaterialId: materials[0],
      keyMaterialState: 'NON_CURRENT',
    });
    const only = await call('ListKeyRotations', { keyId: key.keyId, includeKeyMaterial: 'ROTATIONS_ONLY' });
    expect(only.rotations).toHaveLength(ROTATIONS);
  });

  it.each([1, 2, 4])('pages through all of them once, %i at a time', async (limit) => {
    const seen: string[] = [];
    let marker: string | undefined;
    do {
      const answer = await call('ListKeyRotations', {
        keyId: key.keyId,
        includeKeyMaterial: 'ALL_KEY_MATERIAL',
        limit,
        ...(marker === undefined ? {} : { marker }),
      });
      expect(answer.rotations.length).toBeLessThanOrEqual(limit);
      seen.push(...answer.rotations.map((rotation) => rotation.keyMaterialId));
      marker = answer.truncated ? answer.nextMarker : undefined;
    } while (marker !== undefined);
    expect(seen).toEqual(materials);
  });

  it('is empty for a key that has never rotated', async () => {
    const { keyId } = await createKey(door, a);
    const answer = await call('ListKeyRotations', { keyId });
    expect(answer.truncated).toBe(false);
    expect(answer).not.toHaveProperty('rotations.0');
  });

  it('rejects a marker of another list → InvalidMarkerException', async () => {
    const { nextMarker } = await call('ListKeys', { limit: 1 });
    const refused = await refusal('ListKeyRotations', { keyId: key.keyId, marker: nextMarker });
    expect(refused.exception).toBe('InvalidMarkerException');
  });

  it('rejects a limit of 1001 and an unknown value → ValidationException', async () => {
    const refused = await refusal('ListKeyRotations', {
      keyId: key.keyId,
      limit: 1001,
      includeKeyMaterial: 'EVERYTHING' as never,
    });
    expect(refused.exception).toBe('ValidationException');
    expect(refused.message).toMatch(/^2 validation errors detected: /);
  });

  it('takes no alias → NotFoundException', async () => {
    const alias = await createAlias(door, a, key);
    expect((await refusal('ListKeyRotations', { keyId: alias })).exception).toBe('NotFoundException');
  });
});
