/** `strongroom key replicate`, `key promote` and `key delete`. */
import type { Command } from 'commander';
import { integer } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import type { RegionFlag } from './key-command.js';

const KEY_ARGUMENT = 'key id, key ARN, alias name or alias ARN';
/** API reference, ScheduleKeyDeletion: PendingWindowInDays. */
const WINDOW_MIN_DAYS = 7;
const WINDOW_MAX_DAYS = 30;

export interface ToRegionFlags extends RegionFlag {
  readonly to: string;
}

export interface DeleteFlags extends RegionFlag {
  readonly days?: number;
}

export function addMultiRegionCommands(group: Command, context: CommandContext): void {
  group
    .command('replicate')
    .argument('<key>', KEY_ARGUMENT)
    .summary('make a replica of a multi-Region key in another Region')
    .description(
      'Makes a replica of a multi-Region primary key in another Region, and waits until it can be used. The\n' +
        'replica has the same id and key material: what one Region encrypts, the other one decrypts.',
    )
    .requiredOption('--to <region>', 'the Region of the replica')
    .option('--region <name>', 'the Region of the primary')
    .addHelpText(
      'after',
      `
Examples:
  strongroom up --region eu-central-1 --region us-west-2
  strongroom key create --multi-region --alias alias/everywhere
  strongroom key replicate alias/everywhere --to us-west-2`,
    )
    .action(async (name: string, flags: ToRegionFlags) => {
      const { replicateKey } = await import('./multi-region-actions.js');
      await replicateKey(context, name, flags);
    });
  group
    .command('promote')
    .argument('<key>', KEY_ARGUMENT)
    .summary('make a replica the primary of its multi-Region key')
    .description('Makes the replica in another Region the primary, and waits until it is. This key becomes a replica.')
    .requiredOption('--to <region>', 'the Region of the replica')
    .option('--region <name>', 'the Region of the present primary')
    .addHelpText('after', '\nExamples:\n  strongroom key promote alias/everywhere --to us-west-2')
    .action(async (name: string, flags: ToRegionFlags) => {
      const { promoteKey } = await import('./multi-region-actions.js');
      await promoteKey(context, name, flags);
    });
  group
    .command('delete')
    .argument('<key>', KEY_ARGUMENT)
    .summary('schedule the deletion of a key')
    .description(
      'Schedules the deletion of a key: it cannot be used from now on, and is gone when the waiting period has\n' +
        'ended. A multi-Region primary waits for its replicas first. CancelKeyDeletion brings it back until then.',
    )
    .option('--days <n>', 'the waiting period, 7 to 30 days; 30 by default', integer(WINDOW_MIN_DAYS, WINDOW_MAX_DAYS))
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key delete alias/orders --days 7')
    .action(async (name: string, flags: DeleteFlags) => {
      const { deleteKey } = await import('./multi-region-actions.js');
      await deleteKey(context, name, flags);
    });
}
