import type { Command } from 'commander';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { collect } from '../arguments.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { makePrivateFolder, PUBLIC_FILE_MODE, writeFileAtomic } from '../files.js';
import { CERTIFICATE, FRONT_END_ID, layoutOf } from '../layout.js';

interface Flags {
  readonly node?: string[];
  readonly frontEnd?: string[];
}

export function addPkiCommand(program: Command, context: CommandContext): void {
  const pki = program
    .command('pki')
    .summary('make certificates for processes on several machines')
    .description('The certificate authority of an installation. `strongroom up` makes what it needs by itself.');
  pki
    .command('init')
    .summary('make the CA and a certificate for each process')
    .description(
      'Makes a certificate authority, an administrator, and a certificate for each HSM node and front end, in the\n' +
        'pki folder of the data folder. Never replaces a certificate. Names are DNS names or IP addresses of the\n' +
        'process; the first part before = is its id, and the file name.',
    )
    .option('--node <id=names>', 'an HSM node, its names separated by commas; repeatable', collect)
    .option('--front-end <id=names>', 'a front end; repeatable', collect)
    .addHelpText(
      'after',
      `
Examples:
  strongroom pki init --data-dir /pki --node hsm-1=hsm-1 --node hsm-2=hsm-2 --front-end ${FRONT_END_ID}=kms,localhost`,
    )
    .action(async (flags: Flags) => {
      await init(context, flags);
    });
}

async function init(context: CommandContext, flags: Flags): Promise<void> {
  const { ensureCertificates } = await import('../provision/certificates.js');
  const layout = layoutOf(context.connection().dataDir);
  const nodes = (flags.node ?? []).map(parseProcess);
  const frontEnds = (flags.frontEnd ?? []).map(parseProcess);
  makePrivateFolder(layout.dataDir);
  await ensureCertificates(
    layout,
    [
      { name: CERTIFICATE.admin, names: [], usages: ['clientAuth'] },
      ...frontEnds.map((each) => ({ ...each, usages: ['serverAuth', 'clientAuth'] as const })),
      ...nodes.map((each) => ({ ...each, usages: ['serverAuth'] as const })),
    ],
    { realTime: systemRealTime, rng: new SystemRng() },
  );
  const { adminSpkiSha256 } = await import('../provision/admin-spki.js');
  const result = {
    caFile: layout.caFile,
    certificates: [CERTIFICATE.admin, ...frontEnds.map((each) => each.name), ...nodes.map((each) => each.name)].map(
      (name) => layout.certificateFile(name),
    ),
    adminSpkiSha256: adminSpkiSha256(layout),
  };
  // For a front end's STRONGROOM_KMS_ADMIN_SPKI: a public value, in a file that a container can read.
  writeFileAtomic(layout.adminSpkiFile, `${result.adminSpkiSha256}\n`, PUBLIC_FILE_MODE);
  context
    .output()
    .result(result, () =>
      [`CA ${result.caFile}`, ...result.certificates, `STRONGROOM_KMS_ADMIN_SPKI=${result.adminSpkiSha256}`].join('\n'),
    );
}

function parseProcess(text: string): { readonly name: string; readonly names: readonly string[] } {
  const match = /^([a-z0-9][a-z0-9-]{0,62})=([^=,]+(?:,[^=,]+)*)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new CliError(`"${text}" is not id=name,name`, {
      hints: ['for example --node hsm-1=hsm-1.internal,10.0.0.5'],
      exitCode: EXIT.USAGE,
    });
  }
  return { name: match[1], names: match[2].split(',') };
}
