import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { generateBackingKeyResult } from '@strongroom/proto/slot-protocol.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { ACCOUNT_A, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { keyEntity } from './key-record.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

async function given() {
  const fixture = await frontEndFixture();
  const call = await fixture.callFor(ACCOUNT_A);
  const { keyMetadata } = await fixture.pipeline.run('CreateKey', call, {});
  return { ...fixture, call, keyId: must(keyMetadata?.keyId, 'a key id'), arn: must(keyMetadata?.arn, 'an ARN') };
}

async function refusal(promise: Promise<unknown>): Promise<KmsError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof KmsError) return error;
  throw new Error('expected a refusal', { cause: error });
}

/** What no operation makes yet: other specs and origins, states, imported material. */
async function change(
  { store }: FrontEndFixture,
  keyId: string,
  set: Partial<KmsKeyRow>,
  ...writes: Write[]
): Promise<void> {
  const update = { kind: 'update', table: 'kms_keys', match: { key_id: keyId }, set, rows: 1 } as const;
  const entities = [keyEntity(REGION, keyId)];
  const outcome = await store.commit({ event: EMPTY_BYTES, writes: [update, ...writes], entities });
  expect(outcome.kind).toBe('committed');
}

describe('the rotation period', () => {
  it('counts from the day on which rotation was enabled, and so does another period', async () => {
    const { pipeline, services, call, keyId } = await given();
    const next = async () => (await pipeline.run('GetKeyRotationStatus', call, { keyId })).nextRotationDate;
    const enabledAt = services.clock.now();
    await pipeline.run('EnableKeyRotation', call, { keyId, rotationPeriodInDays: 2560 });
    const first = must(await next(), 'a date');
    expect(first - enabledAt).toBeGreaterThanOrEqual(2560 * DAY_MS);
    services.clock.adopt(100 * DAY_MS);
    await pipeline.run('EnableKeyRotation', call, { keyId, rotationPeriodInDays: 200 });
    expect(await next()).toBe(first - (2560 - 200) * DAY_MS);
    await pipeline.run('EnableKeyRotation', call, { keyId });
    expect(await next()).toBe(first - (2560 - 365) * DAY_MS);
  });

  it('that has ended already, because it was made shorter, makes the key rotate now and not in the past', async () => {
    const { pipeline, services, call, keyId } = await given();
    await pipeline.run('EnableKeyRotation', call, { keyId });
    services.clock.adopt(300 * DAY_MS);
    const shortenedAt = services.clock.now();
    await pipeline.run('EnableKeyRotation', call, { keyId, rotationPeriodInDays: 90 });
    const { nextRotationDate } = await pipeline.run('GetKeyRotationStatus', call, { keyId });
    expect(nextRotationDate).toBeGreaterThanOrEqual(shortenedAt);
    expect(nextRotationDate).toBeLessThanOrEqual(services.clock.now());
  });
});

describe('RotateKeyOnDemand', () => {
  it('within 20 minutes of the automatic rotation → ConflictException', async () => {
    const { pipeline, services, call, keyId } = await given();
    await pipeline.run('EnableKeyRotation', call, { keyId, rotationPeriodInDays: 90 });
    services.clock.adopt(90 * DAY_MS - 21 * MINUTE_MS);
    await pipeline.run('RotateKeyOnDemand', call, { keyId });
    services.clock.adopt(90 * DAY_MS - 19 * MINUTE_MS);
    const refused = await refusal(pipeline.run('RotateKeyOnDemand', call, { keyId }));
    expect(refused.exception).toBe('ConflictException');
    expect(refused.message).toContain('within the next 20 minutes');
  });

  it('shows when it began while it is in progress', async () => {
    const { pipeline, services, setHsm, call, keyId } = await given();
    let answer: (payload: Uint8Array) => void = () => undefined;
    setHsm(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const beganAt = services.clock.now();
    const rotating = pipeline.run('RotateKeyOnDemand', call, { keyId });
    // The request is with the HSM when the turns that are due have passed.
    await new Promise<void>((resolve) => {
      services.monotonic.nextTurn(resolve);
    });
    const during = await pipeline.run('GetKeyRotationStatus', call, { keyId });
    expect(during.onDemandRotationStartDate).toBeGreaterThanOrEqual(beganAt);
    answer(generateBackingKeyResult.write({ materialId: services.rng.bytes(32), ekt: utf8('an EKT') }));
    await rotating;
    expect(await pipeline.run('GetKeyRotationStatus', call, { keyId })).not.toHaveProperty('onDemandRotationStartDate');
  });

  it('two at once rotate one after the other', async () => {
    const { pipeline, store, call, keyId } = await given();
    await Promise.all([
      pipeline.run('RotateKeyOnDemand', call, { keyId }),
      pipeline.run('RotateKeyOnDemand', call, { keyId }),
    ]);
    const materials = await store.reads.keyMaterials(REGION, keyId);
    expect(materials.map((material) => material.material_state).sort()).toEqual([
      'CURRENT',
      'NON_CURRENT',
      'NON_CURRENT',
    ]);
    expect(await store.reads.kmsKey(REGION, keyId)).toMatchObject({ on_demand_rotations: 2 });
  });

  it('makes imported material current that waits for it, without an HSM', async () => {
    const fixture = await given();
    const { pipeline, store, setHsm, call, keyId } = fixture;
    const [first] = await store.reads.keyMaterials(REGION, keyId);
    const pending: KeyMaterialRow = {
      ...must(first, 'a material'),
      material_id: '7'.repeat(64),
      material_state: 'PENDING_ROTATION',
      import_state: 'IMPORTED',
      description: 'the next one',
      expiration_model: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    };
    await change(fixture, keyId, { origin: 'EXTERNAL' }, { kind: 'insert', table: 'key_materials', row: pending });
    setHsm(() => Promise.reject(new Error('no HSM has a part in this')));
    const list = async () =>
      (await pipeline.run('ListKeyRotations', call, { keyId, includeKeyMaterial: 'ALL_KEY_MATERIAL' })).rotations;
    const waiting = {
      keyId,
      keyMaterialId: pending.material_id,
      keyMaterialDescription: 'the next one',
      importState: 'IMPORTED',
      expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    };
    expect((await list())?.[1]).toEqual({ ...waiting, keyMaterialState: 'PENDING_ROTATION' });
    await pipeline.run('RotateKeyOnDemand', call, { keyId });
    expect(await list()).toMatchObject([
      { keyMaterialState: 'NON_CURRENT' },
      { ...waiting, keyMaterialState: 'CURRENT', rotationType: 'ON_DEMAND' },
    ]);
    const { keyMetadata } = await pipeline.run('DescribeKey', call, { keyId });
    expect(keyMetadata?.currentKeyMaterialId).toBe(pending.material_id);
  });

  it('of imported material without any that waits → UnsupportedOperationException', async () => {
    const fixture = await given();
    const { pipeline, call, keyId, arn } = fixture;
    await change(fixture, keyId, { origin: 'EXTERNAL' });
    const refused = await refusal(pipeline.run('RotateKeyOnDemand', call, { keyId }));
    expect([refused.exception, refused.message]).toEqual([
      'UnsupportedOperationException',
      `No available key material pending rotation for the key: ${arn}.`,
    ]);
  });
});

describe('keys that do not rotate, and states that only other origins have', () => {
  const AUTOMATIC = ['EnableKeyRotation', 'DisableKeyRotation'] as const;
  const OF_IMPORTED = ['RotateKeyOnDemand', 'GetKeyRotationStatus', 'ListKeyRotations'] as const;

  it.each([...AUTOMATIC, ...OF_IMPORTED])('%s of an asymmetric key → UnsupportedOperationException', async (name) => {
    const fixture = await given();
    const { pipeline, call, keyId, arn } = fixture;
    await change(fixture, keyId, { key_spec: 'RSA_2048', key_usage: 'SIGN_VERIFY' });
    const refused = await refusal(pipeline.run(name, call, { keyId }));
    expect([refused.exception, refused.message]).toEqual([
      'UnsupportedOperationException',
      `${arn} key spec is RSA_2048 which is not valid for this operation.`,
    ]);
  });

  it.each([
    ...AUTOMATIC.map((name) => [name, 'EXTERNAL', 'Enabled'] as const),
    ...AUTOMATIC.map((name) => [name, 'EXTERNAL', 'PendingImport'] as const),
    ['GetKeyRotationStatus', 'EXTERNAL', 'PendingImport'] as const,
    ...[...AUTOMATIC, ...OF_IMPORTED].map((name) => [name, 'AWS_CLOUDHSM', 'Unavailable'] as const),
    ...[...AUTOMATIC, ...OF_IMPORTED].map((name) => [name, 'EXTERNAL_KEY_STORE', 'Enabled'] as const),
  ])('%s of origin %s, %s → UnsupportedOperationException', async (name, origin, state) => {
    const fixture = await given();
    const { pipeline, call, keyId, arn } = fixture;
    await change(fixture, keyId, { origin, key_state: state });
    const refused = await refusal(pipeline.run(name, call, { keyId }));
    expect([refused.exception, refused.message]).toEqual([
      'UnsupportedOperationException',
      `${arn} origin is ${origin} which is not valid for this operation.`,
    ]);
  });

  it.each([
    ['RotateKeyOnDemand', 'PendingImport', 'is pending import.'],
    ['RotateKeyOnDemand', 'Creating', 'is creating.'],
    ['EnableKeyRotation', 'Creating', 'is creating.'],
    ['DisableKeyRotation', 'Creating', 'is creating.'],
    ['EnableKeyRotation', 'PendingReplicaDeletion', 'is pending deletion.'],
  ] as const)('%s of a key that is %s → KMSInvalidStateException', async (name, state, text) => {
    const fixture = await given();
    const { pipeline, call, keyId, arn } = fixture;
    await change(fixture, keyId, { origin: state === 'PendingImport' ? 'EXTERNAL' : 'AWS_KMS', key_state: state });
    const refused = await refusal(pipeline.run(name, call, { keyId }));
    expect([refused.exception, refused.message]).toEqual(['KMSInvalidStateException', `${arn} ${text}`]);
  });

  it.each(['Updating', 'Creating', 'PendingReplicaDeletion'])('GetKeyRotationStatus answers for %s', async (state) => {
    const fixture = await given();
    const { pipeline, call, keyId, arn } = fixture;
    await change(fixture, keyId, { key_state: state });
    expect(await pipeline.run('GetKeyRotationStatus', call, { keyId })).toEqual({
      keyId: arn,
      keyRotationEnabled: false,
    });
  });
});
