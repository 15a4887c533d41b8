/** What of a file goes to Sign and Verify: the whole of a small one, the digest of any other. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PLAINTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { SIGNING_ALGORITHMS } from '@strongroom/crypto/key-pair/key-specs.js';
import { isSigningAlgorithm } from '@strongroom/crypto/key-usages.js';
import type { MessageType, SigningAlgorithmSpec } from '@strongroom/proto/gen/kms-types.js';
import { CliError, EXIT } from './cli-error.js';

export interface SignedMessage {
  readonly message: Uint8Array;
  readonly messageType: MessageType;
}

/**
 * A message and its digest have the same signature (API reference, Verify), so that it does not matter which one was
 * signed. @throws CliError for a file that the algorithm cannot take.
 */
export async function signedMessage(file: string, algorithm: SigningAlgorithmSpec): Promise<SignedMessage> {
  const found = await stat(file);
  if (found.isDirectory()) {
    throw new CliError(`${file} is a folder, and a signature is of one file`, {
      hints: [`make one of it: tar -cf ${basename(resolve(file))}.tar ${file}`],
      exitCode: EXIT.USAGE,
    });
  }
  const { size } = found;
  if (size === 0) throw new CliError(`${file} is empty, and KMS signs no empty message`);
  const { hash, messageBytes } = isSigningAlgorithm(algorithm) ? SIGNING_ALGORITHMS[algorithm] : NOT_OURS;
  if (messageBytes.RAW !== undefined && size <= PLAINTEXT_MAX_BYTES) {
    return { message: await readFile(file), messageType: 'RAW' };
  }
  if (hash === undefined || messageBytes.DIGEST === undefined) {
    throw new CliError(`${algorithm} signs up to ${String(PLAINTEXT_MAX_BYTES)} bytes, ${file} has ${String(size)}`, {
      hints: ['sign a list of digests instead: sha256sum FILE > FILE.sha256'],
      exitCode: EXIT.USAGE,
    });
  }
  const digest = createHash(hash);
  await pipeline(createReadStream(file), digest);
  return { message: digest.digest(), messageType: 'DIGEST' };
}

/** SM2DSA, and what a newer service may know: the message as it is, and the service decides. */
const NOT_OURS = { hash: undefined, messageBytes: { RAW: 'any', DIGEST: undefined } } as const;
