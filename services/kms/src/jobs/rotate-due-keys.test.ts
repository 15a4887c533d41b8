import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { HsmError } from '@strongroom/core/errors.js';
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import { StoreUnavailableError } from '@strongroom/storage/store.js';
import { ACCOUNT_A, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { TimedJobs } from './timed-jobs.js';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

async function rotatingKey(fixture: FrontEndFixture, periodDays = 365) {
  const call = await fixture.callFor(ACCOUNT_A);
  const { keyMetadata } = await fixture.pipeline.run('CreateKey', call, {});
  const keyId = must(keyMetadata?.keyId, 'a key id');
  await fixture.pipeline.run('EnableKeyRotation', call, { keyId, rotationPeriodInDays: periodDays });
  const status = await fixture.pipeline.run('GetKeyRotationStatus', call, { keyId });
  const dates = async (): Promise<(number | undefined)[]> => {
    const { rotations } = await fixture.pipeline.run('ListKeyRotations', call, { keyId });
    return must(rotations, 'a list').map((rotation) => rotation.rotationDate);
  };
  const nextDate = async (): Promise<number | undefined> =>
    (await fixture.pipeline.run('GetKeyRotationStatus', call, { keyId })).nextRotationDate;
  return { call, keyId, first: must(status.nextRotationDate, 'a date'), dates, nextDate };
}

describe('automatic rotation', () => {
  it('happens once per due date, at its own date, with its event', async () => {
    const fixture = await frontEndFixture();
    const { services, store } = fixture;
    const jobs = new TimedJobs(services);
    const { keyId, first, dates, nextDate } = await rotatingKey(fixture);
    services.clock.adopt(YEAR_MS - 60_000);
    await jobs.run();
    expect(await dates()).toEqual([]);
    services.clock.adopt(4 * YEAR_MS + DAY_MS);
    await jobs.run();
    const due = [0, 1, 2, 3].map((year) => first + year * YEAR_MS);
    expect(await dates()).toEqual(due);
    expect(await nextDate()).toBe(first + 4 * YEAR_MS);
    const row = must(await store.reads.kmsKey(REGION, keyId), 'the key');
    const materials = await store.reads.keyMaterials(REGION, keyId);
    expect(materials.filter((material) => material.material_state === 'CURRENT')).toMatchObject([
      { material_id: row.current_material_id, rotated_at: due[3], rotation_type: 'AUTOMATIC' },
    ]);
    const events = (await fixture.events()).filter((event) => event.name === 'RotateKey');
    expect(events.map((event) => event.time)).toEqual(due);
    expect(events[3]).toMatchObject({
      account: ACCOUNT_A,
      principal: 'kms.amazonaws.com',
      parameters: { keyId, rotationType: 'AUTOMATIC', currentKeyMaterialId: row.current_material_id },
    });
  });

  it('pauses while the key is disabled or pending deletion; one rotation makes up for it afterwards', async () => {
    const fixture = await frontEndFixture();
    const { pipeline, services } = fixture;
    const jobs = new TimedJobs(services);
    const { call, keyId, first, dates, nextDate } = await rotatingKey(fixture);
    await pipeline.run('DisableKey', call, { keyId });
    services.clock.adopt(YEAR_MS / 2);
    await pipeline.run('EnableKey', call, { keyId });
    expect(await nextDate()).toBe(first);
    await pipeline.run('ScheduleKeyDeletion', call, { keyId, pendingWindowInDays: 30 });
    const pending = await pipeline.run('GetKeyRotationStatus', call, { keyId });
    expect(pending).toEqual({ keyId: expect.stringContaining(keyId) as string, keyRotationEnabled: false });
    await pipeline.run('CancelKeyDeletion', call, { keyId });
    expect(await pipeline.run('GetKeyRotationStatus', call, { keyId })).toMatchObject({
      keyRotationEnabled: true,
      rotationPeriodInDays: 365,
      nextRotationDate: first,
    });
    services.clock.adopt(3 * YEAR_MS + YEAR_MS / 2);
    await jobs.run();
    expect(await dates()).toEqual([]);
    const enabledAt = services.clock.now();
    await pipeline.run('EnableKey', call, { keyId });
    await jobs.run();
    const [date, ...more] = await dates();
    expect(more).toEqual([]);
    expect(date).toBeGreaterThanOrEqual(enabledAt);
    expect(await nextDate()).toBe(must(date, 'a rotation') + YEAR_MS);
  });

  it('waits for an HSM and happens when there is one', async () => {
    const fixture = await frontEndFixture();
    const jobs = new TimedJobs(fixture.services);
    const { first, dates } = await rotatingKey(fixture);
    fixture.setNodes(false);
    fixture.services.clock.adopt(YEAR_MS);
    await jobs.run();
    expect([await dates(), await jobs.isDue()]).toEqual([[], true]);
    fixture.setNodes(true);
    await jobs.run();
    expect([await dates(), await jobs.isDue()]).toEqual([[first], false]);
  });

  it('leaves the old material where the HSM or the commit fails', async () => {
    const fixture = await frontEndFixture();
    const { services, store } = fixture;
    const jobs = new TimedJobs(services);
    const { keyId, first, dates } = await rotatingKey(fixture);
    services.clock.adopt(YEAR_MS);
    const before = [await store.reads.kmsKey(REGION, keyId), await store.reads.keyMaterials(REGION, keyId)];
    const commit = store.commit.bind(store);
    store.commit = () => Promise.reject(new StoreUnavailableError('the disk is full'));
    await jobs.run();
    store.commit = commit;
    expect([await store.reads.kmsKey(REGION, keyId), await store.reads.keyMaterials(REGION, keyId)]).toEqual(before);
    await jobs.run();
    expect(await dates()).toEqual([first]);
  });

  it('happens once where two front ends look at the same time', async () => {
    const data = emptyMemoryData();
    const one = await frontEndFixture({ data });
    const { first, keyId } = await rotatingKey(one);
    const two = await frontEndFixture({ data, frontEndId: 'kms-2' });
    one.services.clock.adopt(2 * YEAR_MS + DAY_MS);
    two.services.clock.adopt(2 * YEAR_MS + DAY_MS);
    const runners = [one, two].map(({ services }) => new TimedJobs(services));
    // Whoever loses a race looks again in its next pass.
    for (let pass = 0; pass < 3; pass += 1) await Promise.all(runners.map((jobs) => jobs.run()));
    const materials = await one.store.reads.keyMaterials(REGION, keyId);
    expect(materials.map((material) => material.rotated_at).sort()).toEqual([first, first + YEAR_MS, null]);
    const events = [...(await one.events()), ...(await two.events())].filter((event) => event.name === 'RotateKey');
    expect(events).toHaveLength(2);
  });

  it('of a tenant whose slot fails asks for three keys in a pass, and for no more', async () => {
    const fixture = await frontEndFixture();
    for (let key = 0; key < 5; key += 1) await rotatingKey(fixture);
    fixture.services.clock.adopt(YEAR_MS + DAY_MS);
    let asked = 0;
    fixture.setHsm(({ command }) => {
      if (command === SLOT_COMMAND.GENERATE_BACKING_KEY) asked += 1;
      return Promise.reject(new HsmError('DEADLINE_EXCEEDED'));
    });
    await new TimedJobs(fixture.services).run();
    expect(asked).toBe(3);
  });

  it('of one key that always fails does not keep the later ones from rotating', async () => {
    const fixture = await frontEndFixture();
    const keys = [await rotatingKey(fixture), await rotatingKey(fixture), await rotatingKey(fixture)];
    const [failing, ...others] = keys;
    fixture.services.clock.adopt(YEAR_MS + DAY_MS);
    const commit = fixture.store.commit.bind(fixture.store);
    fixture.store.commit = (unit) =>
      Buffer.from(unit.event).includes(`"${failing?.keyId ?? ''}"`)
        ? Promise.reject(new StoreUnavailableError('not this key'))
        : commit(unit);
    const jobs = new TimedJobs(fixture.services);
    await jobs.run();
    fixture.store.commit = commit;
    const rotations = () => Promise.all(keys.map(({ dates }) => dates()));
    expect(await rotations()).toEqual([[], ...others.map(({ first }) => [first])]);
    await jobs.run();
    expect(await rotations()).toEqual(keys.map(({ first }) => [first]));
  });
});
