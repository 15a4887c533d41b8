/** What SIGN and VERIFY share: the algorithm, and a message that it takes. */
import { HsmError } from '@strongroom/core/errors.js';
import type { KeyPairUse } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { isSigningAlgorithm, messageLength } from '@strongroom/crypto/key-usages.js';

type SigningUse = Extract<KeyPairUse, { use: 'sign' | 'verify' }>;

interface Message {
  readonly algorithm: string;
  readonly messageType: string;
  readonly message: Uint8Array;
}

/** @throws HsmError ARGUMENTS_BAD, DATA_LEN_RANGE */
export function signingUse(use: SigningUse['use'], { algorithm, messageType, message }: Message): SigningUse {
  if (!isSigningAlgorithm(algorithm)) throw new HsmError('ARGUMENTS_BAD', 'no such algorithm');
  const length = messageLength(algorithm, messageType);
  if (length === undefined) throw new HsmError('ARGUMENTS_BAD', 'the algorithm does not take this message type');
  if (message.length < length.min || message.length > length.max) throw new HsmError('DATA_LEN_RANGE');
  return { use, algorithm, messageType: messageType as SigningUse['messageType'] };
}
