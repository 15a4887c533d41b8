import { type Command, Option } from 'commander';
import { duration, integer, oneOf } from '../arguments.js';
import type { CommandContext } from '../command-context.js';

const LIMIT_MAX = 1000;
const LIMIT_DEFAULT = 50;

/** The flags of `find`, `tail` and `export`: which events. */
export interface EventFlags {
  readonly account?: string;
  readonly region?: string;
  readonly event?: string;
  readonly user?: string;
  readonly accessKey?: string;
  readonly resource?: string;
  readonly kind?: 'read' | 'write';
  readonly since?: number;
  readonly limit: number;
}

export interface VerifyFlags {
  readonly heads?: string;
  readonly saveHeads?: string;
}

export function addAuditCommand(program: Command, context: CommandContext): void {
  const audit = program
    .command('audit')
    .summary('read and verify the audit trail')
    .description('Every call is on record, refused and read-only ones too, in a chain that shows each alteration.');
  filtered(audit.command('find'))
    .summary('find events of an account, newest first')
    .description('Prints the events of one account and Region, newest first. With --json, the CloudTrail records.')
    .addHelpText(
      'after',
      `
Examples:
  strongroom audit find --event Decrypt --since 1h
  strongroom audit find --resource arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
  strongroom audit find --user alice --json`,
    )
    .action(async (flags: EventFlags) => (await import('./audit-actions.js')).find(context, flags));
  filtered(audit.command('tail'))
    .summary('follow events of an account as they happen')
    .description(
      'Prints events as they are recorded, oldest first, until it is interrupted. With --json, a record a line.',
    )
    .addHelpText('after', '\nExample:\n  strongroom audit tail --kind write')
    .action(async (flags: EventFlags) => (await import('./audit-actions.js')).tail(context, flags));
  audit
    .command('verify')
    .summary('recompute the chain of the audit trail')
    .description(
      'Reads every segment of every front end, recomputes its hash and its link to the one before, and names the\n' +
        'first that was changed, dropped or reordered. A trail that was cut off at its end looks whole: keep the\n' +
        'heads, and compare with them the next time.',
    )
    .option('--save-heads <file>', 'write the ends of the chains to a file')
    .option('--heads <file>', 'the trail must continue the chains whose ends are in this file')
    .addHelpText(
      'after',
      `
Examples:
  strongroom audit verify --save-heads monday.json
  strongroom audit verify --heads monday.json`,
    )
    .action(async (flags: VerifyFlags) => (await import('./audit-verify.js')).verify(context, flags));
}

function filtered(command: Command): Command {
  return command
    .option('--account <id>', 'whose events (default: the tenant that the command acts as)')
    .option('--region <name>', 'of which Region (default: that of the ready file)')
    .option('--event <name>', 'only these, e.g. Decrypt')
    .option('--user <name>', 'only by this user, role session or root')
    .option('--access-key <id>', 'only with this access key')
    .option('--resource <arn>', 'only with this key')
    .addOption(new Option('--kind <kind>', 'read or write').argParser(oneOf(['read', 'write'])))
    .addOption(new Option('--since <duration>', 'not older than this, by civil time').argParser(duration))
    .addOption(
      new Option('--limit <number>', 'at most so many').argParser(integer(1, LIMIT_MAX)).default(LIMIT_DEFAULT),
    );
}
