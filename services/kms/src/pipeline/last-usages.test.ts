import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import { StoreBusyError } from '@strongroom/storage/store.js';
import { TimedJobs } from '../jobs/timed-jobs.js';
import { ACCOUNT_A, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { eventIdOf } from './event-id.js';

const PLAINTEXT = utf8('hello');
const DAY_MS = 86_400_000;

async function newKey({ pipeline, callFor }: FrontEndFixture): Promise<string> {
  const { keyMetadata } = await pipeline.run('CreateKey', await callFor(ACCOUNT_A), {});
  return must(keyMetadata?.keyId, 'a key id');
}

describe('the last use of a key', () => {
  it('is noted without a write, and written by the next flush', async () => {
    const fixture = await frontEndFixture();
    const { pipeline, services, store } = fixture;
    const keyId = await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_A);
    const before = services.clock.now();
    await pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT });
    expect(await store.reads.keyLastUsage(REGION, keyId)).toBeUndefined();
    const { keyLastUsage } = await pipeline.run('GetKeyLastUsage', call, { keyId });
    expect(keyLastUsage).toMatchObject({
      operation: 'Encrypt',
      kmsRequestId: call.requestId,
      cloudTrailEventId: eventIdOf(call.requestId, ACCOUNT_A),
    });
    expect(keyLastUsage?.timestamp).toBeGreaterThanOrEqual(before);
    const changes = await store.reads.changeSeq();
    await services.lastUsages.flush();
    expect(await store.reads.keyLastUsage(REGION, keyId)).toMatchObject({ operation: 'Encrypt' });
    expect((await pipeline.run('GetKeyLastUsage', call, { keyId })).keyLastUsage).toEqual(keyLastUsage);
    // A use outdates nothing: no cache is emptied for it.
    expect(await store.reads.changeSeq()).toBe(changes);
  });

  it('is not one that was refused, dried, or no cryptographic operation', async () => {
    const fixture = await frontEndFixture();
    const { pipeline } = fixture;
    const keyId = await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_A);
    await pipeline.run('DescribeKey', call, { keyId });
    const dryRun = pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT, dryRun: true });
    await expect(dryRun).rejects.toThrow();
    await pipeline.run('DisableKey', call, { keyId });
    await expect(pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT })).rejects.toThrow(/is disabled/);
    expect(await pipeline.run('GetKeyLastUsage', call, { keyId })).not.toHaveProperty('keyLastUsage');
  });

  it('stays noted while the store cannot take it, and goes with its key', async () => {
    const fixture = await frontEndFixture();
    const { pipeline, services, store } = fixture;
    const call = await fixture.callFor(ACCOUNT_A);
    const [kept, gone] = [await newKey(fixture), await newKey(fixture)];
    for (const keyId of [kept, gone]) await pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT });
    const commit = store.commit.bind(store);
    store.commit = () => Promise.reject(new StoreBusyError());
    await services.lastUsages.flush();
    store.commit = commit;
    await pipeline.run('ScheduleKeyDeletion', call, { keyId: gone, pendingWindowInDays: 7 });
    services.clock.adopt(8 * DAY_MS);
    await new TimedJobs(services).run();
    expect(await services.lastUsages.flush()).toBe(0);
    expect(await store.reads.keyLastUsage(REGION, kept)).toBeDefined();
    expect(await store.reads.keyLastUsage(REGION, gone)).toBeUndefined();
  });

  it('that was written does not keep a key from being deleted', async () => {
    const fixture = await frontEndFixture();
    const { pipeline, services, store } = fixture;
    const call = await fixture.callFor(ACCOUNT_A);
    const keyId = await newKey(fixture);
    await pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT });
    await services.lastUsages.flush();
    await pipeline.run('ScheduleKeyDeletion', call, { keyId, pendingWindowInDays: 7 });
    services.clock.adopt(8 * DAY_MS);
    await new TimedJobs(services).run();
    expect(await store.reads.kmsKey(REGION, keyId)).toBeUndefined();
    expect(await store.reads.keyLastUsage(REGION, keyId)).toBeUndefined();
  });

  it('is never replaced by an earlier one of another front end', async () => {
    const data = emptyMemoryData();
    const one = await frontEndFixture({ data });
    const keyId = await newKey(one);
    const call = await one.callFor(ACCOUNT_A);
    const two = await frontEndFixture({ data, frontEndId: 'kms-2' });
    await one.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT });
    two.services.clock.adopt(DAY_MS);
    const later = await two.callFor(ACCOUNT_A);
    await two.pipeline.run('Encrypt', later, { keyId, plaintext: PLAINTEXT });
    await two.services.lastUsages.flush();
    await one.services.lastUsages.flush();
    expect(await one.store.reads.keyLastUsage(REGION, keyId)).toMatchObject({ request_id: later.requestId });
  });

  it('is known since this installation has tracked it, or since the key was created', async () => {
    const data = emptyMemoryData();
    const one = await frontEndFixture({ data });
    const keyId = await newKey(one);
    const call = await one.callFor(ACCOUNT_A);
    const { keyCreationDate, trackingStartDate } = await one.pipeline.run('GetKeyLastUsage', call, { keyId });
    expect(trackingStartDate).toBe(keyCreationDate);
    // Another front end, later: tracking began with the first.
    const two = await frontEndFixture({ data, frontEndId: 'kms-2' });
    expect(two.services.lastUsages.trackedSince).toBe(one.services.lastUsages.trackedSince);
  });
});

describe('the id of an event', () => {
  it('is a UUID of request and account', () => {
    const id = eventIdOf('040cce3e-9ef3-4651-b8cf-e47c9bafdc9b', ACCOUNT_A);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(eventIdOf('040cce3e-9ef3-4651-b8cf-e47c9bafdc9b', '444455556666')).not.toBe(id);
    expect(eventIdOf('140cce3e-9ef3-4651-b8cf-e47c9bafdc9b', ACCOUNT_A)).not.toBe(id);
  });
});
