/** The actions of `strongroom encrypt` and `strongroom decrypt`. */
import { existsSync } from 'node:fs';
import { createClient, type KmsClient } from '@strongroom/client/client.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { kmsConnection } from '../connection.js';
import { existsError } from '../envelope/output-file.js';
import { decryptFile, encryptFile, type FileResult, type FileTask } from '../envelope/seal-file.js';
import { SealedFileError } from '../envelope/sealed-file-error.js';
import { byteProgress } from '../progress.js';
import { endOnSignal } from '../stop-signal.js';
import { withKms } from './connected.js';
import type { DecryptFlags } from './decrypt-command.js';
import type { EncryptFlags } from './encrypt-command.js';

const SUFFIX = '.sealed';

export async function encryptCommand(context: CommandContext, input: string, flags: EncryptFlags): Promise<void> {
  const output = flags.output ?? input + SUFFIX;
  await run(context, { verb: 'encrypting', input, output, flags }, (task) =>
    withKms(context, flags.region, (kms) => encryptFile(kms, flags.key, task)),
  );
}

export async function decryptCommand(context: CommandContext, input: string, flags: DecryptFlags): Promise<void> {
  const output = flags.output ?? outputOf(input);
  const clients: KmsClient[] = [];
  const clientFor = (keyArn: string): KmsClient => {
    const region = flags.region ?? /^arn:[a-z-]+:kms:([a-z0-9-]{1,32}):/.exec(keyArn)?.[1];
    const client = createClient(kmsConnection(context.connection(), region));
    clients.push(client);
    return client;
  };
  try {
    await run(context, { verb: 'decrypting', input, output, flags }, (task) => decryptFile(clientFor, task));
  } finally {
    for (const client of clients) client.close();
  }
}

interface Run {
  readonly verb: string;
  readonly input: string;
  readonly output: string;
  readonly flags: EncryptFlags | DecryptFlags;
}

async function run(
  context: CommandContext,
  { verb, input, output, flags }: Run,
  action: (task: FileTask) => Promise<FileResult>,
): Promise<void> {
  const force = flags.force === true;
  if (!force && existsSync(output)) throw existsError(output); // before the work; the end checks again
  endOnSignal();
  const progress = byteProgress(`${verb} ${input}`, context.output(), systemMonotonic);
  let result: FileResult;
  try {
    result = await action({
      input,
      output,
      force,
      context: flags.context ?? {},
      rng: new SystemRng(),
      onProgress: (done, total) => {
        progress.update(done, total);
      },
    });
  } catch (error) {
    throw error instanceof SealedFileError ? sealedFileError(input, error) : error;
  } finally {
    progress.stop();
  }
  context.output().result(result, () => `${result.output}  (${String(result.bytes)} bytes, under ${result.keyArn})`);
}

function outputOf(input: string): string {
  if (input.endsWith(SUFFIX) && input.length > SUFFIX.length) return input.slice(0, -SUFFIX.length);
  throw new CliError(`${input} does not end in ${SUFFIX}`, {
    hints: ['name the output: --output FILE'],
    exitCode: EXIT.USAGE,
  });
}

function sealedFileError(input: string, cause: SealedFileError): CliError {
  const hints =
    cause.fault === 'not-sealed'
      ? ['sealed files are made by: strongroom encrypt FILE --key KEY']
      : ['nothing was written', 'take another copy of the file'];
  return new CliError(`${input}: ${cause.message}`, { cause, hints });
}
