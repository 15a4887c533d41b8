import { KmsError } from '@strongroom/core/errors.js';
import type { ListGrantsRequest } from '@strongroom/proto/gen/kms-types.js';
import type { GrantRow } from '@strongroom/storage/schema.js';
import type { Page, StoreReads } from '@strongroom/storage/store.js';
import { checkGrantId, grantListEntry } from '../grants/grant.js';
import type { KmsKey } from '../keys/key-record.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';
import { checkListLimit, decodeMarker, page } from './support.js';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;

/** API reference: ListGrants. */
export const listGrants = operation({
  name: 'ListGrants',
  quota: 'list',
  readOnly: true,
  crossAccount: true,
  check(input) {
    checkListLimit(input.limit, LIMIT_MAX);
    if (input.grantId !== undefined) checkGrantId(input.grantId);
    if (input.granteePrincipal !== undefined && input.granteeServicePrincipal !== undefined) {
      throw new KmsError(
        'ValidationException',
        'You can specify either GranteePrincipal or GranteeServicePrincipal, but not both.',
      );
    }
  },
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:ListGrants', states: 'any' }],
  async handle({ services, input, keys }) {
    const { rows, more } = await found(services.store.reads, soleKey(keys), input);
    return { output: { grants: rows.map(grantListEntry), ...page('ListGrants', more, rows.at(-1)?.grant_id) } };
  },
});

async function found(
  reads: StoreReads,
  { region, keyId }: KmsKey,
  { grantId, granteePrincipal, granteeServicePrincipal, marker, limit = LIMIT_DEFAULT }: ListGrantsRequest,
): Promise<Page<GrantRow>> {
  const after = decodeMarker('ListGrants', marker);
  const grantee = granteePrincipal ?? granteeServicePrincipal;
  if (grantId !== undefined) {
    const row = await reads.grant(region, grantId);
    const matches = row?.key_id === keyId && (grantee === undefined || row.grantee === grantee) && grantId > after;
    return { rows: matches ? [row] : [], more: false };
  }
  return grantee === undefined
    ? reads.listGrants(region, keyId, after, limit)
    : reads.listGrantsOfGrantee(region, keyId, grantee, after, limit);
}
