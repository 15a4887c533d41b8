/** GET_PUBLIC_KEY: DER SubjectPublicKeyInfo of a key pair of any usage. */
import { getPublicKeyArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { hasPublicKey } from './permissions.js';

export const getPublicKey: SlotCommandHandler = (slot, payload) => {
  const { material } = getPublicKeyArguments.read(payload);
  const { privateKey } = slot.keyPair(material, hasPublicKey, { use: 'public-key' });
  // The answer is wiped when it has left: it must be no part of the handle.
  return new Uint8Array(slot.keyPairs.publicKey(privateKey));
};
