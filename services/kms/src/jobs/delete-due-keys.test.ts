import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { ACCOUNT_A, frontEndFixture, REGION } from '../testing/front-end-fixture.js';
import { TimedJobs } from './timed-jobs.js';

const DAY_MS = 86_400_000;

describe('deletion when its time comes', () => {
  it('takes the key, its material, aliases and tags, and nothing else', async () => {
    const fixture = await frontEndFixture();
    const { pipeline, services, store } = fixture;
    const call = await fixture.callFor(ACCOUNT_A);
    const create = async (alias: string): Promise<string> => {
      const { keyMetadata } = await pipeline.run('CreateKey', call, { tags: [{ tagKey: 'a', tagValue: 'b' }] });
      const keyId = must(keyMetadata?.keyId, 'a key id');
      await pipeline.run('CreateAlias', call, { aliasName: alias, targetKeyId: keyId });
      return keyId;
    };
    const doomed = await create('alias/doomed');
    const spared = await create('alias/spared');
    const material = must((await store.reads.keyMaterials(REGION, doomed))[0], 'a material').material_id;
    await pipeline.run('ScheduleKeyDeletion', call, { keyId: doomed, pendingWindowInDays: 7 });
    const jobs = new TimedJobs(services);
    await jobs.run();
    expect(await store.reads.kmsKey(REGION, doomed)).toBeDefined();
    services.clock.adopt(7 * DAY_MS + 1);
    await jobs.run();
    expect(await store.reads.kmsKey(REGION, doomed)).toBeUndefined();
    expect(await store.reads.keyMaterials(REGION, doomed)).toEqual([]);
    expect(await store.reads.tags(REGION, doomed)).toEqual([]);
    expect(await store.reads.alias(REGION, ACCOUNT_A, 'alias/doomed')).toBeUndefined();
    expect(fixture.forgotten).toEqual([material]);
    await expect(pipeline.run('DescribeKey', call, { keyId: doomed })).rejects.toThrow(/does not exist/);
    await pipeline.run('Encrypt', call, { keyId: 'alias/spared', plaintext: new Uint8Array(1) });
    expect((await store.reads.keyMaterials(REGION, spared)).length).toBe(1);
    expect((await fixture.events()).filter((event) => event.name === 'DeleteKey')).toHaveLength(1);
  });

  it('spares a key whose deletion is cancelled in the same moment', async () => {
    const fixture = await frontEndFixture();
    const { pipeline, services, store } = fixture;
    const call = await fixture.callFor(ACCOUNT_A);
    const { keyMetadata } = await pipeline.run('CreateKey', call, {});
    const keyId = must(keyMetadata?.keyId, 'a key id');
    await pipeline.run('ScheduleKeyDeletion', call, { keyId, pendingWindowInDays: 7 });
    services.clock.adopt(7 * DAY_MS + 1);
    // Both decide on the same row version; exactly one of them commits.
    const [cancelled] = await Promise.allSettled([
      pipeline.run('CancelKeyDeletion', call, { keyId }),
      new TimedJobs(services).run(),
    ]);
    const exists = (await store.reads.kmsKey(REGION, keyId)) !== undefined;
    expect(exists).toBe(cancelled.status === 'fulfilled');
    const deletions = (await fixture.events()).filter((event) => event.name === 'DeleteKey');
    expect(deletions).toHaveLength(exists ? 0 : 1);
  });
});
