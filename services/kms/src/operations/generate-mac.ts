import { generateMacArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';

/** API reference: GenerateMac. The HMAC (RFC 2104) of a message of up to 4096 bytes. */
export const generateMac = operation({
  name: 'GenerateMac',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:GenerateMac',
      states: 'cryptographic',
      usage: 'GENERATE_VERIFY_MAC',
      algorithm: input.macAlgorithm,
    },
  ],
  async handle({ call, input: { macAlgorithm, message }, keys }) {
    const kmsKey = soleKey(keys);
    const mac = await runInSlot(call, kmsKey, SLOT_COMMAND.GENERATE_MAC, [materialFor(kmsKey)], ([material]) =>
      generateMacArguments.write({ material, algorithm: macAlgorithm, message }),
    );
    return { output: { mac, macAlgorithm, keyId: kmsKey.arn } };
  },
});
