/** A grant, compiled from its row, and as the API lists it. */
import { KmsError } from '@strongroom/core/errors.js';
import type { AccountId, KmsKeyId, Region } from '@strongroom/core/ids.js';
import type { GrantConstraints, GrantListEntry, GrantOperation } from '@strongroom/proto/gen/kms-types.js';
import type { GrantRow } from '@strongroom/storage/schema.js';
import type { CachedRecord } from '../cache/record-cache.js';
import { rootArn } from '../identity/principal.js';
import { keyArn } from '../keys/key-record.js';

/** The model has no pattern for it; the API reference shows 64 hex digits. */
const GRANT_ID = /^[0-9a-f]{64}$/;

export interface Grant extends CachedRecord {
  readonly region: Region;
  readonly grantId: string;
  readonly keyId: KmsKeyId;
  /** The owner of the key. */
  readonly accountId: AccountId;
  readonly issuingAccountId: AccountId;
  /** The ARN of a principal, or the name of a service. */
  readonly grantee: string;
  readonly retiree: string | undefined;
  readonly operations: ReadonlySet<GrantOperation>;
  readonly constraints: GrantConstraints | undefined;
  /** Civil epoch milliseconds. */
  readonly createdAt: number;
  readonly row: GrantRow;
}

/** @throws KmsError InvalidGrantIdException. */
export function checkGrantId(grantId: string): void {
  if (!GRANT_ID.test(grantId)) throw new KmsError('InvalidGrantIdException', `Invalid grant ID '${grantId}'`);
}

export function compileGrant(row: GrantRow): Grant {
  return {
    superseded: false,
    region: row.region as Region,
    grantId: row.grant_id,
    keyId: row.key_id as KmsKeyId,
    accountId: row.account_id as AccountId,
    issuingAccountId: row.issuing_account_id as AccountId,
    grantee: row.grantee,
    retiree: row.retiree ?? undefined,
    operations: new Set(row.operations.split(',') as GrantOperation[]),
    constraints: row.constraints === null ? undefined : (JSON.parse(row.constraints) as GrantConstraints),
    createdAt: row.created_at,
    row,
  };
}

/** GrantListEntry of the API reference. */
export function grantListEntry(row: GrantRow): GrantListEntry {
  const { operations, constraints } = compileGrant(row);
  return {
    keyId: keyArn(row.region, row.account_id, row.key_id),
    grantId: row.grant_id,
    ...(row.name === null ? {} : { name: row.name }),
    creationDate: row.created_at,
    ...(isService(row.grantee) ? { granteeServicePrincipal: row.grantee } : { granteePrincipal: row.grantee }),
    ...retireeOf(row.retiree),
    issuingAccount: rootArn(row.issuing_account_id),
    operations: [...operations],
    ...(constraints === undefined ? {} : { constraints }),
  };
}

function retireeOf(retiree: string | null): Partial<GrantListEntry> {
  if (retiree === null) return {};
  return isService(retiree) ? { retiringServicePrincipal: retiree } : { retiringPrincipal: retiree };
}

function isService(principal: string): boolean {
  return !principal.startsWith('arn:');
}
