import { endGrant, grantNotFound } from '../grants/end-grant.js';
import { checkGrantId } from '../grants/grant.js';
import { operation, type OperationContext } from '../pipeline/operation.js';
import type { GrantRow } from '@strongroom/storage/schema.js';
import { soleKey } from './cryptography.js';

/** API reference: RevokeGrant. Requests that rest on the grant and have not been answered yet are decided again. */
export const revokeGrant = operation({
  name: 'RevokeGrant',
  quota: 'grant',
  readOnly: false,
  crossAccount: true,
  check: ({ grantId }) => {
    checkGrantId(grantId);
  },
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:RevokeGrant', states: 'any' }],
  async examine(context) {
    await grantOf(context);
  },
  async handle(context) {
    return { output: {}, ...endGrant(await grantOf(context)) };
  },
});

/** @throws KmsError NotFoundException when the key has no such grant. */
async function grantOf({ services, input: { grantId }, keys }: OperationContext<'RevokeGrant'>): Promise<GrantRow> {
  const { region, keyId } = soleKey(keys);
  const row = await services.store.reads.grant(region, grantId);
  if (row?.key_id !== keyId) throw grantNotFound(grantId);
  return row;
}
