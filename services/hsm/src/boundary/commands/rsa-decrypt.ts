/** RSA_DECRYPT: RSAES-OAEP (RFC 8017 §7.1); whatever is wrong with a ciphertext gives one answer. */
import { HsmError } from '@strongroom/core/errors.js';
import { rsaDecryptArguments, type RsaDecryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { mayUse } from './permissions.js';
import { oaepOf } from './rsa-encrypt.js';

export const rsaDecrypt: SlotCommandHandler = (slot, payload) => openRsa(slot, rsaDecryptArguments.read(payload));

/** The plaintext, which the caller wipes. @throws HsmError ARGUMENTS_BAD, ENCRYPTED_DATA_INVALID, and as `keyPair` */
export function openRsa(slot: SlotContext, { material, algorithm, ciphertext }: RsaDecryptArguments): Uint8Array {
  const oaep = oaepOf(algorithm);
  const { privateKey } = slot.keyPair(material, mayUse('ENCRYPT_DECRYPT', oaep), { use: 'decrypt' });
  const plaintext = slot.keyPairs.decrypt(privateKey, oaep, ciphertext);
  if (plaintext === undefined) throw new HsmError('ENCRYPTED_DATA_INVALID');
  return plaintext;
}
