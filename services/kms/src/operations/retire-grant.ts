import { KmsError } from '@strongroom/core/errors.js';
import type { RetireGrantRequest } from '@strongroom/proto/gen/kms-types.js';
import { endGrant } from '../grants/end-grant.js';
import { checkGrantId } from '../grants/grant.js';
import { mayRetire, retiredGrant } from '../grants/retire-grant-rules.js';
import { keyArn } from '../keys/key-record.js';
import { operation } from '../pipeline/operation.js';

/**
 * API reference: RetireGrant. The grant itself says who may: its retiring principal, its grantee where RetireGrant is
 * among its operations, and the account that made it.
 */
export const retireGrant = operation({
  name: 'RetireGrant',
  quota: 'grant',
  readOnly: false,
  action: 'kms:RetireGrant',
  authorizesItself: true,
  crossAccount: true,
  check: checkNaming,
  async examine(context) {
    mayRetire(context, await retiredGrant(context));
  },
  async handle(context) {
    const row = await retiredGrant(context);
    return { output: {}, ...endGrant(row), resources: [keyArn(row.region, row.account_id, row.key_id)] };
  },
});

/** By token, or by key and id. */
function checkNaming({ grantToken, keyId, grantId }: RetireGrantRequest): void {
  const byId = keyId !== undefined && grantId !== undefined;
  const anyOfId = keyId !== undefined || grantId !== undefined;
  if (grantToken === undefined ? !byId : anyOfId) {
    throw new KmsError('ValidationException', 'You must specify either GrantToken, or KeyId and GrantId.');
  }
  if (grantId !== undefined) checkGrantId(grantId);
}
