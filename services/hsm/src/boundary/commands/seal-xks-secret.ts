/** SEAL_XKS_SECRET: the secret access key of an external key store proxy, for signing requests to it alone. */
import { HsmError } from '@strongroom/core/errors.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { sealXksSecretArguments, sealXksSecretResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { ACCESS_KEY_SPEC, ORIGIN_KMS, XKS_SECRET_USAGE } from './permissions.js';

/** XKS proxy API specification, "Authentication". */
const ACCESS_KEY_ID = /^[A-Z2-7]{20,30}$/;
const SECRET_MIN_CHARACTERS = 43;

export const sealXksSecret: SlotCommandHandler = (slot, payload) => {
  const { accessKeyId, secret } = sealXksSecretArguments.read(payload);
  if (slot.tenant !== SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  if (!ACCESS_KEY_ID.test(accessKeyId) || secret.length < SECRET_MIN_CHARACTERS) {
    throw new HsmError('ARGUMENTS_BAD', 'not a credential of an external key store proxy');
  }
  const material = slot.seal(
    {
      kmsKeyId: accessKeyId,
      keySpec: ACCESS_KEY_SPEC,
      keyUsage: XKS_SECRET_USAGE,
      origin: ORIGIN_KMS,
      materialKind: 'ACCESS_KEY_SECRET',
    },
    secret,
  );
  return sealXksSecretResult.write(material);
};
