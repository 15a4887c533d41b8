import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { importKeyMaterialResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { encodeImportToken } from '../keys/import-token.js';
import { ACCOUNT_A, frontEndFixture, REGION, REGION_2 } from '../testing/front-end-fixture.js';
import { TimedJobs } from './timed-jobs.js';

const DAY_MS = 86_400_000;
const [ONE, TWO] = [1, 2] as const;

/** A primary with imported material and its replica, which is Creating until the jobs run. */
async function replicated() {
  const fixture = await frontEndFixture({ regions: [REGION, REGION_2] });
  const { pipeline, services, store } = fixture;
  let arriving = 0;
  fixture.setHsm(({ command }) =>
    Promise.resolve(
      command === SLOT_COMMAND.IMPORT_KEY_MATERIAL
        ? importKeyMaterialResult.write({ materialId: new Uint8Array(32).fill(arriving), ekt: utf8('an EKT') })
        : utf8('a slot token'),
    ),
  );
  const here = await fixture.callFor(ACCOUNT_A);
  const there = { ...here, region: must(services.regions.get(REGION_2), 'the Region') };
  const { keyMetadata } = await pipeline.run('CreateKey', here, { origin: 'EXTERNAL', multiRegion: true });
  const keyId = must(keyMetadata?.keyId, 'a key id');
  const importInto = async (call: typeof here, material: number, importType?: 'NEW_KEY_MATERIAL'): Promise<void> => {
    arriving = material;
    await pipeline.run('ImportKeyMaterial', call, {
      keyId,
      importToken: encodeImportToken({ materialId: new Uint8Array(32), ekt: utf8('a wrapping key') }),
      encryptedKeyMaterial: new Uint8Array(256),
      expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      ...(importType === undefined ? {} : { importType }),
    });
  };
  await importInto(here, ONE);
  await pipeline.run('ReplicateKey', here, { keyId, replicaRegion: REGION_2 });
  const jobs = new TimedJobs(services);
  const run = () => jobs.run();
  const stateOf = async (region: string) => (await store.reads.kmsKey(region, keyId))?.key_state;
  const materialsOf = async (region: string) =>
    (await store.reads.keyMaterials(region, keyId))
      .toSorted((a, b) => a.material_id.localeCompare(b.material_id))
      .map(({ material_state, import_state }) => [material_state, import_state]);
  return { ...fixture, here, there, keyId, importInto, run, stateOf, materialsOf };
}

const MISSING_ELSEWHERE = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';

describe('a replica of imported material', () => {
  it('expects all material of its primary, also what was imported while it was being created', async () => {
    const { pipeline, here, there, keyId, importInto, run, stateOf, materialsOf } = await replicated();
    await importInto(here, TWO, 'NEW_KEY_MATERIAL');
    expect(await materialsOf(REGION_2)).toEqual([]);
    await run();
    expect(await stateOf(REGION_2)).toBe('PendingImport');
    const absent = 'PENDING_IMPORT';
    expect(await materialsOf(REGION_2)).toEqual([
      ['CURRENT', absent],
      [MISSING_ELSEWHERE, absent],
    ]);
    await importInto(there, ONE);
    await importInto(there, TWO);
    await pipeline.run('RotateKeyOnDemand', here, { keyId });
    const rotated = [
      ['NON_CURRENT', 'IMPORTED'],
      ['CURRENT', 'IMPORTED'],
    ];
    expect([await materialsOf(REGION), await materialsOf(REGION_2)]).toEqual([rotated, rotated]);
  });

  it('whose deletion was cancelled goes on being created, and is meanwhile in no rotation’s way', async () => {
    const { pipeline, here, there, keyId, importInto, run, stateOf, materialsOf } = await replicated();
    await pipeline.run('ScheduleKeyDeletion', there, { keyId });
    await run();
    await importInto(here, TWO, 'NEW_KEY_MATERIAL');
    await pipeline.run('RotateKeyOnDemand', here, { keyId });
    await pipeline.run('CancelKeyDeletion', there, { keyId });
    expect(await stateOf(REGION_2)).toBe('Creating');
    await run();
    expect(await stateOf(REGION_2)).toBe('PendingImport');
    expect(await materialsOf(REGION_2)).toEqual([
      ['NON_CURRENT', 'PENDING_IMPORT'],
      ['CURRENT', 'PENDING_IMPORT'],
    ]);
  });

  it('once it is deleted keeps no material from its rotation', async () => {
    const { pipeline, services, here, there, keyId, importInto, run, stateOf, materialsOf } = await replicated();
    await run();
    await importInto(there, ONE);
    await importInto(here, TWO, 'NEW_KEY_MATERIAL');
    expect((await materialsOf(REGION))[1]).toEqual([MISSING_ELSEWHERE, 'IMPORTED']);
    await pipeline.run('ScheduleKeyDeletion', there, { keyId, pendingWindowInDays: 7 });
    await run();
    expect((await materialsOf(REGION))[1]).toEqual([MISSING_ELSEWHERE, 'IMPORTED']);
    services.clock.adopt(7 * DAY_MS + 1);
    await run();
    expect(await stateOf(REGION_2)).toBeUndefined();
    expect((await materialsOf(REGION))[1]).toEqual(['PENDING_ROTATION', 'IMPORTED']);
    await pipeline.run('RotateKeyOnDemand', here, { keyId });
    expect((await materialsOf(REGION))[1]).toEqual(['CURRENT', 'IMPORTED']);
  });
});
