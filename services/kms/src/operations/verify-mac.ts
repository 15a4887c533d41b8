import { SLOT_COMMAND, verifyMacArguments } from '@strongroom/proto/slot-protocol.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';

/** API reference: VerifyMac. An HMAC is valid, or the answer is KMSInvalidMacException. */
export const verifyMac = operation({
  name: 'VerifyMac',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:VerifyMac',
      states: 'cryptographic',
      usage: 'GENERATE_VERIFY_MAC',
      algorithm: input.macAlgorithm,
    },
  ],
  async handle({ call, input: { macAlgorithm, message, mac }, keys }) {
    const kmsKey = soleKey(keys);
    await runInSlot(call, kmsKey, SLOT_COMMAND.VERIFY_MAC, [materialFor(kmsKey)], ([material]) =>
      verifyMacArguments.write({ material, algorithm: macAlgorithm, message, mac }),
    );
    return { output: { keyId: kmsKey.arn, macValid: true, macAlgorithm } };
  },
});
