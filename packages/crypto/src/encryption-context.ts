/**
 * The canonical encoding of an encryption context, which becomes additional authenticated data. Pairs are sorted by the
 * UTF-8 bytes of their names; each is u16 length ‖ name ‖ u16 length ‖ value. The empty context is the empty encoding.
 * Two contexts have the same encoding only if they are the same set of pairs, and the encoding is never longer than the
 * context written as JSON.
 */
import { ENCRYPTION_CONTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { EMPTY_BYTES, utf8 } from '@strongroom/core/bytes.js';

export type EncryptionContextFault = 'TOO_LARGE' | 'DUPLICATE_NAME' | 'MALFORMED_TEXT';

/**
 * The context cannot be encoded. `fault` says why; names and values are not repeated here, as they may be personal
 * data.
 */
export class EncryptionContextError extends Error {
  override readonly name = 'EncryptionContextError';
  readonly fault: EncryptionContextFault;

  constructor(fault: EncryptionContextFault) {
    super(`encryption context: ${fault}`);
    this.fault = fault;
  }
}

/** A lone surrogate has no UTF-8 form: encoders replace it, and two contexts would look alike. */
const LONE_SURROGATE = /\p{Surrogate}/u;

interface EncodedPair {
  readonly name: Buffer;
  readonly value: Buffer;
}

function encodeText(text: string): Buffer {
  if (LONE_SURROGATE.test(text)) throw new EncryptionContextError('MALFORMED_TEXT');
  return utf8(text) as Buffer;
}

/**
 * Encodes pairs in any order.
 * @throws EncryptionContextError for a name that occurs twice, malformed text, or more than
 * ENCRYPTION_CONTEXT_MAX_BYTES encoded.
 */
export function encodeEncryptionContextPairs(pairs: Iterable<readonly [string, string]>): Uint8Array {
  const encoded: EncodedPair[] = [];
  let length = 0;
  for (const [name, value] of pairs) {
    // Bounds first, in UTF-16 units, which are never more than the UTF-8 bytes: nothing huge is encoded only to be
    // refused.
    length += 4 + name.length + value.length;
    if (length > ENCRYPTION_CONTEXT_MAX_BYTES) throw new EncryptionContextError('TOO_LARGE');
    encoded.push({ name: encodeText(name), value: encodeText(value) });
  }
  if (encoded.length === 0) return EMPTY_BYTES;
  encoded.sort((a, b) => a.name.compare(b.name));

  length = 0;
  for (const { name, value } of encoded) length += 4 + name.length + value.length;
  if (length > ENCRYPTION_CONTEXT_MAX_BYTES) throw new EncryptionContextError('TOO_LARGE');
  const output = Buffer.alloc(length);
  let offset = 0;
  let previous: Buffer | undefined;
  for (const { name, value } of encoded) {
    if (previous?.equals(name) === true) throw new EncryptionContextError('DUPLICATE_NAME');
    previous = name;
    for (const part of [name, value]) {
      offset = output.writeUInt16BE(part.length, offset);
      output.set(part, offset);
      offset += part.length;
    }
  }
  return output;
}

/**
 * Encodes a context as the API carries it. @throws EncryptionContextError as above; a record cannot hold a name twice.
 */
export function encodeEncryptionContext(context: Readonly<Record<string, string>>): Uint8Array {
  return encodeEncryptionContextPairs(Object.entries(context));
}
