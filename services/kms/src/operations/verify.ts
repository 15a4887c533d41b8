import { SLOT_COMMAND, verifyArguments } from '@strongroom/proto/slot-protocol.js';
import { laneForSigning } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';
import { checkMessage, messageTypeOf } from './signed-message.js';

/** API reference: Verify. A signature is valid, or the answer is KMSInvalidSignatureException. */
export const verify = operation({
  name: 'Verify',
  quota: 'cryptographic-asymmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    checkMessage(input);
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:Verify',
      states: 'cryptographic',
      usage: 'SIGN_VERIFY',
      algorithm: input.signingAlgorithm,
    },
  ],
  async handle({ call, input, keys }) {
    const kmsKey = soleKey(keys);
    const { message, signature, signingAlgorithm: algorithm } = input;
    const messageType = messageTypeOf(input);
    await runInSlot(
      call,
      kmsKey,
      SLOT_COMMAND.VERIFY,
      [materialFor(kmsKey)],
      ([material]) => verifyArguments.write({ material, algorithm, messageType, message, signature }),
      laneForSigning(kmsKey, 'verify', algorithm, messageType),
    );
    return { output: { keyId: kmsKey.arn, signatureValid: true, signingAlgorithm: algorithm } };
  },
});
