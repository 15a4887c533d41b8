import type { Command } from 'commander';
import { toBase64, toHex } from '@strongroom/core/bytes.js';
import { RANDOM_MAX_BYTES } from '@strongroom/core/limits.js';
import { integer, oneOf } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import { withKms } from './connected.js';

interface Flags {
  readonly encoding: 'hex' | 'base64' | 'raw';
  readonly region?: string;
}

export function addRandomCommand(program: Command, context: CommandContext): void {
  program
    .command('random')
    .argument('<bytes>', `how many, up to ${String(RANDOM_MAX_BYTES)}`, integer(1, RANDOM_MAX_BYTES))
    .summary("random bytes from an HSM's generator")
    .description("Prints random bytes from an HSM's SP 800-90A generator.")
    .option('--encoding <name>', 'hex, base64 or raw', oneOf(['hex', 'base64', 'raw'] as const), 'hex' as const)
    .option('--region <name>', 'the Region')
    .addHelpText('after', '\nExamples:\n  strongroom random 32\n  strongroom random 1024 --encoding raw > noise.bin')
    .action(async (count: number, flags: Flags) => {
      const { plaintext = new Uint8Array(0) } = await withKms(context, flags.region, (kms) =>
        kms.generateRandom({ numberOfBytes: count }),
      );
      const output = context.output();
      if (flags.encoding === 'raw' && !output.json) {
        process.stdout.write(plaintext);
        return;
      }
      const encoding = flags.encoding === 'hex' ? 'hex' : 'base64';
      const text = encoding === 'hex' ? toHex(plaintext) : toBase64(plaintext);
      output.result({ bytes: text, encoding }, () => text);
    });
}
