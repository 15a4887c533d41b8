/** Which grant a RetireGrant means, and whether its caller may retire it. */
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { parseKmsKeyId } from '@strongroom/core/ids.js';
import { authorize } from '@strongroom/iam/policy/authorize.js';
import type { CompiledPolicy } from '@strongroom/iam/policy/compile-policy.js';
import { parseKmsKeyArn } from '@strongroom/iam/arn.js';
import type { GrantRow } from '@strongroom/storage/schema.js';
import { requestOf } from '../authorization/authorize-request.js';
import type { Facts } from '../authorization/facts.js';
import { grantNamesOf } from '../authorization/granted.js';
import { rootArn } from '../identity/principal.js';
import { keyArn } from '../keys/key-record.js';
import type { OperationContext } from '../pipeline/operation.js';
import { accessDenied } from '../pipeline/resolve-key.js';
import { grantNotFound } from './end-grant.js';

type Context = OperationContext<'RetireGrant'>;

const SAYS_NOTHING: CompiledPolicy = { kind: 'key', name: undefined, statements: [] };

/**
 * @throws KmsError InvalidGrantTokenException, InvalidArnException, NotFoundException; AccessDeniedException where
 * another account's key has no such grant, as where it has one that is none of the caller's.
 */
export async function retiredGrant({ services, call, input }: Context): Promise<GrantRow> {
  const { region } = call.region;
  if (input.grantToken !== undefined) return (await services.grants.byToken(region, input.grantToken)).row;
  const own = call.caller.principal.accountId;
  const keyId = must(input.keyId, 'checked before');
  const grantId = must(input.grantId, 'checked before');
  const named = namedKey(keyId, region, own);
  const row = await services.store.reads.grant(region, grantId);
  if (row?.key_id === named.keyId && row.account_id === named.accountId) return row;
  const arn = keyArn(region, named.accountId, named.keyId);
  if (named.accountId !== own) throw accessDenied(call, 'kms:RetireGrant', arn);
  if ((await services.keys.byId(region, named.keyId))?.accountId === own) throw grantNotFound(grantId);
  throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
}

/**
 * Whom the grant names may retire it unless its own policies forbid it, a session within its boundary and session
 * policies; what it leaves to an account, that account's administrators give on by IAM.
 * @throws KmsError AccessDeniedException.
 */
export function mayRetire({ services, call, input }: Context, row: GrantRow): void {
  const { principal } = call.caller;
  const resource = keyArn(row.region, row.account_id, row.key_id);
  const facts: Facts = {
    call,
    now: services.clock.now(),
    operation: 'RetireGrant',
    action: 'kms:RetireGrant',
    input: { ...input },
    key: undefined,
    resourceAccountId: row.account_id,
    keys: [],
  };
  const request = requestOf(facts, resource, undefined);
  const permitted = [row.retiree, rootArn(row.issuing_account_id)];
  if (row.operations.split(',').includes('RetireGrant')) permitted.push(row.grantee);
  // A grant names a service without the account that it acts for: it means the key's own.
  const actsForIt = principal.kind !== 'service' || principal.accountId === row.account_id;
  const isNamed = actsForIt && grantNamesOf(principal).some((name) => permitted.includes(name));
  // The grant stands for the key's policy and needs no IAM, of whichever account; what limits the caller still does.
  const resourcePolicy = { policy: SAYS_NOTHING, accountId: principal.accountId };
  if (authorize({ ...request, resourcePolicy, grantAllows: () => isNamed }).allowed) return;
  if (permitted.includes(rootArn(principal.accountId)) && authorize(request).allowed) return;
  throw accessDenied(call, 'kms:RetireGrant', resource);
}

function namedKey(identifier: string, region: string, own: string): { accountId: string; keyId: string } {
  if (!identifier.startsWith('arn:')) {
    if (parseKmsKeyId(identifier) !== undefined) return { accountId: own, keyId: identifier };
    throw new KmsError('NotFoundException', `Invalid keyId '${identifier}'`);
  }
  const parsed = parseKmsKeyArn(identifier);
  if (parsed === undefined) throw new KmsError('InvalidArnException', `Invalid arn ${identifier}`);
  if (parsed.region !== region) throw new KmsError('NotFoundException', `Invalid arn ${parsed.region}`);
  return parsed;
}
