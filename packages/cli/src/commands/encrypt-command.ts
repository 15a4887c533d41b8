import type { Command } from 'commander';
import { keyValue } from '../arguments.js';
import type { CommandContext } from '../command-context.js';

export interface EncryptFlags {
  readonly key: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly force?: true;
  readonly region?: string;
}

export function addEncryptCommand(program: Command, context: CommandContext): void {
  program
    .command('encrypt')
    .argument('<file>', 'of any size')
    .summary('envelope-encrypt a file')
    .description(
      'Encrypts a file on this machine under a fresh data key, and keeps the data key in the file, encrypted by the\n' +
        'KMS. Only who may use the KMS key, and names the same encryption context, can decrypt it.',
    )
    .requiredOption('--key <key>', 'key id, key ARN, alias name or alias ARN')
    .option('--context <name=value>', 'encryption context: bound to the file, not kept in it; repeatable', keyValue)
    .option('--output <file>', 'default: the file name with .sealed')
    .option('--force', 'replace the output file')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom encrypt report.pdf --key alias/orders
  strongroom encrypt dump.sql --key alias/backup --context host=db1 --context kind=full --output /backup/dump.sealed`,
    )
    .action(async (file: string, flags: EncryptFlags) => {
      const { encryptCommand } = await import('./envelope-actions.js');
      await encryptCommand(context, file, flags);
    });
}
