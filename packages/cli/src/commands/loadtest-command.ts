import { type Command, Option } from 'commander';
import { duration, integer, oneOf } from '../arguments.js';
import type { CommandContext } from '../command-context.js';

export interface LoadtestFlags {
  readonly tenants: number;
  readonly inFlight: number;
  readonly duration: number;
  readonly warmUp: number;
  readonly via: 'batch' | 'unary';
  readonly operation: 'Encrypt' | 'Decrypt' | 'GenerateDataKey' | 'GenerateRandom' | 'DescribeKey';
  readonly bytes: number;
  readonly region?: string;
}

const OPERATIONS = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateRandom', 'DescribeKey'] as const;

export function addLoadtestCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('loadtest')
    .summary('measure throughput, latency and isolation')
    .description('Puts load on an installation in closed loops and reports latency percentiles per tenant.');
  const scenario = (name: string, summary: string, tenants: number): Command =>
    group
      .command(name)
      .summary(summary)
      .description(`${summary}. Creates tenants of its own (named loadtest-…), with one key each.`)
      .option('--tenants <n>', 'how many', integer(1, 64), tenants)
      .option('--in-flight <n>', 'operations in flight per tenant', integer(1, 1024), 16)
      .addOption(new Option('--duration <duration>', 'of each phase').argParser(duration).default(10_000, '10s'))
      .addOption(new Option('--warm-up <duration>', 'before it, not counted').argParser(duration).default(2000, '2s'))
      .option('--via <door>', 'batch stream or unary calls', oneOf(['batch', 'unary'] as const), 'batch' as const)
      .option('--operation <name>', OPERATIONS.join(', '), oneOf(OPERATIONS), 'Encrypt' as const)
      .option('--bytes <n>', 'plaintext size', integer(1, 4096), 256)
      .option('--region <name>', 'the Region');
  scenario('baseline', 'Tenants under the same load', 1)
    .addHelpText(
      'after',
      `
Examples:
  strongroom loadtest baseline --tenants 4 --duration 30s
  strongroom loadtest baseline --via unary --json`,
    )
    .action(async (flags: LoadtestFlags) => {
      const { baselineCommand } = await import('./loadtest-actions.js');
      await baselineCommand(context, flags);
    });
  scenario('noisy-neighbour', 'One tenant alone, then beside others at full speed', 8)
    .addHelpText('after', '\nExamples:\n  strongroom loadtest noisy-neighbour --tenants 8 --duration 20s')
    .action(async (flags: LoadtestFlags) => {
      const { noisyNeighbourCommand } = await import('./loadtest-actions.js');
      await noisyNeighbourCommand(context, flags);
    });
}
