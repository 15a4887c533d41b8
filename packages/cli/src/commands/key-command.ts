import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';

export interface RegionFlag {
  readonly region?: string;
}

export function addKeyCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('key')
    .summary('create, list and describe KMS keys')
    .description('The KMS keys of a tenant.');
  group
    .command('create')
    .summary('create a symmetric encryption key')
    .description('Creates a symmetric encryption key. The key never leaves the HSMs.')
    .option('--description <text>', 'for people')
    .option('--alias <name>', 'also give it this alias; alias/ is added when absent')
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key create --alias alias/orders --description "order data"')
    .action(async (flags: CreateFlags) => {
      const { createKey } = await import('./key-actions.js');
      await createKey(context, flags);
    });
  group
    .command('list')
    .summary("list the tenant's keys")
    .description("Lists the tenant's keys with their states and aliases.")
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key list --tenant demo-b')
    .action(async (flags: RegionFlag) => {
      const { listKeys } = await import('./key-actions.js');
      await listKeys(context, flags);
    });
  group
    .command('describe')
    .argument('<key>', 'key id, key ARN, alias name or alias ARN')
    .summary('show everything about one key')
    .description('Shows the metadata of one key.')
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key describe alias/orders --json')
    .action(async (name: string, flags: RegionFlag) => {
      const { describeKey } = await import('./key-actions.js');
      await describeKey(context, name, flags);
    });
}

export interface CreateFlags extends RegionFlag {
  readonly description?: string;
  readonly alias?: string;
}
