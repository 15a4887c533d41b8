import type { Command } from 'commander';
import { must } from '@strongroom/core/assert.js';
import { integer } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import { withAdmin } from './connected.js';
import type { DemoFlags } from './tenant-demo.js';

interface CreateFlags {
  readonly account?: string;
  readonly tokenDays: number;
}

const TOKEN_DAYS_MAX = 3650;
const TOKEN_DAYS_DEFAULT = 90;

export function addTenantCommand(program: Command, context: CommandContext): void {
  const tenant = program
    .command('tenant')
    .summary('create and list tenants (AWS accounts)')
    .description('A tenant is an AWS account with keys of its own, in an HSM slot of its own.');
  tenant
    .command('create')
    .argument('<name>', 'for people')
    .summary('create a tenant with an access key and a bearer token')
    .description('Creates an account, and an access key and a bearer token of its root principal. They are shown once.')
    .option('--account <id>', '12 digits; random when absent')
    .option('--token-days <n>', 'validity of the token', integer(1, TOKEN_DAYS_MAX), TOKEN_DAYS_DEFAULT)
    .addHelpText(
      'after',
      `
Examples:
  strongroom tenant create billing
  strongroom tenant create billing --account 123456789012 --json > billing.json`,
    )
    .action(async (name: string, flags: CreateFlags) => {
      await create(context, name, flags);
    });
  tenant
    .command('list')
    .summary('list all tenants')
    .description('Lists all tenants.')
    .addHelpText('after', '\nExample:\n  strongroom tenant list')
    .action(async () => {
      await list(context);
    });
  tenant
    .command('demo')
    .summary('make the two demo tenants and show their credentials')
    .description(
      'Makes the demo tenants that `strongroom up` makes, where something else started the services. Their\n' +
        'credentials are kept in credentials.json of the data folder, so that it shows the same ones each time.',
    )
    .option('--export <name>', 'print one as shell commands, for AWS clients and for this command')
    .addHelpText('after', '\nExample:\n  eval "$(docker compose run --rm -T cli tenant demo --export demo-a)"')
    .action(async (flags: DemoFlags) => {
      const { demoTenants } = await import('./tenant-demo.js');
      await demoTenants(context, flags);
    });
}

async function create(context: CommandContext, name: string, flags: CreateFlags): Promise<void> {
  const { tenantText } = await import('./tenant-demo.js');
  const created = await withAdmin(context, async (admin) => {
    const tenant = await admin.createTenant({
      name,
      ...(flags.account === undefined ? {} : { accountId: flags.account }),
    });
    const arn = must(tenant.rootArn, 'a tenant has a root principal');
    const accessKey = await admin.createAccessKey({ principalArn: arn });
    const bearer = await admin.createBearerToken({ principalArn: arn, validDays: flags.tokenDays });
    return {
      accountId: must(tenant.accountId, 'a tenant has an account'),
      name: tenant.name ?? name,
      arn,
      accessKeyId: accessKey.accessKeyId ?? '',
      secretAccessKey: accessKey.secretAccessKey ?? '',
      token: bearer.token ?? '',
    };
  });
  context.output().result(created, () => `${tenantText(created)}\n\nKeep these: they cannot be shown again.`);
}

async function list(context: CommandContext): Promise<void> {
  const [{ table }, { millisecondsOf }] = await Promise.all([import('../table.js'), import('../timestamps.js')]);
  const tenants = await withAdmin(context, async (admin) => {
    const answer = await admin.listTenants({});
    return (answer.tenants ?? []).map((each) => ({
      accountId: each.accountId ?? '',
      name: each.name ?? '',
      arn: each.rootArn ?? '',
      createdAt: new Date(millisecondsOf(each.createdAt)).toISOString(),
    }));
  });
  context.output().result({ tenants }, () =>
    table(
      ['account', 'name', 'created'],
      tenants.map((each) => [each.accountId, each.name, each.createdAt]),
    ),
  );
}
