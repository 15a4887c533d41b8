/** DERIVE_SHARED_SECRET: raw ECDH (SP 800-56A §5.7.1.2) with a public key on the key's own curve. */
import { HsmError } from '@strongroom/core/errors.js';
import { deriveSharedSecretArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayUse } from './permissions.js';

export const deriveSharedSecret: SlotCommandHandler = (slot, payload) => {
  const { material, publicKey } = deriveSharedSecretArguments.read(payload);
  const { privateKey } = slot.keyPair(material, mayUse('KEY_AGREEMENT', 'ECDH'), { use: 'agree' });
  const sharedSecret = slot.keyPairs.agree(privateKey, publicKey);
  if (sharedSecret === undefined) throw new HsmError('PUBLIC_KEY_INVALID');
  return sharedSecret;
};
