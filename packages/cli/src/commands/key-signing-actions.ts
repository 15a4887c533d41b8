/** The actions of `strongroom key sign`, `key verify` and `key public-key`. */
import { readFile } from 'node:fs/promises';
import type { KmsClient } from '@strongroom/client/client.js';
import { toBase64 } from '@strongroom/core/bytes.js';
import { SystemRng } from '@strongroom/core/rng.js';
import type { SigningAlgorithmSpec } from '@strongroom/proto/gen/kms-types.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { writeOutputFile } from '../envelope/output-file.js';
import { signedMessage } from '../signed-file.js';
import { withKms } from './connected.js';
import type { PublicKeyFlags, SignFlags, VerifyFlags } from './key-signing-command.js';

const SUFFIX = '.sig';
/** Signatures and public keys are for everybody. */
const PUBLIC_FILE_MODE = 0o644;
const PEM_COLUMNS = /.{1,64}/g;

export async function signFile(context: CommandContext, key: string, file: string, flags: SignFlags): Promise<void> {
  const output = flags.output ?? file + SUFFIX;
  const result = await withKms(context, flags.region, async (kms) => {
    const algorithm = await algorithmOf(kms, key, flags.algorithm);
    const { message, messageType } = await signedMessage(file, algorithm);
    const { keyId, signature } = await kms.sign({ keyId: key, message, messageType, signingAlgorithm: algorithm });
    return { keyId, algorithm, messageType, signature: signature ?? new Uint8Array(0) };
  });
  await write(output, result.signature, flags.force === true);
  const shown = { ...result, signature: toBase64(result.signature), output };
  context.output().result(shown, () => `${output}  (${result.algorithm}, by ${result.keyId ?? ''})`);
}

export async function verifyFile(
  context: CommandContext,
  key: string,
  file: string,
  flags: VerifyFlags,
): Promise<void> {
  const signature = await readFile(flags.signature ?? file + SUFFIX);
  const result = await withKms(context, flags.region, async (kms) => {
    const algorithm = await algorithmOf(kms, key, flags.algorithm);
    const { message, messageType } = await signedMessage(file, algorithm);
    const input = { keyId: key, message, messageType, signature, signingAlgorithm: algorithm };
    const { keyId, signatureValid } = await kms.verify(input);
    return { keyId, algorithm, signatureValid };
  });
  context.output().result(result, () => `valid  (${result.algorithm}, by ${result.keyId ?? ''})`);
}

export async function printPublicKey(context: CommandContext, key: string, flags: PublicKeyFlags): Promise<void> {
  if (flags.format === 'der' && flags.output === undefined) {
    throw new CliError('DER is bytes, and standard output is for text', {
      hints: ['add --output FILE', 'for a pipe: strongroom key public-key KEY | openssl pkey -pubin -outform DER'],
      exitCode: EXIT.USAGE,
    });
  }
  const answer = await withKms(context, flags.region, (kms) => kms.getPublicKey({ keyId: key }));
  const { publicKey = new Uint8Array(0), ...facts } = answer;
  const pem = pemOf(publicKey);
  const { output } = flags;
  if (output !== undefined) {
    await write(output, flags.format === 'der' ? publicKey : Buffer.from(pem), flags.force === true);
  }
  const shown = { ...facts, publicKey: toBase64(publicKey), pem, ...(output === undefined ? {} : { output }) };
  context.output().result(shown, () => output ?? pem);
}

/** What the user says, or the first algorithm that the key has. */
async function algorithmOf(kms: KmsClient, key: string, wanted: string | undefined): Promise<SigningAlgorithmSpec> {
  // The service knows which algorithms there are, and says so.
  if (wanted !== undefined) return wanted as SigningAlgorithmSpec;
  const { keyMetadata } = await kms.describeKey({ keyId: key });
  const first = keyMetadata?.signingAlgorithms?.[0];
  if (first !== undefined) return first;
  throw new CliError(`${keyMetadata?.arn ?? key} does not sign: its usage is ${keyMetadata?.keyUsage ?? 'unknown'}`, {
    hints: ['make one that does: strongroom key create --spec ECC_NIST_P256 --usage SIGN_VERIFY'],
  });
}

function pemOf(spki: Uint8Array): string {
  const lines = toBase64(spki).match(PEM_COLUMNS) ?? [];
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
}

async function write(path: string, content: Uint8Array, force: boolean): Promise<void> {
  await writeOutputFile({ path, force, mode: PUBLIC_FILE_MODE, rng: new SystemRng() }, (put) => put(content));
}
