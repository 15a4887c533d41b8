import { KmsError } from '@strongroom/core/errors.js';
import { keyArn } from '../keys/key-record.js';
import { updateKey, updateRelated } from '../keys/key-writes.js';
import { requirePrimary } from '../keys/multi-region.js';
import { checkKeyState } from '../pipeline/key-state.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/**
 * API reference: UpdatePrimaryRegion. Both keys are Updating, and usable, until the job finish-primary-updates has
 * changed their roles.
 */
export const updatePrimaryRegion = operation({
  name: 'UpdatePrimaryRegion',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:UpdatePrimaryRegion', states: 'primary-region' },
  ],
  checkKeys: (_input, keys) => {
    requirePrimary(soleKey(keys));
  },
  async handle({ services, input, keys }) {
    const primary = soleKey(keys);
    const { others } = requirePrimary(primary);
    const replica = others.find(({ region }) => region === input.primaryRegion);
    if (replica === undefined) {
      if (input.primaryRegion === primary.region) return { output: {} };
      const arn = keyArn(input.primaryRegion, primary.accountId, primary.keyId);
      throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
    }
    const found = await services.keys.byId(replica.region, primary.keyId);
    if (found === undefined) throw new KmsError('NotFoundException', `Key '${replica.arn}' does not exist`);
    const now = services.clock.now();
    if (primary.state === 'Updating') {
      // Said twice it means the same; to another Region it has to wait.
      if (found.state === 'Updating') return { output: {}, resources: [replica.arn] };
      checkKeyState('enablement', primary, now);
    }
    checkKeyState('replication', found, now);
    const { writes, entities } = updateKey(primary, { key_state: 'Updating' });
    return {
      output: {},
      writes: [...writes, updateRelated(primary, replica, { key_state: 'Updating' })],
      entities,
      resources: [replica.arn],
    };
  },
});
