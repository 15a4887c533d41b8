import { type Command, Option } from 'commander';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { duration } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import { adminConnection } from '../connection.js';
import { FRONT_END_ID, layoutOf } from '../layout.js';
import { keyValue } from '../arguments.js';
import { withAdmin } from './connected.js';
import { addRotateDomainKeyCommand } from './rotate-domain-key-command.js';

interface InitFlags {
  readonly wait: number;
  readonly serviceHost?: Readonly<Record<string, string>>;
}

const WAIT_DEFAULT_MS = 60_000;

export function addFleetCommand(program: Command, context: CommandContext): void {
  const fleet = program
    .command('fleet')
    .summary('initialize the HSM fleet, rotate its keys')
    .description('The HSM fleet as a whole.');
  fleet
    .command('init')
    .summary('make the HSMs of each Region one domain')
    .description(
      'Signs a CreateDomain command as administrator and has the front end relay it to the HSMs.\n' +
        'The administrator and the front ends become the operators of the domain.\n' +
        'Does nothing where the domain exists; `strongroom up` does it by itself.',
    )
    .addOption(
      new Option('--wait <duration>', 'how long to wait for front end and HSMs')
        .argParser(duration)
        .default(WAIT_DEFAULT_MS, '60s'),
    )
    .option(
      '--service-host <name=file>',
      `certificate of a front end, PEM; repeatable (${FRONT_END_ID}=DATA_DIR/pki/${FRONT_END_ID}.crt)`,
      keyValue,
    )
    .addHelpText(
      'after',
      `
Examples:
  strongroom fleet init
  strongroom fleet init --data-dir /data --admin-address kms:8444 --service-host kms-1=/data/pki/kms-1.crt`,
    )
    .action(async (flags: InitFlags) => {
      await init(context, flags);
    });
  addRotateDomainKeyCommand(fleet, context);
}

async function init(context: CommandContext, flags: InitFlags): Promise<void> {
  const connection = context.connection();
  const output = context.output();
  const [{ initializeFleet, awaitAdminDoor }, { collectRegions, regionsText }, { readFileSync }] = await Promise.all([
    import('../provision/ceremony.js'),
    import('../status.js'),
    import('node:fs'),
  ]);
  const layout = layoutOf(connection.dataDir);
  const files = flags.serviceHost ?? { [FRONT_END_ID]: layout.certificateFile(FRONT_END_ID) };
  const serviceHosts = new Map(Object.entries(files).map(([name, file]) => [name, readFileSync(file, 'utf8')]));
  await withAdmin(context, async (admin) => {
    const endMs = systemMonotonic.now() + flags.wait;
    await awaitAdminDoor(admin, systemMonotonic, flags.wait);
    const notices = await initializeFleet({
      admin,
      operator: adminConnection(connection).certificate,
      serviceHosts,
      monotonic: systemMonotonic,
      rng: new SystemRng(),
      waitMs: Math.max(1, endMs - systemMonotonic.now()),
    });
    for (const notice of notices) output.warn(notice);
    const regions = await collectRegions(admin);
    output.result({ regions }, () => regionsText(regions));
  });
}
