/** What principals carry: inline policies, permissions boundary, tags. Every change outdates the principal's record. */
import { KmsError } from '@strongroom/core/errors.js';
import {
  MANAGED_POLICY_MAX_CHARS,
  policyChars,
  ROLE_INLINE_POLICY_MAX_CHARS,
  USER_INLINE_POLICY_MAX_CHARS,
} from '@strongroom/iam/policy/parse-policy.js';
import type { DeletePrincipalPolicyRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/DeletePrincipalPolicyRequest.js';
import type { DescribePrincipalRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/DescribePrincipalRequest.js';
import type { PutPrincipalPolicyRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/PutPrincipalPolicyRequest.js';
import type { SetPermissionsBoundaryRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/SetPermissionsBoundaryRequest.js';
import type { TagPrincipalRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/TagPrincipalRequest.js';
import type { UntagPrincipalRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/UntagPrincipalRequest.js';
import type { PrincipalRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { checkName, checkTags, POLICY_NAME } from '../identity/iam-names.js';
import { identityPolicy } from '../identity/policies.js';
import { principalEntity } from '../identity/principal.js';
import type { Services } from '../services.js';
import type { AdminCall, Unary } from './admin-call.js';
import { principalMessage, requirePrincipal } from './principals.js';

/** Inline policies of one principal with their white space, which IAM's quota leaves out. */
const INLINE_POLICIES_MAX_CHARS = 131_072;

export function principalPolicyHandlers(unary: Unary) {
  return {
    DescribePrincipal: unary(async ({ services }: AdminCall, request: DescribePrincipalRequest__Output) => {
      await requirePrincipal(services, request.principalArn ?? '');
      return describe(services, request.principalArn ?? '');
    }),
    PutPrincipalPolicy: unary(putPolicy),
    DeletePrincipalPolicy: unary(deletePolicy),
    SetPermissionsBoundary: unary(setBoundary),
    TagPrincipal: unary(tag),
    UntagPrincipal: unary(untag),
  };
}

/** A principal with everything that it carries. @throws KmsError NotFoundException. */
export async function describe({ store: { reads } }: Services, arn: string) {
  const [row, policies, tags] = await Promise.all([
    reads.principal(arn),
    reads.principalPolicies(arn),
    reads.principalTags(arn),
  ]);
  if (row === undefined) throw new KmsError('NotFoundException', 'The principal was deleted meanwhile.');
  const { permissions_boundary: boundary, trust_policy: trust, max_session_seconds: seconds } = row;
  return {
    principal: principalMessage(row),
    policies: Object.fromEntries(policies.map((policy) => [policy.policy_name, policy.document])),
    tags: Object.fromEntries(tags.map((each) => [each.tag_key, each.tag_value])),
    ...(boundary === null ? {} : { permissionsBoundary: boundary }),
    ...(trust === null ? {} : { trustPolicy: trust }),
    ...(seconds === null ? {} : { maxSessionSeconds: seconds }),
  };
}

interface PrincipalChange {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly writes: readonly Write[];
  readonly decidedAt: number;
}

/** Guarded by the principal: two changes at once would each count without the other. */
async function change({ services, commit }: AdminCall, row: PrincipalRow, { decidedAt, ...made }: PrincipalChange) {
  const entity = principalEntity(row.arn);
  await commit({
    name: made.name,
    account: row.account_id,
    parameters: { arn: row.arn, ...made.parameters },
    writes: made.writes,
    entities: [entity],
    guard: { entities: [entity], afterSeq: decidedAt },
  });
  return describe(services, row.arn);
}

/** A principal that policies apply to: the root may do everything in its account. */
async function requireGoverned(services: Services, arn: string): Promise<PrincipalRow> {
  const row = await requirePrincipal(services, arn);
  if (row.kind !== 'root') return row;
  throw new KmsError('ValidationException', 'The root of an account takes no policies, boundary or tags.');
}

async function putPolicy(call: AdminCall, request: PutPrincipalPolicyRequest__Output) {
  const { store } = call.services;
  const policyName = checkName('policy_name', POLICY_NAME, request.policyName ?? '');
  const document = request.document ?? '';
  const decidedAt = store.changeSeq;
  const row = await requireGoverned(call.services, request.principalArn ?? '');
  const maxChars = row.kind === 'user' ? USER_INLINE_POLICY_MAX_CHARS : ROLE_INLINE_POLICY_MAX_CHARS;
  identityPolicy(document, policyName, maxChars);
  const others = (await store.reads.principalPolicies(row.arn)).filter((each) => each.policy_name !== policyName);
  const all = [document, ...others.map((each) => each.document)];
  const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0);
  if (sum(all.map(policyChars)) > maxChars || sum(all.map((each) => each.length)) > INLINE_POLICIES_MAX_CHARS) {
    throw new KmsError(
      'LimitExceededException',
      `Maximum policy size of ${String(maxChars)} bytes exceeded for ${row.kind} ${row.name}.`,
    );
  }
  return change(call, row, {
    name: 'PutPrincipalPolicy',
    parameters: { policyName },
    writes: [
      {
        kind: 'upsert',
        table: 'principal_policies',
        row: { principal_arn: row.arn, policy_name: policyName, document },
      },
    ],
    decidedAt,
  });
}

async function deletePolicy(call: AdminCall, request: DeletePrincipalPolicyRequest__Output) {
  const { store } = call.services;
  const decidedAt = store.changeSeq;
  const policyName = request.policyName ?? '';
  const row = await requirePrincipal(call.services, request.principalArn ?? '');
  if ((await store.reads.principalPolicies(row.arn)).every((each) => each.policy_name !== policyName)) {
    throw new KmsError('NotFoundException', `${row.arn} has no policy ${policyName.slice(0, 128)}.`);
  }
  return change(call, row, {
    name: 'DeletePrincipalPolicy',
    parameters: { policyName },
    writes: [
      {
        kind: 'delete',
        table: 'principal_policies',
        match: { principal_arn: row.arn, policy_name: policyName },
        rows: 1,
      },
    ],
    decidedAt,
  });
}

async function setBoundary(call: AdminCall, request: SetPermissionsBoundaryRequest__Output) {
  const decidedAt = call.services.store.changeSeq;
  const { document } = request;
  if (document !== undefined) identityPolicy(document, 'the permissions boundary', MANAGED_POLICY_MAX_CHARS);
  const row = await requireGoverned(call.services, request.principalArn ?? '');
  const { arn } = row;
  return change(call, row, {
    name: 'SetPermissionsBoundary',
    parameters: { boundary: document === undefined ? 'none' : 'set' },
    writes: [
      { kind: 'update', table: 'principals', match: { arn }, set: { permissions_boundary: document ?? null }, rows: 1 },
    ],
    decidedAt,
  });
}

async function tag(call: AdminCall, request: TagPrincipalRequest__Output) {
  const { store } = call.services;
  const decidedAt = store.changeSeq;
  const given = Object.entries(request.tags ?? {});
  const row = await requireGoverned(call.services, request.principalArn ?? '');
  const { arn } = row;
  // A key in another case is the same key: the new one takes its place.
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const before = await store.reads.principalTags(arn);
  const replaced = before.filter((each) => names.has(each.tag_key.toLowerCase()));
  const kept = before.filter((each) => !replaced.includes(each));
  checkTags([...kept.map((each) => [each.tag_key, each.tag_value] as const), ...given]);
  return change(call, row, {
    name: 'TagPrincipal',
    parameters: { tagKeys: given.map(([name]) => name).join(', ') },
    writes: [
      ...replaced.map(({ tag_key }): Write => {
        return { kind: 'delete', table: 'principal_tags', match: { principal_arn: arn, tag_key }, rows: 1 };
      }),
      ...given.map(([name, value]): Write => {
        return {
          kind: 'insert',
          table: 'principal_tags',
          row: { principal_arn: arn, tag_key: name, tag_value: value },
        };
      }),
    ],
    decidedAt,
  });
}

async function untag(call: AdminCall, request: UntagPrincipalRequest__Output) {
  const { store } = call.services;
  const decidedAt = store.changeSeq;
  const names = new Set((request.tagKeys ?? []).map((name) => name.toLowerCase()));
  const row = await requirePrincipal(call.services, request.principalArn ?? '');
  const going = (await store.reads.principalTags(row.arn)).filter((each) => names.has(each.tag_key.toLowerCase()));
  if (going.length === 0) throw new KmsError('NotFoundException', `${row.arn} has none of these tags.`);
  return change(call, row, {
    name: 'UntagPrincipal',
    parameters: { tagKeys: going.map((each) => each.tag_key).join(', ') },
    writes: going.map(({ tag_key }): Write => {
      return { kind: 'delete', table: 'principal_tags', match: { principal_arn: row.arn, tag_key }, rows: 1 };
    }),
    decidedAt,
  });
}
