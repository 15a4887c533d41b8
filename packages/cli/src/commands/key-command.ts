import { Option, type Command } from 'commander';
import { BACKING_KEY_SPECS, type BackingKeySpec } from '@strongroom/crypto/key-usages.js';
import { integer, oneOf } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import { addMultiRegionCommands } from './multi-region-command.js';
import { addKeySigningCommands } from './key-signing-command.js';

const KEY_ARGUMENT = 'key id, key ARN, alias name or alias ARN';
/** API reference, EnableKeyRotation: RotationPeriodInDays. */
const PERIOD_MIN_DAYS = 90;
const PERIOD_MAX_DAYS = 2560;

export interface RegionFlag {
  readonly region?: string;
}

export function addKeyCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('key')
    .summary('create, list, describe, rotate and use KMS keys')
    .description('The KMS keys of a tenant.');
  group
    .command('create')
    .summary('create a KMS key of any spec')
    .description(
      'Creates a KMS key, by default a symmetric encryption key. What is secret in it never leaves the HSMs.',
    )
    .option('--spec <name>', 'such as RSA_4096, ECC_NIST_P256, HMAC_256, ML_DSA_65', oneOf(BACKING_KEY_SPECS))
    .option('--usage <name>', 'such as SIGN_VERIFY, KEY_AGREEMENT; needed where the spec has more than one')
    .option('--external', 'without material: you import your own (strongroom import)')
    .option('--key-store <id>', 'in this external key store, by id or name; needs --xks-key')
    .option('--xks-key <id>', 'the external key that it is associated with')
    .option('--multi-region', 'the primary of a multi-Region key (strongroom key replicate)')
    .option('--description <text>', 'for people')
    .option('--alias <name>', 'also give it this alias; alias/ is added when absent')
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom key create --alias alias/orders --description "order data"
  strongroom key create --spec ECC_NIST_P256 --usage SIGN_VERIFY --alias alias/releases
  strongroom key create --spec ML_KEM_768
  strongroom key create --external --alias alias/mine
  strongroom key create --key-store mine --xks-key my-external-key
  strongroom key create --multi-region --alias alias/everywhere`,
    )
    .action(async (flags: CreateFlags) => {
      const { createKey } = await import('./key-actions.js');
      await createKey(context, flags);
    });
  group
    .command('list')
    .summary("list the tenant's keys")
    .description("Lists the tenant's keys with their states and aliases.")
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key list --tenant demo-b')
    .action(async (flags: RegionFlag) => {
      const { listKeys } = await import('./key-actions.js');
      await listKeys(context, flags);
    });
  group
    .command('describe')
    .argument('<key>', KEY_ARGUMENT)
    .summary('show everything about one key')
    .description('Shows the metadata of one key.')
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key describe alias/orders --json')
    .action(async (name: string, flags: RegionFlag) => {
      const { describeKey } = await import('./key-actions.js');
      await describeKey(context, name, flags);
    });
  addKeySigningCommands(group, context);
  addRotationCommands(group, context);
  addMultiRegionCommands(group, context);
}

function addRotationCommands(group: Command, context: CommandContext): void {
  group
    .command('rotate')
    .argument('<key>', KEY_ARGUMENT)
    .summary('rotate a key now')
    .description(
      'Makes new key material for a key, now. What is encrypted from now on uses it; old ciphertexts keep\n' +
        'decrypting. A key can be rotated on demand 25 times.',
    )
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom key rotate alias/orders')
    .action(async (name: string, flags: RegionFlag) => {
      const { rotateKey } = await import('./key-rotation-actions.js');
      await rotateKey(context, name, flags);
    });
  group
    .command('rotation')
    .argument('<key>', KEY_ARGUMENT)
    .summary("show or change a key's automatic rotation")
    .description("Shows a key's automatic rotation and the materials that it has had. The options change it first.")
    .option('--enable', 'rotate the key automatically, every year unless --period says otherwise')
    .option('--period <days>', 'the same, every so many days', integer(PERIOD_MIN_DAYS, PERIOD_MAX_DAYS))
    .addOption(new Option('--disable', 'end automatic rotation').conflicts(['enable', 'period']))
    .option('--region <name>', 'the Region')
    .addHelpText(
      'after',
      `
Examples:
  strongroom key rotation alias/orders
  strongroom key rotation alias/orders --enable --period 90
  strongroom key rotation alias/orders --disable`,
    )
    .action(async (name: string, flags: RotationFlags) => {
      const { keyRotation } = await import('./key-rotation-actions.js');
      await keyRotation(context, name, flags);
    });
}

export interface RotationFlags extends RegionFlag {
  readonly enable?: true;
  readonly period?: number;
  readonly disable?: true;
}

export interface CreateFlags extends RegionFlag {
  readonly external?: true;
  readonly keyStore?: string;
  readonly xksKey?: string;
  readonly multiRegion?: true;
  readonly spec?: BackingKeySpec;
  readonly usage?: string;
  readonly description?: string;
  readonly alias?: string;
}
