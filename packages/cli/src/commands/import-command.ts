import { Option, type Command } from 'commander';
import { integer } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import { WRAPPING_ALGORITHMS, type WrappingAlgorithm } from '../import/wrap-material.js';

export interface ImportFlags {
  readonly algorithm: WrappingAlgorithm;
  readonly expires?: number;
  readonly new?: true;
  readonly description?: string;
  readonly region?: string;
}

export interface WrapFlags {
  readonly publicKey: string;
  readonly algorithm: WrappingAlgorithm;
  readonly output?: string;
  readonly force?: true;
}

const MATERIAL = 'the material: raw bytes of a symmetric or HMAC key, PKCS#8 DER of a private key';

export function addImportCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('import')
    .summary('bring your own key material')
    .description('Key material that you made yourself, for KMS keys of origin EXTERNAL.');
  group
    .command('material')
    .argument('<key>', 'key id, key ARN, alias name or alias ARN')
    .argument('<file>', MATERIAL)
    .summary('wrap and import key material in one go')
    .description(
      'Asks for a wrapping key, wraps the material on this machine, and imports it. The material leaves this\n' +
        'machine only wrapped, and is opened only inside the HSM.',
    )
    .addOption(algorithmOption())
    .option(
      '--expires <days>',
      'the KMS forgets the material after so many days, 1 to 365; default: never',
      integer(1, 365),
    )
    .option('--new', 'further material of a symmetric key, for the next on-demand rotation')
    .option('--description <text>', 'of the material')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  openssl rand -out material.bin 32
  strongroom import material 1234abcd-12ab-34cd-56ef-1234567890ab material.bin --expires 90
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out pair.pem
  openssl pkcs8 -topk8 -nocrypt -in pair.pem -outform DER -out pair.der
  strongroom import material 1234abcd-12ab-34cd-56ef-1234567890ab pair.der`,
    )
    .action(async (keyId: string, file: string, flags: ImportFlags) => {
      const { importMaterial } = await import('./import-actions.js');
      await importMaterial(context, keyId, file, flags);
    });
  group
    .command('wrap')
    .argument('<file>', MATERIAL)
    .summary('only wrap key material, for another client to import')
    .description('Makes EncryptedKeyMaterial of ImportKeyMaterial: for the AWS CLI or an SDK. Talks to nobody.')
    .requiredOption('--public-key <file>', 'PublicKey of GetParametersForImport, DER or PEM')
    .addOption(algorithmOption())
    .option('--output <file>', 'default: the file name with .wrapped')
    .option('--force', 'replace the output file')
    .addHelpText(
      'after',
      `
Examples:
  strongroom import wrap material.bin --public-key wrapping-key.der --algorithm RSAES_OAEP_SHA_256`,
    )
    .action(async (file: string, flags: WrapFlags) => {
      const { wrapFile } = await import('./import-actions.js');
      wrapFile(context, file, flags);
    });
}

function algorithmOption(): Option {
  return new Option('--algorithm <name>', 'how to wrap')
    .choices(WRAPPING_ALGORITHMS)
    .default('RSA_AES_KEY_WRAP_SHA_256');
}
