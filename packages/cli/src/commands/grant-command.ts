import type { Command } from 'commander';
import { collect, keyValue } from '../arguments.js';
import type { CommandContext } from '../command-context.js';

export interface RegionFlag {
  readonly region?: string;
}

export interface CreateGrantFlags extends RegionFlag {
  readonly grantee: string;
  readonly operation: readonly string[];
  readonly retiring?: string;
  readonly contextEquals?: Readonly<Record<string, string>>;
  readonly contextSubset?: Readonly<Record<string, string>>;
  readonly name?: string;
}

export interface ListGrantsFlags extends RegionFlag {
  readonly grantee?: string;
  readonly retiring?: string;
}

export interface EndGrantFlags extends RegionFlag {
  readonly grantToken?: string;
}

const KEY_ARGUMENT = 'key id or key ARN; an alias of your own account also does';

export function addGrantCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('grant')
    .summary('let others use a key for named operations')
    .description('Grants: who else may use a KMS key, for which operations, until somebody ends it.');
  addCreate(group, context);
  group
    .command('list')
    .argument('[key]', KEY_ARGUMENT)
    .summary('list the grants of a key, or those that a principal may retire')
    .description('Lists the grants of a key; without one, the grants that --retiring may retire, on any key.')
    .option('--grantee <arn>', 'only those of this principal')
    .option('--retiring <arn>', 'a principal of your account')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom grant list alias/orders
  strongroom grant list --retiring arn:aws:iam::111122223333:root`,
    )
    .action(async (key: string | undefined, flags: ListGrantsFlags) => {
      const { listGrants } = await import('./grant-actions.js');
      await listGrants(context, key, flags);
    });
  addEnd(group, context);
}

function addCreate(group: Command, context: CommandContext): void {
  group
    .command('create')
    .argument('<key>', KEY_ARGUMENT)
    .summary('make a grant')
    .description('Lets a principal, of this account or another, use a key for the operations that you name.')
    .requiredOption('--grantee <arn>', 'who gets the permissions: an account, user, role or session')
    .requiredOption('--operation <name>', 'such as Decrypt, GenerateDataKey, Sign; several times', collect)
    .option('--retiring <arn>', 'who may end the grant by retiring it')
    .option('--context-equals <name=value>', 'only with exactly this encryption context; several times', keyValue)
    .option('--context-subset <name=value>', 'only with these pairs in the encryption context; several times', keyValue)
    .option('--name <text>', 'asked again with the same name and parameters, it is the same grant')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom grant create alias/orders --grantee arn:aws:iam::444455556666:root --operation Decrypt
  strongroom grant create alias/orders --grantee arn:aws:iam::111122223333:user/alice \\
    --operation Encrypt --operation Decrypt --context-subset department=finance --name alice-finance`,
    )
    .action(async (key: string, flags: CreateGrantFlags) => {
      const { createGrant } = await import('./grant-actions.js');
      await createGrant(context, key, flags);
    });
}

function addEnd(group: Command, context: CommandContext): void {
  group
    .command('retire')
    .argument('[key]', 'key ARN, or key id of your own account')
    .argument('[grant-id]', 'see `strongroom grant list`')
    .summary('end a grant that you hold')
    .description('Ends a grant as its retiring principal, its grantee or the account that made it.')
    .option('--grant-token <token>', 'instead of key and grant id')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom grant list 1234abcd-12ab-34cd-56ef-1234567890ab
  strongroom grant retire 1234abcd-12ab-34cd-56ef-1234567890ab GRANT-ID
  strongroom grant retire --grant-token U1JHAQ…`,
    )
    .action(async (key: string | undefined, grantId: string | undefined, flags: EndGrantFlags) => {
      const { retireGrant } = await import('./grant-actions.js');
      await retireGrant(context, { key, grantId }, flags);
    });
  group
    .command('revoke')
    .argument('<key>', KEY_ARGUMENT)
    .argument('<grant-id>', 'see `strongroom grant list`')
    .summary('end a grant on a key that you control')
    .description('Ends a grant at once: answers that rest on it and have not left are withheld.')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom grant revoke alias/orders GRANT-ID`,
    )
    .action(async (key: string, grantId: string, flags: RegionFlag) => {
      const { revokeGrant } = await import('./grant-actions.js');
      await revokeGrant(context, key, grantId, flags);
    });
}
