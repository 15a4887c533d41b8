import { KmsError } from '@strongroom/core/errors.js';
import { tenantOf } from '@strongroom/core/ids.js';
import type { GetParametersForImportRequest } from '@strongroom/proto/gen/kms-types.js';
import {
  generateImportWrappingKeyArguments,
  generateImportWrappingKeyResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import { encodeImportToken } from '../keys/import-token.js';
import { checkOriginExternal } from '../keys/imported-material.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: public key and import token are valid for 24 hours. */
const VALID_MS = 24 * 3_600_000;

/** API reference: GetParametersForImport. The HSM makes the pair; its private half exists only inside the token. */
export const getParametersForImport = operation({
  name: 'GetParametersForImport',
  quota: 'import-parameters',
  readOnly: true,
  crossAccount: false,
  check: checkWrapping,
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'key-id-or-arn',
      action: 'kms:GetParametersForImport',
      states: 'import-parameters',
    },
  ],
  async handle({ services, call, input, keys }) {
    const kmsKey = soleKey(keys);
    checkOriginExternal(kmsKey);
    checkFits(kmsKey.keySpec, input);
    const parametersValidTo = services.clock.now() + VALID_MS;
    const answer = await call.region.run({
      tenant: tenantOf(kmsKey.accountId),
      lane: 'slow',
      command: SLOT_COMMAND.GENERATE_IMPORT_WRAPPING_KEY,
      materials: [],
      encode: () =>
        generateImportWrappingKeyArguments.write({
          kmsKeyId: kmsKey.keyId,
          keySpec: kmsKey.keySpec,
          keyUsage: kmsKey.keyUsage,
          wrappingKeySpec: input.wrappingKeySpec,
          wrappingAlgorithm: input.wrappingAlgorithm,
          notAfterMs: parametersValidTo,
        }),
      deadlineAt: call.deadlineAt,
      signal: call.signal,
    });
    const { material, publicKey } = generateImportWrappingKeyResult.read(answer);
    return { output: { keyId: kmsKey.arn, importToken: encodeImportToken(material), publicKey, parametersValidTo } };
  },
});

/** RSAES_PKCS1_V1_5 ended on 10 October 2023; SM2 exists in China Regions only. */
function checkWrapping({ wrappingAlgorithm, wrappingKeySpec }: GetParametersForImportRequest): void {
  for (const [field, value] of Object.entries({ wrappingAlgorithm, wrappingKeySpec })) {
    if (value !== 'RSAES_PKCS1_V1_5' && !value.startsWith('SM2')) continue;
    throw new KmsError('UnsupportedOperationException', `${field} ${value} is not supported.`);
  }
}

/**
 * What does not fit into one RSA block needs the AES key in between (API reference: WrappingAlgorithm): RSA private
 * keys always, P-521 under RSA_2048 with SHA-256.
 */
function checkFits(keySpec: string, { wrappingAlgorithm, wrappingKeySpec }: GetParametersForImportRequest): void {
  if (wrappingAlgorithm.startsWith('RSA_AES_KEY_WRAP')) return;
  const fits =
    !keySpec.startsWith('RSA_') &&
    !(keySpec === 'ECC_NIST_P521' && wrappingKeySpec === 'RSA_2048' && wrappingAlgorithm === 'RSAES_OAEP_SHA_256');
  if (fits) return;
  throw new KmsError(
    'UnsupportedOperationException',
    `WrappingAlgorithm ${wrappingAlgorithm} with WrappingKeySpec ${wrappingKeySpec} cannot wrap key material of key spec ${keySpec}. Use RSA_AES_KEY_WRAP_SHA_256.`,
  );
}
