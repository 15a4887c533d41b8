/** The actions of `strongroom loadtest`. */
import type { LoadTenant } from '@strongroom/loadtest/load-tenants.js';
import { openLoadTenants } from '@strongroom/loadtest/load-tenants.js';
import { remarksOf, tablesOf } from '@strongroom/loadtest/report-text.js';
import { baseline, noisyNeighbour, type ScenarioOptions } from '@strongroom/loadtest/scenarios.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { kmsConnection, requireReady } from '../connection.js';
import { bold } from '../output.js';
import { table } from '../table.js';
import { withAdmin } from './connected.js';
import type { LoadtestFlags } from './loadtest-command.js';

type Report = Parameters<typeof tablesOf>[0];

export async function baselineCommand(context: CommandContext, flags: LoadtestFlags): Promise<void> {
  await run(context, flags, baseline);
}

export async function noisyNeighbourCommand(context: CommandContext, flags: LoadtestFlags): Promise<void> {
  if (flags.tenants < 2) throw new CliError('a neighbour needs --tenants 2 or more', { exitCode: EXIT.USAGE });
  await run(context, flags, noisyNeighbour);
}

async function run(
  context: CommandContext,
  flags: LoadtestFlags,
  scenario: (options: ScenarioOptions) => Promise<Report>,
): Promise<void> {
  const output = context.output();
  const tenants = await openTenants(context, flags);
  try {
    const report = await scenario({
      tenants,
      workload: { operation: flags.operation, via: flags.via, bytes: flags.bytes, inFlight: flags.inFlight },
      warmUpMs: flags.warmUp,
      durationMs: flags.duration,
      monotonic: systemMonotonic,
      rng: new SystemRng(),
      onPhase: (name) => {
        const seconds = String(Math.round((flags.warmUp + flags.duration) / 1000));
        output.notice(`${flags.operation} via ${flags.via}, ${name}: ${seconds} s …`);
      },
    });
    output.result(report, () => textOf(report));
  } finally {
    for (const tenant of tenants) tenant.close();
  }
}

/** Operators have the admin door; the gRPC door needs only its address and CA. */
async function openTenants(context: CommandContext, flags: LoadtestFlags): Promise<LoadTenant[]> {
  const connection = context.connection();
  if (connection.address === undefined) requireReady(connection);
  const { address, ca, region } = kmsConnection(connection, flags.region);
  const target = { address, ca, ...(region === undefined ? {} : { region }) };
  return withAdmin(context, (admin) => openLoadTenants(admin, target, flags.tenants));
}

function textOf(report: Report): string {
  const tables = tablesOf(report).map(({ title, head, rows }) => [
    ...(title === '' ? [] : [bold(title)]),
    table(head, rows),
    '',
  ]);
  return [...tables.flat(), ...remarksOf(report)].join('\n');
}
