/** Users with policies, and keys with policies, for tests of authorization. */
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { AccountId } from '@strongroom/core/ids.js';
import type { CreateKeyRequest } from '@strongroom/proto/gen/kms-types.js';
import { principalEntity } from '../identity/principal.js';
import type { Call } from '../pipeline/call.js';
import type { FrontEndFixture } from './front-end-fixture.js';

export function userArn(account: AccountId, name: string): string {
  return `arn:aws:iam::${account}:user/${name}`;
}

/** An Allow (or other) statement as identity policies and key policies have it. */
export interface Statement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string;
  readonly Condition?: unknown;
}

export function policyOf(...statements: readonly Statement[]): string {
  const whole = statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement }));
  return JSON.stringify({ Version: '2012-10-17', Statement: whole });
}

/** Makes a user with one inline policy, or without, and a call as this user. */
export async function newUser(
  fixture: FrontEndFixture,
  account: AccountId,
  name: string,
  policy?: string,
): Promise<Call> {
  const arn = userArn(account, name);
  await insertPrincipal(fixture, { arn, account, kind: 'user', id: `AIDA${name.toUpperCase()}`, name });
  if (policy !== undefined) await putPolicy(fixture, arn, policy);
  return callAs(fixture, account, arn);
}

/** An AWS service that acts on behalf of an account, and a call as this service. @param name such as `s3` */
export async function newService(fixture: FrontEndFixture, account: AccountId, name: string): Promise<Call> {
  const principal = `${name}.amazonaws.com`;
  const arn = `arn:aws:iam::${account}:service/${principal}`;
  await insertPrincipal(fixture, { arn, account, kind: 'service', id: principal, name: principal });
  return callAs(fixture, account, arn);
}

interface NewPrincipal {
  readonly arn: string;
  readonly account: AccountId;
  readonly kind: 'user' | 'service';
  readonly id: string;
  readonly name: string;
}

async function insertPrincipal(
  fixture: FrontEndFixture,
  { arn, account, kind, id, name }: NewPrincipal,
): Promise<void> {
  const row = {
    arn,
    account_id: account,
    principal_id: id,
    name,
    created_at: 0,
    kind,
    trust_policy: null,
    max_session_seconds: null,
    permissions_boundary: null,
  };
  await fixture.store.commit({
    event: EMPTY_BYTES,
    writes: [{ kind: 'insert', table: 'principals', row }],
    entities: [principalEntity(arn)],
  });
}

async function callAs(fixture: FrontEndFixture, account: AccountId, arn: string): Promise<Call> {
  const { identities } = fixture.services;
  const credential = {
    superseded: false,
    kind: 'permissive',
    id: arn,
    principalArn: arn,
    expiresAt: undefined,
  } as const;
  return {
    ...(await fixture.callFor(account)),
    caller: must(await identities.caller(credential, ''), 'the principal'),
  };
}

export async function putPolicy(fixture: FrontEndFixture, arn: string, document: string): Promise<void> {
  const row = { principal_arn: arn, policy_name: 'inline', document };
  await fixture.store.commit({
    event: EMPTY_BYTES,
    writes: [{ kind: 'upsert', table: 'principal_policies', row }],
    entities: [principalEntity(arn)],
  });
}

/** Makes a key as the root of an account. @returns its ARN */
export async function keyOf(
  fixture: FrontEndFixture,
  account: AccountId,
  input: Partial<CreateKeyRequest> = {},
): Promise<string> {
  const bypass = { bypassPolicyLockoutSafetyCheck: true };
  const { keyMetadata } = await fixture.pipeline.run('CreateKey', await fixture.callFor(account), {
    ...bypass,
    ...input,
  });
  return must(keyMetadata?.arn, 'a key has an ARN');
}

/** `ok`, or the exception's name and message. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (error) {
    if (error instanceof KmsError) return `${error.exception}: ${error.message}`;
    throw error;
  }
}
