/** `strongroom iam`: users, roles, their policies and credentials. What a leaf does is in iam-actions.ts. */
import type { Command } from 'commander';
import { duration, integer, keyValue } from '../arguments.js';
import type { CommandContext } from '../command-context.js';

export interface AccountFlag {
  readonly account?: string;
}
export interface RoleFlags extends AccountFlag {
  readonly trust?: string;
  /** Milliseconds. */
  readonly maxSession?: number;
}
export interface AssumeRoleFlags extends AccountFlag {
  readonly sessionName: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly policy?: string;
  readonly tag?: Readonly<Record<string, string>>;
  readonly sourceIdentity?: string;
}
export interface TokenFlags extends AccountFlag {
  readonly tokenDays: number;
}
export interface ServiceFlags extends AccountFlag {
  readonly service: string;
}

const load = () => import('./iam-actions.js');
const loadCredentials = () => import('./iam-credential-actions.js');

interface Leaf {
  readonly name: string;
  readonly arguments: readonly (readonly [name: string, description: string])[];
  readonly summary: string;
  readonly description?: string;
  readonly example: string;
}

const PRINCIPAL = ['<principal>', 'user/NAME, role/NAME, service/NAME, root, or an ARN'] as const;
const TOKEN_DAYS_MAX = 3650;
const TOKEN_DAYS_DEFAULT = 90;

export function addIamCommand(program: Command, context: CommandContext): void {
  const iam = program
    .command('iam')
    .summary('manage users, roles, policies and their credentials')
    .description('Identities of a tenant: of the first demo tenant, of --tenant NAME, or of --account ID.');
  addUserCommands(iam, context);
  addRoleCommands(iam, context);
  addPolicyCommands(iam, context);
  addTagCommands(iam, context);
  addCredentialCommands(iam, context);
}

function group(iam: Command, name: string, summary: string): Command {
  return iam
    .command(name)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`);
}

function leaf(parent: Command, { name, arguments: given, summary, description, example }: Leaf): Command {
  const command = parent.command(name).summary(summary);
  for (const [argument, meaning] of given) command.argument(argument, meaning);
  return command
    .description(description ?? `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .option('--account <id>', 'the tenant, 12 digits')
    .addHelpText('after', `\nExample:\n  strongroom iam ${example}`);
}

function addUserCommands(iam: Command, context: CommandContext): void {
  const user = group(iam, 'user', 'create, list and delete users');
  const NAME = ['<name>', 'letters, digits and _+=,.@-'] as const;
  leaf(user, { name: 'create', arguments: [NAME], summary: 'create a user', example: 'user create alice' }).action(
    async (name: string, flags: AccountFlag) => (await load()).createUser(context, name, flags),
  );
  leaf(user, {
    name: 'list',
    arguments: [],
    summary: 'list all principals of a tenant',
    example: 'user list --account 123456789012',
  }).action(async (flags: AccountFlag) => (await load()).listPrincipals(context, flags));
  leaf(user, {
    name: 'delete',
    arguments: [NAME],
    summary: 'delete a user with its policies and credentials',
    example: 'user delete alice',
  }).action(async (name: string, flags: AccountFlag) => (await load()).deletePrincipal(context, `user/${name}`, flags));
  leaf(iam, {
    name: 'show',
    arguments: [PRINCIPAL],
    summary: 'show a principal with its policies and tags',
    example: 'show role/reader --json',
  }).action(async (principal: string, flags: AccountFlag) => (await load()).showPrincipal(context, principal, flags));
}

function addRoleCommands(iam: Command, context: CommandContext): void {
  const role = group(iam, 'role', 'create, change and delete roles');
  const NAME = ['<name>', 'letters, digits and _+=,.@-'] as const;
  leaf(role, {
    name: 'create',
    arguments: [NAME],
    summary: 'create a role',
    example: 'role create reader --trust trust.json --max-session 4h',
  })
    .requiredOption('--trust <file>', 'the trust policy, JSON: who may assume the role')
    .option('--max-session <duration>', '1h to 12h; default 1h', duration)
    .action(async (name: string, flags: RoleFlags) => (await load()).createRole(context, name, flags));
  leaf(role, {
    name: 'update',
    arguments: [NAME],
    summary: 'change who may assume a role, and for how long',
    example: 'role update reader --trust trust.json',
  })
    .option('--trust <file>', 'the trust policy, JSON')
    .option('--max-session <duration>', '1h to 12h', duration)
    .action(async (name: string, flags: RoleFlags) => (await load()).updateRole(context, name, flags));
  leaf(role, {
    name: 'delete',
    arguments: [NAME],
    summary: 'delete a role and end its sessions',
    example: 'role delete reader',
  }).action(async (name: string, flags: AccountFlag) => (await load()).deletePrincipal(context, `role/${name}`, flags));
  leaf(iam, {
    name: 'assume-role',
    arguments: [['<role>', 'its name or ARN']],
    summary: 'make credentials of a role as its operator',
    description:
      'Prints session credentials of a role as shell commands for AWS clients. This is the operator’s way: the\n' +
      'trust policy is not asked. Users call AssumeRole of STS.',
    example: 'assume-role reader --session-name debugging --duration 15m',
  })
    .option('--session-name <name>', '2 to 64 letters, digits and _+=,.@-', 'strongroom-cli')
    .option('--duration <duration>', '15m up to the maximum of the role; default 1h', duration)
    .option('--policy <file>', 'a session policy, JSON')
    .option('--tag <key=value>', 'a session tag; repeatable', keyValue)
    .option('--source-identity <name>', 'who is behind the session')
    .action(async (name: string, flags: AssumeRoleFlags) => (await loadCredentials()).assumeRole(context, name, flags));
}

function addPolicyCommands(iam: Command, context: CommandContext): void {
  const policy = group(iam, 'policy', 'manage inline policies of users and roles');
  const NAME = ['<name>', 'of the policy'] as const;
  leaf(policy, {
    name: 'put',
    arguments: [PRINCIPAL, NAME, ['<file>', 'the policy, JSON']],
    summary: 'give a principal a policy, or replace one',
    example: 'policy put user/alice use-keys policy.json',
  }).action(async (principal: string, name: string, file: string, flags: AccountFlag) =>
    (await load()).putPolicy(context, principal, name, file, flags),
  );
  leaf(policy, {
    name: 'get',
    arguments: [PRINCIPAL, NAME],
    summary: 'print a policy',
    example: 'policy get user/alice use-keys > policy.json',
  }).action(async (principal: string, name: string, flags: AccountFlag) =>
    (await load()).getPolicy(context, principal, name, flags),
  );
  leaf(policy, {
    name: 'list',
    arguments: [PRINCIPAL],
    summary: 'list the policies of a principal',
    example: 'policy list user/alice',
  }).action(async (principal: string, flags: AccountFlag) => (await load()).listPolicies(context, principal, flags));
  leaf(policy, {
    name: 'delete',
    arguments: [PRINCIPAL, NAME],
    summary: 'take a policy away',
    example: 'policy delete user/alice use-keys',
  }).action(async (principal: string, name: string, flags: AccountFlag) =>
    (await load()).deletePolicy(context, principal, name, flags),
  );
  const boundary = group(iam, 'boundary', 'set and clear permissions boundaries');
  leaf(boundary, {
    name: 'set',
    arguments: [PRINCIPAL, ['<file>', 'the boundary as a policy, JSON']],
    summary: 'limit what the policies of a principal can allow',
    example: 'boundary set user/alice boundary.json',
  }).action(async (principal: string, file: string, flags: AccountFlag) =>
    (await load()).setBoundary(context, principal, file, flags),
  );
  leaf(boundary, {
    name: 'clear',
    arguments: [PRINCIPAL],
    summary: 'remove the boundary of a principal',
    example: 'boundary clear user/alice',
  }).action(async (principal: string, flags: AccountFlag) =>
    (await load()).setBoundary(context, principal, undefined, flags),
  );
}

function addTagCommands(iam: Command, context: CommandContext): void {
  leaf(iam, {
    name: 'tag',
    arguments: [PRINCIPAL, ['<key=value...>', 'tags']],
    summary: 'tag a principal',
    example: 'tag user/alice team=red site=north',
  }).action(async (principal: string, tags: readonly string[], flags: AccountFlag) =>
    (await load()).tagPrincipal(context, principal, tags, flags),
  );
  leaf(iam, {
    name: 'untag',
    arguments: [PRINCIPAL, ['<key...>', 'tag keys']],
    summary: 'remove tags of a principal',
    example: 'untag user/alice team',
  }).action(async (principal: string, keys: readonly string[], flags: AccountFlag) =>
    (await load()).untagPrincipal(context, principal, keys, flags),
  );
}

function addCredentialCommands(iam: Command, context: CommandContext): void {
  const accessKey = group(iam, 'access-key', 'manage access keys');
  const ID = ['<access-key-id>', 'AKIA… or ASIA…'] as const;
  leaf(accessKey, {
    name: 'create',
    arguments: [PRINCIPAL],
    summary: 'make an access key; its secret is shown once',
    example: 'access-key create user/alice',
  }).action(async (principal: string, flags: AccountFlag) =>
    (await loadCredentials()).createAccessKey(context, principal, flags),
  );
  leaf(accessKey, {
    name: 'list',
    arguments: [PRINCIPAL],
    summary: 'list the access keys of a principal',
    example: 'access-key list user/alice',
  }).action(async (principal: string, flags: AccountFlag) =>
    (await loadCredentials()).listAccessKeys(context, principal, flags),
  );
  for (const [name, active] of [
    ['deactivate', false],
    ['activate', true],
  ] as const) {
    leaf(accessKey, {
      name,
      arguments: [ID],
      summary: active ? 'make an access key usable again' : 'make an access key unusable',
      example: `access-key ${name} AKIAIOSFODNN7EXAMPLE`,
    }).action(async (id: string) => (await loadCredentials()).setAccessKeyActive(context, id, active));
  }
  leaf(accessKey, {
    name: 'delete',
    arguments: [ID],
    summary: 'delete an access key for good',
    example: 'access-key delete AKIAIOSFODNN7EXAMPLE',
  }).action(async (id: string) => (await loadCredentials()).deleteAccessKey(context, id));
  const token = group(iam, 'token', 'make bearer tokens for gRPC');
  leaf(token, {
    name: 'create',
    arguments: [PRINCIPAL],
    summary: 'make a bearer token; it is shown once',
    example: 'token create user/alice --token-days 30',
  })
    .option('--token-days <n>', 'validity', integer(1, TOKEN_DAYS_MAX), TOKEN_DAYS_DEFAULT)
    .action(async (principal: string, flags: TokenFlags) =>
      (await loadCredentials()).createToken(context, principal, flags),
    );
  const service = group(iam, 'service-credential', 'make credentials of AWS services');
  leaf(service, {
    name: 'create',
    arguments: [],
    summary: 'make an access key of a service that acts for a tenant',
    example: 'service-credential create --service s3 --account 123456789012',
  })
    .requiredOption('--service <name>', 's3, or s3.amazonaws.com')
    .action(async (flags: ServiceFlags) => (await loadCredentials()).createServiceCredential(context, flags));
}
