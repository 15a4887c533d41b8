/** What CreateGrant takes: the rules of its input, and the row that it makes. */
import { hash } from 'node:crypto';
import { KmsError } from '@strongroom/core/errors.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { toHex } from '@strongroom/core/bytes.js';
import { parsePrincipalArn } from '@strongroom/iam/principal-arn.js';
import type { CreateGrantRequest, GrantConstraints } from '@strongroom/proto/gen/kms-types.js';
import type { GrantRow } from '@strongroom/storage/schema.js';
import { canonicalContext } from '../keys/encryption-context.js';
import type { KmsKey } from '../keys/key-record.js';
import type { Services } from '../services.js';
import { GRANT_MAC_KEY_BYTES } from './grant-token.js';

const GRANT_ID_BYTES = 32;
/** API reference, GrantConstraints. */
const CONSTRAINT_PAIRS_MAX = 8;
const CONSTRAINT_VALUE_MAX_CHARACTERS = 384;

/** @throws KmsError ValidationException, InvalidArnException. */
export function checkGrantRequest(input: CreateGrantRequest): void {
  const { granteePrincipal, granteeServicePrincipal, retiringPrincipal, retiringServicePrincipal } = input;
  if ((granteePrincipal === undefined) === (granteeServicePrincipal === undefined)) {
    throw invalid('You must specify either GranteePrincipal or GranteeServicePrincipal, but not both.');
  }
  if (retiringPrincipal !== undefined && retiringServicePrincipal !== undefined) {
    throw invalid('You can specify either RetiringPrincipal or RetiringServicePrincipal, but not both.');
  }
  checkPrincipal(granteePrincipal);
  checkPrincipal(retiringPrincipal);
  if (granteeServicePrincipal !== undefined) {
    if (input.constraints?.sourceArn === undefined) {
      throw invalid('You must specify a SourceArn grant constraint with GranteeServicePrincipal.');
    }
    if (retiringPrincipal === undefined && retiringServicePrincipal === undefined) {
      throw invalid('You must specify RetiringPrincipal or RetiringServicePrincipal with GranteeServicePrincipal.');
    }
  }
  if (input.operations.length === 0) throw invalid('Operations must not be empty.');
  checkContextConstraint('EncryptionContextEquals', input.constraints?.encryptionContextEquals);
  checkContextConstraint('EncryptionContextSubset', input.constraints?.encryptionContextSubset);
}

/** @throws KmsError ValidationException for a constraint on what requests for the key do not have. */
export function checkConstraintsSuit({ keySpec }: KmsKey, constraints: GrantConstraints | undefined): void {
  if (keySpec === 'SYMMETRIC_DEFAULT' || constraints === undefined) return;
  if (constraints.encryptionContextEquals === undefined && constraints.encryptionContextSubset === undefined) return;
  throw invalid('Encryption context grant constraints are supported only on symmetric encryption KMS keys.');
}

/** @throws KmsError InvalidArnException for what is not the ARN of an account, user, role or session. */
export function checkPrincipal(principal: string | undefined): void {
  if (principal === undefined || parsePrincipalArn(principal) !== undefined) return;
  throw new KmsError('InvalidArnException', `Invalid principal ARN: ${principal}`);
}

/** The names of the digest's entries are part of what is stored: they never change. */
export function grantRequestSha256(input: CreateGrantRequest, kmsKey: KmsKey, issuer: AccountId): string | undefined {
  const { name, constraints } = input;
  if (name === undefined) return undefined;
  const request = [
    kmsKey.arn,
    issuer,
    name,
    granteeOf(input),
    retireeOf(input),
    grantedOperations(input),
    constraintsText(constraints),
  ];
  return hash('sha256', JSON.stringify(request), 'hex');
}

export function newGrantRow(
  services: Services,
  input: CreateGrantRequest,
  kmsKey: KmsKey,
  issuer: AccountId,
): GrantRow {
  const { rng, clock } = services;
  return {
    region: kmsKey.region,
    grant_id: toHex(rng.bytes(GRANT_ID_BYTES)),
    key_id: kmsKey.keyId,
    account_id: kmsKey.accountId,
    issuing_account_id: issuer,
    grantee: granteeOf(input),
    retiree: retireeOf(input),
    operations: grantedOperations(input),
    constraints: constraintsText(input.constraints),
    name: input.name ?? null,
    request_sha256: grantRequestSha256(input, kmsKey, issuer) ?? null,
    token_mac_key: rng.bytes(GRANT_MAC_KEY_BYTES),
    created_at: clock.now(),
  };
}

function granteeOf(input: CreateGrantRequest): string {
  return input.granteePrincipal ?? input.granteeServicePrincipal ?? '';
}

function retireeOf(input: CreateGrantRequest): string | null {
  return input.retiringPrincipal ?? input.retiringServicePrincipal ?? null;
}

function grantedOperations({ operations }: CreateGrantRequest): string {
  return [...new Set(operations)].sort().join(',');
}

/** One text for one constraint, whatever order its pairs came in. */
function constraintsText(constraints: GrantConstraints | undefined): string | null {
  if (constraints === undefined) return null;
  const { encryptionContextEquals: equals, encryptionContextSubset: subset, sourceArn } = constraints;
  const present: GrantConstraints = {
    ...(equals === undefined ? {} : { encryptionContextEquals: sorted(equals) }),
    ...(subset === undefined ? {} : { encryptionContextSubset: sorted(subset) }),
    ...(sourceArn === undefined ? {} : { sourceArn }),
  };
  return Object.keys(present).length === 0 ? null : JSON.stringify(present);
}

function sorted(context: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function checkContextConstraint(name: string, context: Readonly<Record<string, string>> | undefined): void {
  if (context === undefined) return;
  canonicalContext(context);
  if (Object.keys(context).length > CONSTRAINT_PAIRS_MAX) {
    throw invalid(`${name} can include up to ${String(CONSTRAINT_PAIRS_MAX)} encryption context pairs.`);
  }
  if (Object.values(context).some((value) => value.length > CONSTRAINT_VALUE_MAX_CHARACTERS)) {
    throw invalid(`A value in ${name} cannot exceed ${String(CONSTRAINT_VALUE_MAX_CHARACTERS)} characters.`);
  }
}

function invalid(message: string): KmsError {
  return new KmsError('ValidationException', message);
}
