import { KmsError } from '@strongroom/core/errors.js';
import type { GrantRow } from '@strongroom/storage/schema.js';
import { entitiesOfGrant, grantRequestEntity } from '../grants/grant-entities.js';
import { checkGrantOperations } from '../grants/grant-operations.js';
import { checkConstraintsSuit, checkGrantRequest, grantRequestSha256, newGrantRow } from '../grants/grant-request.js';
import { makeGrantToken } from '../grants/grant-token.js';
import { operation, type OperationContext } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** Grants per KMS key (resource quota). Requests that arrive together may pass it by their number. */
export const GRANTS_PER_KEY_MAX = 50_000;

/** API reference: CreateGrant. The same request with the same Name gets the grant that it made, and a new token. */
export const createGrant = operation({
  name: 'CreateGrant',
  quota: 'grant',
  readOnly: false,
  crossAccount: true,
  check: checkGrantRequest,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:CreateGrant', states: 'create-grant' },
  ],
  checkKeys({ operations, constraints }, keys) {
    checkGrantOperations(soleKey(keys), operations);
    checkConstraintsSuit(soleKey(keys), constraints);
  },
  async examine(context) {
    if ((await sameGrant(context)) !== undefined) return;
    const { region, keyId } = soleKey(context.keys);
    if ((await context.services.store.reads.countGrants(region, keyId)) < GRANTS_PER_KEY_MAX) return;
    throw new KmsError('LimitExceededException', `A KMS key has at most ${String(GRANTS_PER_KEY_MAX)} grants.`);
  },
  async handle(context) {
    const { services, call, input, keys } = context;
    const existing = await sameGrant(context);
    const row = existing ?? newGrantRow(services, input, soleKey(keys), call.caller.principal.accountId);
    const output = { grantToken: makeGrantToken(services.rng, row), grantId: row.grant_id };
    if (existing !== undefined) return { output };
    return {
      output,
      writes: [{ kind: 'insert', table: 'grants', row }],
      entities: entitiesOfGrant(row),
      restsOn: row.request_sha256 === null ? [] : [grantRequestEntity(row.request_sha256)],
    };
  },
});

async function sameGrant({
  services,
  call,
  input,
  keys,
}: OperationContext<'CreateGrant'>): Promise<GrantRow | undefined> {
  const sha256 = grantRequestSha256(input, soleKey(keys), call.caller.principal.accountId);
  return sha256 === undefined ? undefined : services.store.reads.grantOfRequest(sha256);
}
