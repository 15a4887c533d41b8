/** The link commands that the root worker answers instead of a slot. The host hands them over unread. */
import { HsmError } from '@strongroom/core/errors.js';
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { RootClient } from './root-client.js';
import type { SlotJob } from './slot-job.js';

type Answer = (root: Pick<RootClient, 'call'>, job: SlotJob) => Promise<Uint8Array>;

export const ROOT_COMMANDS: ReadonlyMap<number, Answer> = new Map<number, Answer>([
  [
    SLOT_COMMAND.CREATE_SLOT_TOKEN,
    (root, { tenant, payload }) =>
      payload.length > 0
        ? Promise.reject(new HsmError('ARGUMENTS_BAD', 'CREATE_SLOT_TOKEN takes no arguments'))
        : root.call('createSlotToken', { tenant }),
  ],
  [
    SLOT_COMMAND.ROTATE_SLOT_KEY,
    (root, { tenant, slotToken, payload }) => root.call('rotateSlotKey', { tenant, slotToken, payload }),
  ],
  [
    SLOT_COMMAND.RETIRE_SLOT_KEY,
    (root, { tenant, slotToken, payload }) => root.call('retireSlotKey', { tenant, slotToken, payload }),
  ],
  [
    SLOT_COMMAND.SIGN_REPLICATION,
    (root, { tenant, slotToken, payload }) => root.call('signReplication', { tenant, slotToken, payload }),
  ],
  [
    SLOT_COMMAND.VOUCH_REPLICATION,
    (root, { tenant, slotToken, payload }) => root.call('vouchReplication', { tenant, slotToken, payload }),
  ],
]);
