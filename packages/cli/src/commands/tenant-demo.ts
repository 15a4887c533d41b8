/** `strongroom tenant demo`: the two demo tenants where no `strongroom up` makes them, for example in containers. */
import { must } from '@strongroom/core/assert.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { dataDirOf, requireReady } from '../connection.js';
import { makePrivateFolder } from '../files.js';
import { layoutOf } from '../layout.js';
import type { ReadyTenant } from '../ready-file.js';
import { withAdmin } from './connected.js';
import { shellText } from './env-command.js';

export interface DemoFlags {
  readonly export?: string;
}

/** Makes what is missing, keeps it in the data folder (0600), shows all of it. */
export async function demoTenants(context: CommandContext, flags: DemoFlags): Promise<void> {
  const { ensureDemoTenants } = await import('../provision/demo-tenants.js');
  const connection = context.connection();
  // Beside the credentials that `strongroom up` keeps, where it runs the installation.
  const local = connection.adminAddress === undefined;
  const layout = layoutOf(local ? dataDirOf(requireReady(connection)) : connection.dataDir);
  makePrivateFolder(layout.dataDir);
  const { tenants, region } = await withAdmin(context, async (admin) => {
    const { regions = [] } = await admin.describeFleet({});
    return {
      tenants: await ensureDemoTenants(admin, layout.credentialsFile),
      region: connection.region ?? must(regions[0]?.region, 'a front end serves a Region'),
    };
  });
  if (flags.export === undefined) {
    context.output().result({ tenants }, () => tenants.map(tenantText).join('\n\n'));
    return;
  }
  const variables = demoVariables(chosen(tenants, flags.export), region);
  context.output().result(variables, () => shellText(variables));
}

/** What AWS clients and this command read; where the endpoints are published is not known here. */
export function demoVariables(tenant: ReadyTenant, region: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: tenant.accessKeyId,
    AWS_SECRET_ACCESS_KEY: tenant.secretAccessKey,
    STRONGROOM_CLI_TOKEN: tenant.token,
  };
}

function chosen(tenants: readonly ReadyTenant[], name: string): ReadyTenant {
  const found = tenants.find((each) => each.name === name || each.accountId === name);
  if (found !== undefined) return found;
  throw new CliError(`no demo tenant "${name}"`, {
    hints: [`there are ${tenants.map((each) => each.name).join(', ')}`],
    exitCode: EXIT.USAGE,
  });
}

export function tenantText(tenant: ReadyTenant): string {
  return [
    `account            ${tenant.accountId} (${tenant.name})`,
    `principal          ${tenant.arn}`,
    `access key id      ${tenant.accessKeyId}`,
    `secret access key  ${tenant.secretAccessKey}`,
    `bearer token       ${tenant.token}`,
  ].join('\n');
}
