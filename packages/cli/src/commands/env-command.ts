import type { Command } from 'commander';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { chooseTenant, requireReady } from '../connection.js';
import type { ReadyFile, ReadyTenant } from '../ready-file.js';

interface Flags {
  readonly region?: string;
}

export function addEnvCommand(program: Command, context: CommandContext): void {
  program
    .command('env')
    .summary('print the variables that AWS clients read')
    .description(
      'Prints shell commands that point the AWS CLI and AWS SDKs at an installation, as one of its demo tenants.\n' +
        'They contain the secret access key.',
    )
    .option('--region <name>', 'the Region (default: the first one)')
    .addHelpText(
      'after',
      `
Examples:
  eval "$(strongroom env)"
  strongroom env --tenant demo-b --json`,
    )
    .action((flags: Flags) => {
      const connection = context.connection();
      const ready = requireReady(connection);
      const region = chooseRegion(ready, flags.region ?? connection.region);
      const variables = awsVariables(ready, chooseTenant(ready, connection.tenant), region);
      context.output().result(variables, () => shellText(variables));
    });
}

/** @throws CliError for a Region that the installation does not serve. */
function chooseRegion(ready: ReadyFile, wanted: string | undefined): string {
  if (wanted === undefined || ready.regions.includes(wanted)) return wanted ?? ready.region;
  throw new CliError(`Region ${wanted} is not served here`, {
    hints: [`served are ${ready.regions.join(', ')}`],
    exitCode: EXIT.USAGE,
  });
}

function awsVariables(ready: ReadyFile, tenant: ReadyTenant, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: ready.kms.http,
    AWS_REGION: region,
    // The AWS CLI 1 and boto3 read only this one.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: tenant.accessKeyId,
    AWS_SECRET_ACCESS_KEY: tenant.secretAccessKey,
  };
}

/** For `eval` in a POSIX shell. A session token that the shell has from elsewhere would spoil the credentials. */
export function shellText(variables: Readonly<Record<string, string>>): string {
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [...exports, ...('AWS_SESSION_TOKEN' in variables ? [] : ['unset AWS_SESSION_TOKEN'])].join('\n');
}

/** In single quotes nothing is special to the shell but the quote itself. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
