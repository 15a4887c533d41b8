import { KmsError } from '@strongroom/core/errors.js';
import { isUsable } from '../keys/imported-material.js';
import type { KmsKey } from '../keys/key-record.js';
import type { KeyChange } from '../keys/key-writes.js';
import {
  checkRotates,
  newMaterial,
  ON_DEMAND_ROTATIONS_MAX,
  rotateEverywhere,
  rotateToPending,
  type Rotation,
} from '../keys/rotation.js';
import { recordSynchronization, refuseReplica } from '../keys/multi-region.js';
import type { Services } from '../services.js';
import type { Call } from '../pipeline/call.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference, RotateKeyOnDemand: ConflictException. */
const AUTOMATIC_AHEAD_MS = 20 * 60_000;

/**
 * API reference: RotateKeyOnDemand. The rotation has happened when the answer leaves. It does not move the automatic
 * schedule.
 */
export const rotateKeyOnDemand = operation({
  name: 'RotateKeyOnDemand',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:RotateKeyOnDemand', states: 'rotation-on-demand' },
  ],
  async handle({ services, call, keys }) {
    const kmsKey = soleKey(keys);
    checkRotates(kmsKey, 'AWS_KMS', 'EXTERNAL');
    refuseReplica(kmsKey);
    const now = services.clock.now();
    checkOnDemand(kmsKey, now);
    const rotation: Rotation = { type: 'ON_DEMAND', at: now };
    const change = await services.onDemandRotations.during(kmsKey, now, () => rotate(services, call, kmsKey, rotation));
    const details = { rotationType: rotation.type };
    return {
      output: { keyId: kmsKey.arn },
      ...change,
      afterCommit: () => recordSynchronization(services, kmsKey, now, details),
    };
  },
});

function checkOnDemand({ arn, rotation, onDemandRotations }: KmsKey, now: number): void {
  if (rotation !== undefined && rotation.nextAt <= now + AUTOMATIC_AHEAD_MS) {
    throw new KmsError(
      'ConflictException',
      'An automatic rotation of this key is currently in progress or scheduled to begin within the next 20 minutes.',
    );
  }
  if (onDemandRotations >= ON_DEMAND_ROTATIONS_MAX) {
    throw new KmsError(
      'LimitExceededException',
      'The on-demand rotations limit has been reached for the given keyId. ' +
        `No more on-demand rotations can be performed for this key: ${arn}`,
    );
  }
}

async function rotate(services: Services, call: Call, kmsKey: KmsKey, rotation: Rotation): Promise<KeyChange> {
  const set = { on_demand_rotations: kmsKey.onDemandRotations + 1 };
  if (kmsKey.origin === 'AWS_KMS') {
    const { deadlineAt, signal } = call;
    const row = await newMaterial(call.region, kmsKey, rotation, { createdAt: rotation.at, deadlineAt, signal });
    return rotateEverywhere(services, kmsKey, row, set, () => ({ deadlineAt, signal }));
  }
  const materials = [...kmsKey.materials.values()];
  const pending = materials.find((each) => each.state === 'PENDING_ROTATION' && isUsable(each, rotation.at));
  if (pending === undefined) {
    const message = `No available key material pending rotation for the key: ${kmsKey.arn}.`;
    throw new KmsError('UnsupportedOperationException', message);
  }
  return rotateToPending(kmsKey, pending.id, rotation, set);
}
