import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { tenantOf } from '@strongroom/core/ids.js';
import { generateRandomArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { operation } from '../pipeline/operation.js';
import { refuseFields } from './support.js';

/** API reference: GenerateRandom. Output of the DRBG inside the caller's slot. */
export const generateRandom = operation({
  name: 'GenerateRandom',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  action: 'kms:GenerateRandom',
  crossAccount: false,
  check(input) {
    refuseFields(input, 'recipient');
    if (input.numberOfBytes === undefined) throw new KmsError('ValidationException', 'NumberOfBytes is required.');
  },
  async handle({ services, call, input }) {
    const { customKeyStoreId } = input;
    if (customKeyStoreId !== undefined) {
      const { type } = await services.keyStores.require(
        call.region.region,
        call.caller.principal.accountId,
        customKeyStoreId,
      );
      throw new KmsError(
        'UnsupportedOperationException',
        `GenerateRandom does not support a custom key store of ${type}.`,
      );
    }
    const numberOfBytes = must(input.numberOfBytes, 'checked before');
    const plaintext = await call.region.run({
      tenant: tenantOf(call.caller.principal.accountId),
      command: SLOT_COMMAND.GENERATE_RANDOM,
      materials: [],
      encode: () => generateRandomArguments.write(numberOfBytes),
      deadlineAt: call.deadlineAt,
      signal: call.signal,
    });
    return { output: { plaintext }, secrets: [plaintext] };
  },
});
