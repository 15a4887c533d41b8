import type { Command } from 'commander';
import { keyValue } from '../arguments.js';
import type { CommandContext } from '../command-context.js';

export interface DecryptFlags {
  readonly context?: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly force?: true;
  readonly region?: string;
}

export function addDecryptCommand(program: Command, context: CommandContext): void {
  program
    .command('decrypt')
    .argument('<file>', 'made by `strongroom encrypt`')
    .summary('decrypt a file made by `strongroom encrypt`')
    .description('Decrypts a file. The output appears when every byte has been verified, or not at all.')
    .option('--context <name=value>', 'the encryption context that it was encrypted with; repeatable', keyValue)
    .option('--output <file>', 'default: the file name without .sealed')
    .option('--force', 'replace the output file')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom decrypt report.pdf.sealed
  strongroom decrypt /backup/dump.sealed --context host=db1 --context kind=full --output dump.sql`,
    )
    .action(async (file: string, flags: DecryptFlags) => {
      const { decryptCommand } = await import('./envelope-actions.js');
      await decryptCommand(context, file, flags);
    });
}
