/** What Sign and Verify share: the message and its type. */
import { KmsError } from '@strongroom/core/errors.js';
import { isSigningAlgorithm, messageLength } from '@strongroom/crypto/key-usages.js';
import type { MessageType, SigningAlgorithmSpec } from '@strongroom/proto/gen/kms-types.js';

interface SignedMessage {
  readonly message: Uint8Array;
  readonly messageType?: MessageType;
  readonly signingAlgorithm: SigningAlgorithmSpec;
}

/** API reference: RAW where the request names none. */
export function messageTypeOf({ messageType }: SignedMessage): MessageType {
  return messageType ?? 'RAW';
}

/** @throws KmsError ValidationException for a type that the algorithm does not take, or a digest of another length. */
export function checkMessage(input: SignedMessage): void {
  const { message, signingAlgorithm } = input;
  const messageType = messageTypeOf(input);
  // SM2DSA, which no key here has: the key refuses it.
  if (!isSigningAlgorithm(signingAlgorithm)) return;
  const length = messageLength(signingAlgorithm, messageType);
  if (length === undefined) {
    throw new KmsError(
      'ValidationException',
      `MessageType ${messageType} is not compatible with algorithm ${signingAlgorithm}.`,
    );
  }
  if (message.length < length.min || message.length > length.max) {
    throw new KmsError('ValidationException', `Digest is invalid length for algorithm ${signingAlgorithm}.`);
  }
}
