/** Credentials: `strongroom iam access-key`, `token`, `assume-role` and `service-credential`. */
import type { AccessKey__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/AccessKey.js';
import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';
import { withAdmin } from './connected.js';
import { shellText } from './env-command.js';
import { accountOf, arnOf, readPolicy, timeOf } from './iam-arguments.js';
import type { AccountFlag, AssumeRoleFlags, ServiceFlags, TokenFlags } from './iam-command.js';

const KEPT_ONCE = 'Keep these: they cannot be shown again.';

export async function assumeRole(context: CommandContext, name: string, flags: AssumeRoleFlags): Promise<void> {
  const request = {
    roleArn: arnOf(context, name.startsWith('arn:') ? name : `role/${name}`, flags),
    sessionName: flags.sessionName,
    tags: flags.tag ?? {},
    ...(flags.duration === undefined ? {} : { durationSeconds: Math.floor(flags.duration / 1000) }),
    ...(flags.policy === undefined ? {} : { sessionPolicy: readPolicy(flags.policy) }),
    ...(flags.sourceIdentity === undefined ? {} : { sourceIdentity: flags.sourceIdentity }),
  };
  const made = await withAdmin(context, (admin) => admin.createRoleSession(request));
  const variables = {
    AWS_ACCESS_KEY_ID: made.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: made.secretAccessKey ?? '',
    AWS_SESSION_TOKEN: made.sessionToken ?? '',
  };
  const expiresAt = timeOf(made.expiresAt);
  context.output().result({ arn: made.principalArn ?? '', expiresAt, ...variables }, () => shellText(variables));
}

export async function createAccessKey(context: CommandContext, name: string, flags: AccountFlag): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  showSecret(context, await withAdmin(context, (admin) => admin.createAccessKey({ principalArn })));
}

export async function listAccessKeys(context: CommandContext, name: string, flags: AccountFlag): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  const answer = await withAdmin(context, (admin) => admin.listAccessKeys({ principalArn }));
  const accessKeys = (answer.accessKeys ?? []).map(accessKeyOf);
  context.output().result({ accessKeys }, () =>
    table(
      ['access key', 'state', 'created', 'expires'],
      accessKeys.map((each) => [
        each.accessKeyId,
        each.active ? 'active' : 'inactive',
        each.createdAt,
        each.expiresAt ?? 'never',
      ]),
    ),
  );
}

export async function setAccessKeyActive(context: CommandContext, accessKeyId: string, active: boolean): Promise<void> {
  const made = await withAdmin(context, (admin) => admin.setAccessKeyActive({ accessKeyId, active }));
  context.output().result(accessKeyOf(made), () => `${accessKeyId} is ${active ? 'active' : 'inactive'}`);
}

export async function deleteAccessKey(context: CommandContext, accessKeyId: string): Promise<void> {
  const gone = await withAdmin(context, (admin) => admin.deleteAccessKey({ accessKeyId }));
  context.output().result(accessKeyOf(gone), () => `deleted ${accessKeyId}`);
}

export async function createToken(context: CommandContext, name: string, flags: TokenFlags): Promise<void> {
  const principalArn = arnOf(context, name, flags);
  const made = await withAdmin(context, (admin) =>
    admin.createBearerToken({ principalArn, validDays: flags.tokenDays }),
  );
  const token = made.token ?? '';
  const result = { principalArn, token, tokenSha256: made.tokenSha256 ?? '', expiresAt: timeOf(made.expiresAt) };
  context.output().result(result, () => `principal     ${principalArn}\nbearer token  ${token}\n\n${KEPT_ONCE}`);
}

export async function createServiceCredential(context: CommandContext, flags: ServiceFlags): Promise<void> {
  const accountId = accountOf(context, flags);
  const service = flags.service.includes('.') ? flags.service : `${flags.service}.amazonaws.com`;
  const made = await withAdmin(context, async (admin) => {
    const principal = await admin.createServicePrincipal({ accountId, service });
    return admin.createAccessKey({ principalArn: principal.arn ?? '' });
  });
  showSecret(context, made);
}

function accessKeyOf(row: AccessKey__Output) {
  return {
    accessKeyId: row.accessKeyId ?? '',
    principalArn: row.principalArn ?? '',
    active: row.active === true,
    createdAt: timeOf(row.createdAt),
    expiresAt: row.expiresAt === undefined ? null : timeOf(row.expiresAt),
  };
}

function showSecret(context: CommandContext, made: AccessKey__Output): void {
  const shown = { ...accessKeyOf(made), secretAccessKey: made.secretAccessKey ?? '' };
  context
    .output()
    .result(shown, () =>
      [
        `principal          ${shown.principalArn}`,
        `access key id      ${shown.accessKeyId}`,
        `secret access key  ${shown.secretAccessKey}`,
        '',
        KEPT_ONCE,
      ].join('\n'),
    );
}
