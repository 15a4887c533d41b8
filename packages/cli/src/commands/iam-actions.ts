/** Users, roles, policies and tags: what `strongroom iam` does over the admin door, but for credentials. */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import type { Principal__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/Principal.js';
import type { PrincipalDescription__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/PrincipalDescription.js';
import { keyValue } from '../arguments.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';
import { withAdmin } from './connected.js';
import { accountOf, arnOf, readPolicy, timeOf } from './iam-arguments.js';
import type { AccountFlag, RoleFlags } from './iam-command.js';

export async function createUser(context: CommandContext, userName: string, flags: AccountFlag): Promise<void> {
  const accountId = accountOf(context, flags);
  showMade(context, await withAdmin(context, (admin) => admin.createPrincipal({ accountId, userName })));
}

export async function listPrincipals(context: CommandContext, flags: AccountFlag): Promise<void> {
  const accountId = accountOf(context, flags);
  const answer = await withAdmin(context, (admin) => admin.listPrincipals({ accountId }));
  const principals = (answer.principals ?? []).map(principalOf);
  context.output().result({ principals }, () =>
    table(
      ['kind', 'name', 'id', 'arn'],
      principals.map(({ kind, name, id, arn }) => [kind, name, id, arn]),
    ),
  );
}

export async function deletePrincipal(context: CommandContext, name: string, flags: AccountFlag): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  const gone = await withAdmin(context, (admin) => admin.deletePrincipal({ principalArn }));
  context.output().result(principalOf(gone), () => `deleted ${principalArn}`);
}

export function showPrincipal(context: CommandContext, name: string, flags: AccountFlag): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  return described(context, (admin) => admin.describePrincipal({ principalArn }));
}

export async function createRole(context: CommandContext, roleName: string, flags: RoleFlags): Promise<void> {
  const accountId = accountOf(context, flags);
  const trustPolicy = readPolicy(flags.trust ?? '');
  showMade(
    context,
    await withAdmin(context, (admin) => admin.createRole({ accountId, roleName, trustPolicy, ...maxSession(flags) })),
  );
}

export function updateRole(context: CommandContext, name: string, flags: RoleFlags): Promise<void> {
  const principalArn = arnOf(context, `role/${name}`, flags);
  const trust = flags.trust === undefined ? {} : { trustPolicy: readPolicy(flags.trust) };
  return described(context, (admin) => admin.updateRole({ principalArn, ...trust, ...maxSession(flags) }));
}

export function putPolicy(
  context: CommandContext,
  name: string,
  policyName: string,
  file: string,
  flags: AccountFlag,
): Promise<void> {
  const request = { principalArn: arnOf(context, name, flags), policyName, document: readPolicy(file) };
  return described(context, (admin) => admin.putPrincipalPolicy(request));
}

export async function getPolicy(
  context: CommandContext,
  name: string,
  policyName: string,
  flags: AccountFlag,
): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  const { policies } = await withAdmin(context, (admin) => admin.describePrincipal({ principalArn }));
  const document = new Map(Object.entries(policies ?? {})).get(policyName);
  if (document === undefined) throw new CliError(`${principalArn} has no policy "${policyName}"`);
  context.output().result({ principalArn, policyName, document }, () => document);
}

export async function listPolicies(context: CommandContext, name: string, flags: AccountFlag): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  const { policies } = await withAdmin(context, (admin) => admin.describePrincipal({ principalArn }));
  const policyNames = Object.keys(policies ?? {}).sort();
  context.output().result({ principalArn, policyNames }, () => policyNames.join('\n'));
}

export function deletePolicy(
  context: CommandContext,
  name: string,
  policyName: string,
  flags: AccountFlag,
): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  return described(context, (admin) => admin.deletePrincipalPolicy({ principalArn, policyName }));
}

/** @param file undefined clears the boundary. */
export function setBoundary(
  context: CommandContext,
  name: string,
  file: string | undefined,
  flags: AccountFlag,
): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  const document = file === undefined ? {} : { document: readPolicy(file) };
  return described(context, (admin) => admin.setPermissionsBoundary({ principalArn, ...document }));
}

export function tagPrincipal(
  context: CommandContext,
  name: string,
  tags: readonly string[],
  flags: AccountFlag,
): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  const given = tags.reduce<Record<string, string>>((before, text) => keyValue(text, before), {});
  return described(context, (admin) => admin.tagPrincipal({ principalArn, tags: given }));
}

export function untagPrincipal(
  context: CommandContext,
  name: string,
  tagKeys: readonly string[],
  flags: AccountFlag,
): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  return described(context, (admin) => admin.untagPrincipal({ principalArn, tagKeys: [...tagKeys] }));
}

function maxSession({ maxSession: ms }: RoleFlags) {
  return ms === undefined ? {} : { maxSessionSeconds: Math.floor(ms / 1000) };
}

function principalOf(principal: Principal__Output | undefined) {
  return {
    arn: principal?.arn ?? '',
    kind: principal?.kind ?? '',
    name: principal?.name ?? '',
    id: principal?.principalId ?? '',
    createdAt: timeOf(principal?.createdAt),
  };
}

function showMade(context: CommandContext, made: Principal__Output): void {
  const principal = principalOf(made);
  context.output().result(principal, () => principal.arn);
}

async function described(
  context: CommandContext,
  action: (admin: AdminClient) => Promise<PrincipalDescription__Output>,
): Promise<void> {
  const answer = await withAdmin(context, action);
  const shown = {
    ...principalOf(answer.principal),
    policies: answer.policies ?? {},
    tags: answer.tags ?? {},
    permissionsBoundary: answer.permissionsBoundary ?? null,
    trustPolicy: answer.trustPolicy ?? null,
    maxSessionSeconds: answer.maxSessionSeconds ?? null,
  };
  context
    .output()
    .result(shown, () =>
      [
        `arn       ${shown.arn}`,
        `id        ${shown.id}`,
        `policies  ${Object.keys(shown.policies).sort().join(', ') || 'none'}`,
        `boundary  ${shown.permissionsBoundary === null ? 'none' : 'set'}`,
        ...Object.entries(shown.tags).map(([name, value]) => `tag       ${name}=${value}`),
        ...(shown.maxSessionSeconds === null ? [] : [`sessions  up to ${String(shown.maxSessionSeconds)} s`]),
      ].join('\n'),
    );
}
