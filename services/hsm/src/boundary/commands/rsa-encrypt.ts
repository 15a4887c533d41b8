/** RSA_ENCRYPT: RSAES-OAEP (RFC 8017 §7.1). */
import { HsmError } from '@strongroom/core/errors.js';
import { ENCRYPTION_ALGORITHMS, oaepPlaintextMaxBytes } from '@strongroom/crypto/key-pair/key-specs.js';
import type { EncryptionAlgorithm } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { rsaEncryptArguments, type RsaEncryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { mayUse } from './permissions.js';

export const rsaEncrypt: SlotCommandHandler = (slot, payload) => sealRsa(slot, rsaEncryptArguments.read(payload));

/** @throws HsmError ARGUMENTS_BAD, DATA_LEN_RANGE, and as `keyPair` */
export function sealRsa(slot: SlotContext, { material, algorithm, plaintext }: RsaEncryptArguments): Uint8Array {
  const oaep = oaepOf(algorithm);
  const { privateKey } = slot.keyPair(material, mayUse('ENCRYPT_DECRYPT', oaep), { use: 'encrypt' });
  if (plaintext.length > oaepPlaintextMaxBytes(privateKey.spec, oaep)) throw new HsmError('DATA_LEN_RANGE');
  return slot.keyPairs.encrypt(privateKey, oaep, plaintext);
}

/** @throws HsmError ARGUMENTS_BAD */
export function oaepOf(algorithm: string): EncryptionAlgorithm {
  if (!Object.hasOwn(ENCRYPTION_ALGORITHMS, algorithm)) throw new HsmError('ARGUMENTS_BAD', 'not an RSA algorithm');
  return algorithm as EncryptionAlgorithm;
}
