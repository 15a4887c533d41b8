import type { Command } from 'commander';
import { systemMonotonic } from '@strongroom/core/time.js';
import type { CommandContext } from '../command-context.js';
import { adminConnection } from '../connection.js';
import type { DomainKeyRotation } from '../provision/domain-key-rotation.js';
import { withAdmin } from './connected.js';

export function addRotateDomainKeyCommand(fleet: Command, context: CommandContext): void {
  fleet
    .command('rotate-domain-key')
    .summary('replace the key that everything else is wrapped under, and complete erasure')
    .description(
      'Makes a new domain key and new slot keys for all tenants, seals every key token anew, and drops the old\n' +
        'domain key. From then on no copy of the store from before gives back keys that were deleted before.\n' +
        'Requests are served meanwhile. Import tokens that are outstanding become invalid. If it is interrupted,\n' +
        'run it again.',
    )
    .option('--region <region>', 'this Region; without it every Region, one after the other')
    .addHelpText(
      'after',
      '\nExamples:\n  strongroom fleet rotate-domain-key\n  strongroom fleet rotate-domain-key --json',
    )
    .action(async (flags: { readonly region?: string }) => {
      await rotate(context, flags.region);
    });
}

async function rotate(context: CommandContext, region: string | undefined): Promise<void> {
  const output = context.output();
  const [{ rotateDomainKey }, { countProgress }] = await Promise.all([
    import('../provision/domain-key-rotation.js'),
    import('../progress.js'),
  ]);
  const operator = adminConnection(context.connection()).certificate;
  await withAdmin(context, async (admin) => {
    const all = ((await admin.describeFleet({})).regions ?? []).map((each) => each.region ?? '');
    const rotations: DomainKeyRotation[] = [];
    for (const name of region === undefined ? all : [region]) {
      const progress = countProgress(`${name} tenants`, output, systemMonotonic);
      try {
        const onProgress = (done: number, total: number): void => {
          progress.update(done, total);
        };
        rotations.push(await rotateDomainKey(name, { admin, operator, onProgress }));
      } finally {
        progress.stop();
      }
    }
    output.result({ rotations }, () =>
      rotations
        .map(
          (each) =>
            `${each.region}: the domain key is new; ${String(each.tenants)} tenants, ` +
            `${String(each.tokensRewrapped)} key tokens sealed anew`,
        )
        .join('\n'),
    );
    for (const { region: name, nodesBehind } of rotations) {
      if (nodesBehind.length > 0) output.warn(`${name}: ${nodesBehind.join(', ')} keep the old key until they follow`);
    }
  });
}
