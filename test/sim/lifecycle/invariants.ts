/** What holds after every step: the service tells of itself what the model knows, and no ciphertext is lost. */
import { expect } from 'vitest';
import type { RotationsListEntry } from '@strongroom/proto/gen/kms-types.js';
import { dueAt, type Model } from './model.js';
import { KINDS, type ModelKey, type ModelMaterial } from './model-types.js';
import type { Remembered, System } from './system.js';

export async function checkInvariants(model: Model, system: System): Promise<void> {
  for (const modelKey of model.keys) {
    await checkRotations(system, modelKey);
    await checkStatus(system, modelKey);
    await checkMetadata(system, modelKey);
  }
  for (const { keyId } of model.deleted) await system.attempt('DescribeKey', { keyId }, 'NotFoundException');
  const { keys = [] } = await system.call('ListKeys', {});
  expect(keys.map(({ keyId }) => keyId).sort()).toEqual(model.keys.map(({ keyId }) => keyId).sort());
  await checkAliases(model, system);
  for (const each of system.remembered) await checkRemembered(model, system, each);
}

/** Where the service has made material, this is where the model hears its id. */
async function checkRotations(system: System, modelKey: ModelKey): Promise<void> {
  const { keyId, kind, materials } = modelKey;
  if (KINDS[kind].keySpec !== 'SYMMETRIC_DEFAULT') {
    await system.attempt('ListKeyRotations', { keyId }, 'UnsupportedOperationException');
    return;
  }
  const all = await system.call('ListKeyRotations', { keyId, includeKeyMaterial: 'ALL_KEY_MATERIAL' });
  const listed = all.rotations ?? [];
  for (const material of materials) if (material.id === '') material.id = newId(listed, materials, material);
  expect(byId(listed)).toEqual(byId(materials.map((material) => expectedEntry(modelKey, material))));
  const { rotations = [] } = await system.call('ListKeyRotations', { keyId });
  const dates = materials.flatMap(({ rotation }) => rotation?.at ?? []);
  expect(rotations.map(({ rotationDate }) => rotationDate)).toEqual(dates.sort((a, b) => a - b));
}

function newId(
  listed: readonly RotationsListEntry[],
  materials: readonly ModelMaterial[],
  { rotation }: ModelMaterial,
): string {
  const known = new Set(materials.map(({ id }) => id));
  const unknown = listed.filter(({ keyMaterialId = '' }) => !known.has(keyMaterialId));
  const found = unknown.find((each) => each.rotationDate === rotation?.at && each.rotationType === rotation?.type);
  return found?.keyMaterialId ?? 'the service has no such material';
}

function expectedEntry({ keyId, kind }: ModelKey, material: ModelMaterial): RotationsListEntry {
  const { id, state, present, validTo, rotation } = material;
  const expirationModel = validTo === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES';
  return {
    keyId,
    keyMaterialId: id,
    keyMaterialState: state,
    ...(KINDS[kind].origin === 'EXTERNAL' ? { importState: present ? 'IMPORTED' : 'PENDING_IMPORT' } : {}),
    ...(KINDS[kind].origin === 'EXTERNAL' && present ? { expirationModel } : {}),
    ...(validTo === undefined ? {} : { validTo }),
    ...(rotation === undefined ? {} : { rotationDate: rotation.at, rotationType: rotation.type }),
  };
}

function byId(entries: readonly RotationsListEntry[]): RotationsListEntry[] {
  return [...entries].sort((a, b) => ((a.keyMaterialId ?? '') < (b.keyMaterialId ?? '') ? -1 : 1));
}

async function checkStatus(system: System, { keyId, arn, kind, state, period }: ModelKey): Promise<void> {
  const { keySpec, origin } = KINDS[kind];
  const isUnsupported = keySpec !== 'SYMMETRIC_DEFAULT' || (origin === 'EXTERNAL' && state === 'PendingImport');
  const verdict = isUnsupported ? 'UnsupportedOperationException' : undefined;
  const status = await system.attempt('GetKeyRotationStatus', { keyId }, verdict);
  if (isUnsupported) return;
  const shown = state === 'PendingDeletion' ? undefined : period;
  expect(status).toEqual({
    keyId: arn,
    keyRotationEnabled: shown !== undefined,
    ...(shown === undefined ? {} : { rotationPeriodInDays: shown.days, nextRotationDate: dueAt(shown) }),
  });
}

async function checkMetadata(system: System, modelKey: ModelKey): Promise<void> {
  const { keyId, arn, kind, state, deletionAt, materials } = modelKey;
  const { keyMetadata } = await system.call('DescribeKey', { keyId });
  const { keySpec, keyUsage, origin } = KINDS[kind];
  const current = materials.find((material) => material.state === 'CURRENT');
  const imported = origin === 'EXTERNAL' ? materials.filter(({ present }) => present) : [];
  const ends = imported.flatMap(({ validTo }) => validTo ?? []);
  expect(keyMetadata).toMatchObject({ keyId, arn, keySpec, keyUsage, origin, keyState: state });
  expect(keyMetadata?.enabled).toBe(state === 'Enabled');
  expect(keyMetadata?.deletionDate).toBe(deletionAt);
  expect(keyMetadata?.currentKeyMaterialId).toBe(keySpec === 'SYMMETRIC_DEFAULT' ? current?.id : undefined);
  expect(keyMetadata?.validTo).toBe(ends.length === 0 ? undefined : Math.min(...ends));
}

async function checkAliases(model: Model, system: System): Promise<void> {
  const { aliases = [] } = await system.call('ListAliases', {});
  const listed = aliases.map(({ aliasName, targetKeyId }) => [aliasName, targetKeyId]);
  expect(listed.sort()).toEqual([...model.aliases].map(([name, { keyId }]) => [name, keyId]).sort());
  for (const [name, { arn }] of model.aliases) {
    expect((await system.call('DescribeKey', { keyId: name })).keyMetadata?.arn).toBe(arn);
  }
}

async function checkRemembered(model: Model, system: System, each: Remembered): Promise<void> {
  const { modelKey, material, operation, input, plaintext } = each;
  // A ciphertext whose key is gone refers to nothing; every other request names its key.
  const gone = input.keyId === undefined ? 'AccessDeniedException' : 'NotFoundException';
  const verdict = model.deleted.includes(modelKey) ? gone : model.use(modelKey);
  const answer = await system.attempt(operation, input, verdict);
  if (answer === undefined || !('plaintext' in answer)) return;
  expect(Buffer.from(answer.plaintext ?? [])).toEqual(Buffer.from(plaintext ?? []));
  if (modelKey.kind !== 'rsa') expect(answer.keyMaterialId).toBe(material.id);
}
