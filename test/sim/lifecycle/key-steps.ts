/** Creation, states, rotation, deletion, aliases. */
import fc from 'fast-check';
import type { Model } from './model.js';
import { KINDS, type Kind, type ModelKey } from './model-types.js';
import { isExternal, isIn, isSymmetric, keyStep, step } from './steps.js';
import { allowed, type System } from './system.js';

/** Few, so that much happens to each. */
const KEYS_MAX = 4;
const kind = fc.constantFrom<Kind[]>(
  'symmetric',
  'symmetric',
  'external',
  'external',
  ...(Object.keys(KINDS) as Kind[]),
);
const nothing = fc.constant(undefined);
const alias = fc.constantFrom('alias/one', 'alias/two', 'alias/three');
const periodDays = fc.constantFrom(90, 91, 180, 365, 2560);
const rotatesByItself = (modelKey: ModelKey): boolean => isSymmetric(modelKey) && !isExternal(modelKey);
const rotates = (modelKey: ModelKey): boolean => isSymmetric(modelKey) && isIn('Enabled')(modelKey);

export async function createKey(model: Model, system: System, chosen: Kind): Promise<void> {
  if (model.keys.length >= KEYS_MAX) return;
  const { keySpec, keyUsage, origin } = KINDS[chosen];
  const { keyMetadata } = allowed(await system.attempt('CreateKey', { keySpec, keyUsage, origin }, undefined));
  const { keyId = '', arn = '', currentKeyMaterialId = '' } = keyMetadata ?? {};
  model.create(chosen, keyId, arn, currentKeyMaterialId);
}

const enableKey = keyStep(
  'EnableKey',
  nothing,
  async (model, system, modelKey) => {
    await system.attempt('EnableKey', { keyId: modelKey.keyId }, model.setEnabled(modelKey, true));
  },
  isIn('Disabled'),
);

const disableKey = keyStep('DisableKey', nothing, async (model, system, modelKey) => {
  await system.attempt('DisableKey', { keyId: modelKey.keyId }, model.setEnabled(modelKey, false));
});

const enableKeyRotation = keyStep(
  'EnableKeyRotation',
  periodDays,
  async (model, system, modelKey, days) => {
    const input = { keyId: modelKey.keyId, rotationPeriodInDays: days };
    await system.attempt('EnableKeyRotation', input, model.enableRotation(modelKey, days));
  },
  rotatesByItself,
);

const disableKeyRotation = keyStep(
  'DisableKeyRotation',
  nothing,
  async (model, system, modelKey) => {
    await system.attempt('DisableKeyRotation', { keyId: modelKey.keyId }, model.disableRotation(modelKey));
  },
  rotatesByItself,
);

const rotateKeyOnDemand = keyStep(
  'RotateKeyOnDemand',
  nothing,
  async (model, system, modelKey) => {
    await system.attempt('RotateKeyOnDemand', { keyId: modelKey.keyId }, model.rotateOnDemand(modelKey));
  },
  rotates,
);

const scheduleKeyDeletion = keyStep(
  'ScheduleKeyDeletion',
  fc.integer({ min: 7, max: 30 }),
  async (model, system, modelKey, days) => {
    const verdict = model.scheduleDeletion(modelKey, days);
    const input = { keyId: modelKey.keyId, pendingWindowInDays: days };
    await system.attempt('ScheduleKeyDeletion', input, verdict);
  },
);

const cancelKeyDeletion = keyStep(
  'CancelKeyDeletion',
  nothing,
  async (model, system, modelKey) => {
    await system.attempt('CancelKeyDeletion', { keyId: modelKey.keyId }, model.cancelDeletion(modelKey));
  },
  isIn('PendingDeletion'),
);

const createAlias = keyStep('CreateAlias', alias, async (model, system, modelKey, aliasName) => {
  const verdict = model.createAlias(aliasName, modelKey);
  await system.attempt('CreateAlias', { aliasName, targetKeyId: modelKey.keyId }, verdict);
});

const updateAlias = keyStep('UpdateAlias', alias, async (model, system, modelKey, aliasName) => {
  const verdict = model.updateAlias(aliasName, modelKey);
  await system.attempt('UpdateAlias', { aliasName, targetKeyId: modelKey.keyId }, verdict);
});

const deleteAlias = step('DeleteAlias', alias, async (model, system, aliasName) => {
  await system.attempt('DeleteAlias', { aliasName }, model.deleteAlias(aliasName));
});

/** What stands here more often is done more often. */
export const KEY_STEPS = [
  step('CreateKey', kind, createKey),
  enableKey,
  enableKey,
  disableKey,
  enableKeyRotation,
  enableKeyRotation,
  disableKeyRotation,
  rotateKeyOnDemand,
  rotateKeyOnDemand,
  rotateKeyOnDemand,
  scheduleKeyDeletion,
  cancelKeyDeletion,
  cancelKeyDeletion,
  createAlias,
  updateAlias,
  deleteAlias,
];
