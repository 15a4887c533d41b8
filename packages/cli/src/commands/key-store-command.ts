import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';

export interface RegionFlag {
  readonly region?: string;
}

export interface ProxyFlags extends RegionFlag {
  readonly endpoint?: string;
  readonly path?: string;
  readonly accessKey?: string;
  readonly secretFile?: string;
}

export interface UpdateFlags extends ProxyFlags {
  readonly name?: string;
}

const STORE = 'key store id (cks-…) or name';
const SECRET = 'a file with its secret access key, 43 to 64 characters; - reads standard input';

export function addKeyStoreCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('key-store')
    .summary('external key stores: keys that stay with you')
    .description(
      'Custom key stores of a tenant: KMS keys whose other half is in an external key manager, behind a proxy of yours.',
    );
  addCreateCommand(group, context);
  group
    .command('list')
    .summary("list the tenant's key stores")
    .description("Lists the tenant's key stores with their states.")
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key-store list')
    .action(async (flags: RegionFlag) => {
      const { listKeyStores } = await import('./key-store-actions.js');
      await listKeyStores(context, flags);
    });
  addSimpleCommand(group, context, 'connect', 'connect a key store, and wait until it is');
  addSimpleCommand(group, context, 'disconnect', 'disconnect a key store: its keys become unavailable');
  addUpdateCommand(group, context);
  addSimpleCommand(group, context, 'delete', 'delete a disconnected key store that holds no keys');
}

function addCreateCommand(group: Command, context: CommandContext): void {
  group
    .command('create')
    .argument('<name>', 'a name for people, unique in account and Region')
    .summary('create an external key store')
    .description('Creates an external key store. Its proxy is asked first; the store is then to be connected.')
    .requiredOption('--endpoint <uri>', 'of the proxy: https:// and its host')
    .option('--path <path>', 'of its API', '/kms/xks/v1')
    .requiredOption('--access-key <id>', 'of the credential that the proxy has for this store')
    .requiredOption('--secret-file <file>', SECRET)
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom key-store create mine --endpoint https://xks.example.com --path /tenant-1/kms/xks/v1 \\
    --access-key ABCDEFGHIJ2345672345 --secret-file secret.txt
  strongroom key-store connect mine
  strongroom key create --key-store mine --xks-key my-external-key --alias alias/external`,
    )
    .action(async (name: string, flags: ProxyFlags) => {
      const { createKeyStore } = await import('./key-store-actions.js');
      await createKeyStore(context, name, flags);
    });
}

function addUpdateCommand(group: Command, context: CommandContext): void {
  group
    .command('update')
    .argument('<store>', STORE)
    .summary('rename a key store, or change its proxy')
    .description('Changes a key store. Its endpoint can be changed only while it is disconnected.')
    .option('--name <name>', 'its new name')
    .option('--endpoint <uri>', 'of the proxy: https:// and its host')
    .option('--path <path>', 'of its API')
    .option('--access-key <id>', 'of a new credential')
    .option('--secret-file <file>', SECRET)
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      '\nExamples:\n  strongroom key-store update mine --access-key ABCDEFGHIJ2345672345 --secret-file new-secret.txt',
    )
    .action(async (name: string, flags: UpdateFlags) => {
      const { updateKeyStore } = await import('./key-store-actions.js');
      await updateKeyStore(context, name, flags);
    });
}

function addSimpleCommand(
  group: Command,
  context: CommandContext,
  verb: 'connect' | 'disconnect' | 'delete',
  summary: string,
): void {
  group
    .command(verb)
    .argument('<store>', STORE)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .option('--region <name>', 'the Region')
    .addHelpText('after', `\nExamples:\n  strongroom key-store ${verb} mine`)
    .action(async (name: string, flags: RegionFlag) => {
      const actions = await import('./key-store-actions.js');
      await actions[`${verb}KeyStore`](context, name, flags);
    });
}
