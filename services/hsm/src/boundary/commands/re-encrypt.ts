/** RE_ENCRYPT within one slot: the plaintext exists only here, between two lines. */
import { HsmError } from '@strongroom/core/errors.js';
import { reEncryptArguments, type ReEncryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { openBlob } from './decrypt.js';
import { sealBlob } from './encrypt.js';
import { SYMMETRIC_ALGORITHM } from './permissions.js';
import { openRsa } from './rsa-decrypt.js';
import { sealRsa } from './rsa-encrypt.js';

export const reEncrypt: SlotCommandHandler = (slot, payload) => {
  const { source, destination } = reEncryptArguments.read(payload);
  const plaintext = open(slot, source);
  try {
    // After the source: fetching material may move, or drop, what was fetched before.
    return seal(slot, destination, plaintext);
  } finally {
    plaintext.fill(0);
  }
};

function open(slot: SlotContext, source: ReEncryptArguments['source']): Uint8Array {
  if (source.algorithm === SYMMETRIC_ALGORITHM) return openBlob(slot, { ...source, ciphertextBlob: source.ciphertext });
  requireNoContext(source.context);
  return openRsa(slot, source);
}

function seal(slot: SlotContext, destination: ReEncryptArguments['destination'], plaintext: Uint8Array): Uint8Array {
  if (destination.algorithm === SYMMETRIC_ALGORITHM) return sealBlob(slot, { ...destination, plaintext });
  requireNoContext(destination.context);
  return sealRsa(slot, { ...destination, plaintext });
}

/** OAEP as KMS uses it has no label: a context would authenticate nothing. */
function requireNoContext(context: Uint8Array): void {
  if (context.length > 0) throw new HsmError('ARGUMENTS_BAD', 'RSA takes no encryption context');
}
