/** Command number → handler. CREATE_SLOT_TOKEN is absent: the root worker answers it. */
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { decrypt } from './decrypt.js';
import { deriveSigningKey } from './derive-signing-key.js';
import { encrypt } from './encrypt.js';
import { forgetMaterials } from './forget-materials.js';
import { generateAccessKeySecret } from './generate-access-key-secret.js';
import { generateBackingKey } from './generate-backing-key.js';
import { generateDataKey } from './generate-data-key.js';
import { generateRandom } from './generate-random.js';
import { reEncrypt } from './re-encrypt.js';

export const SLOT_COMMAND_HANDLERS: ReadonlyMap<number, SlotCommandHandler> = new Map([
  [SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKey],
  [SLOT_COMMAND.ENCRYPT, encrypt],
  [SLOT_COMMAND.DECRYPT, decrypt],
  [SLOT_COMMAND.RE_ENCRYPT, reEncrypt],
  [SLOT_COMMAND.GENERATE_DATA_KEY, generateDataKey],
  [SLOT_COMMAND.GENERATE_RANDOM, generateRandom],
  [SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET, generateAccessKeySecret],
  [SLOT_COMMAND.DERIVE_SIGNING_KEY, deriveSigningKey],
  [SLOT_COMMAND.FORGET_MATERIALS, forgetMaterials],
]);
