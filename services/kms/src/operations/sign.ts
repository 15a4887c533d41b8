import { signArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { laneForSigning } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';
import { checkMessage, messageTypeOf } from './signed-message.js';

/** API reference: Sign. A message of up to 4096 bytes, its digest, or the representative that ML-DSA signs. */
export const sign = operation({
  name: 'Sign',
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
      action: 'kms:Sign',
      states: 'cryptographic',
      usage: 'SIGN_VERIFY',
      algorithm: input.signingAlgorithm,
    },
  ],
  async handle({ call, input, keys }) {
    const kmsKey = soleKey(keys);
    const { message, signingAlgorithm: algorithm } = input;
    const messageType = messageTypeOf(input);
    const signature = await runInSlot(
      call,
      kmsKey,
      SLOT_COMMAND.SIGN,
      [materialFor(kmsKey)],
      ([material]) => signArguments.write({ material, algorithm, messageType, message }),
      laneForSigning(kmsKey, 'sign', algorithm, messageType),
    );
    return { output: { keyId: kmsKey.arn, signature, signingAlgorithm: algorithm } };
  },
});
