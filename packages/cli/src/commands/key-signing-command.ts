import type { Command } from 'commander';
import { oneOf } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import type { RegionFlag } from './key-command.js';

export interface SignFlags extends RegionFlag {
  readonly algorithm?: string;
  readonly output?: string;
  readonly force?: true;
}

export interface VerifyFlags extends RegionFlag {
  readonly algorithm?: string;
  readonly signature?: string;
}

export interface PublicKeyFlags extends RegionFlag {
  readonly format: 'pem' | 'der';
  readonly output?: string;
  readonly force?: true;
}

const KEY = 'key id, key ARN, alias name or alias ARN';
const ALGORITHM = 'such as RSASSA_PSS_SHA_256; default: the first that the key has';

/** `key sign`, `key verify` and `key public-key`. */
export function addKeySigningCommands(group: Command, context: CommandContext): void {
  group
    .command('sign')
    .argument('<key>', KEY)
    .argument('<file>', 'of any size; Ed25519 and ML-DSA: up to 4096 bytes')
    .summary('sign a file')
    .description(
      'Signs a file. Of a large one only its digest travels. The signature is as OpenSSL has it: DER for ECDSA,\n' +
        'bare bytes for RSA, Ed25519 and ML-DSA.',
    )
    .option('--algorithm <name>', ALGORITHM)
    .option('--output <file>', 'default: the file name with .sig')
    .option('--force', 'replace the output file')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom key sign alias/releases app.tar.gz
  strongroom key sign alias/contracts offer.pdf --algorithm RSASSA_PKCS1_V1_5_SHA_256 --output offer.sig`,
    )
    .action(async (key: string, file: string, flags: SignFlags) => {
      const { signFile } = await import('./key-signing-actions.js');
      await signFile(context, key, file, flags);
    });
  group
    .command('verify')
    .argument('<key>', KEY)
    .argument('<file>', 'what was signed')
    .summary('verify the signature of a file')
    .description(
      'Verifies the signature of a file. One that is not valid is KMSInvalidSignatureException, exit code 4.',
    )
    .option('--signature <file>', 'default: the file name with .sig')
    .option('--algorithm <name>', ALGORITHM)
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom key verify alias/releases app.tar.gz
Without the KMS, by OpenSSL and the key that strongroom key public-key prints:
  openssl dgst -sha256 -verify releases.pem -signature app.tar.gz.sig app.tar.gz
  RSASSA_PSS_SHA_256: add -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest`,
    )
    .action(async (key: string, file: string, flags: VerifyFlags) => {
      const { verifyFile } = await import('./key-signing-actions.js');
      await verifyFile(context, key, file, flags);
    });
  group
    .command('public-key')
    .argument('<key>', KEY)
    .summary('print the public key of a key pair')
    .description('Prints the public key (SubjectPublicKeyInfo), with which signatures can be verified without the KMS.')
    .option('--format <name>', 'pem, or der into a file', oneOf(['pem', 'der'] as const), 'pem' as const)
    .option('--output <file>', 'default: standard output')
    .option('--force', 'replace the output file')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom key public-key alias/releases > releases.pem
  strongroom key public-key alias/releases --format der --output releases.der`,
    )
    .action(async (key: string, flags: PublicKeyFlags) => {
      const { printPublicKey } = await import('./key-signing-actions.js');
      await printPublicKey(context, key, flags);
    });
}
