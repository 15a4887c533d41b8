import type { Command } from 'commander';
import type { ClockState__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ClockState.js';
import { duration } from '../arguments.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { millisecondsOf } from '../timestamps.js';
import { withAdmin } from './connected.js';

interface AdvanceFlags {
  readonly yes?: true;
}

interface ClockSummary {
  readonly now: string;
  readonly offsetMs: number;
  readonly destroys: readonly string[];
  readonly advanced: boolean;
  /** Nodes that do not follow yet, as `<region>/<node>`. */
  readonly unacknowledgedNodes: readonly string[];
  /** Something that came due is still being done. */
  readonly jobsPending: boolean;
}

export function addClockCommand(program: Command, context: CommandContext): void {
  const clock = program
    .command('clock')
    .summary('show and move civil time')
    .description('Civil time decides about deletion, rotation and expiry. It can be moved forward, never back.');
  clock
    .command('show')
    .summary('show civil time')
    .description('Shows civil time and how far it is ahead of real time.')
    .addHelpText('after', '\nExample:\n  strongroom clock show')
    .action(async () => {
      const state = summary(await withAdmin(context, (admin) => admin.getClock({})));
      context.output().result(state, () => `${state.now} (${describeOffset(state.offsetMs)})`);
    });
  clock
    .command('advance')
    .argument('<duration>', 'such as 90s, 15m, 12h, 30d, 2w or 1y (365 days)', duration)
    .summary('move civil time forward, for the whole installation')
    .description(
      'Moves civil time forward. Without --yes it lists what the move would destroy, and does nothing. With it, it\n' +
        'answers when every HSM follows and everything that came due is done: deletions, rotations.',
    )
    .option('--yes', 'do it')
    .addHelpText('after', '\nExamples:\n  strongroom clock advance 7d\n  strongroom clock advance 400d --yes')
    .action(async (byMs: number, flags: AdvanceFlags) => {
      await advance(context, byMs, flags.yes === true);
    });
}

async function advance(context: CommandContext, byMs: number, confirm: boolean): Promise<void> {
  const state = summary(await withAdmin(context, (admin) => admin.advanceClock({ byMs, confirm })));
  const output = context.output();
  const tense = !state.advanced ? 'would' : state.jobsPending ? 'will' : 'did';
  output.result(state, () =>
    [
      ...state.destroys.map((what) => `${tense} ${what}`),
      state.advanced ? `it is now ${state.now}` : `it is still ${state.now}`,
    ].join('\n'),
  );
  if (state.unacknowledgedNodes.length > 0) {
    output.warn(`not yet at the new time: ${state.unacknowledgedNodes.join(', ')}; strongroom status shows why`);
  }
  if (state.jobsPending) output.warn('not everything that came due is done yet; it goes on in the background');
  if (!confirm) {
    throw new CliError('nothing was changed', { hints: ['add --yes to move the clock'], exitCode: EXIT.USAGE });
  }
}

function summary(state: ClockState__Output): ClockSummary {
  return {
    now: new Date(millisecondsOf(state.now)).toISOString(),
    offsetMs: state.offsetMs ?? 0,
    destroys: state.destroys ?? [],
    advanced: state.advanced ?? false,
    unacknowledgedNodes: state.unacknowledgedNodes ?? [],
    jobsPending: state.jobsPending ?? false,
  };
}

function describeOffset(offsetMs: number): string {
  return offsetMs === 0 ? 'real time' : `${String(Math.round(offsetMs / 1000))} s ahead of real time`;
}
