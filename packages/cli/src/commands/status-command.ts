import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { withAdmin } from './connected.js';

export function addStatusCommand(program: Command, context: CommandContext): void {
  program
    .command('status')
    .summary('show the processes and HSM nodes of an installation')
    .description('Shows whether an installation runs, its Regions, and the state of every HSM node.')
    .addHelpText(
      'after',
      `
Examples:
  strongroom status
  strongroom status --json | jq '.regions[].nodes[] | select(.state != "linked")'`,
    )
    .action(async () => {
      const { collectStatus, statusText } = await import('../status.js');
      const status = await withAdmin(context, (admin) => collectStatus(admin, context.connection()));
      context.output().result(status, () => statusText(status));
    });
}
