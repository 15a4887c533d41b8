/** Envelope encryption of one file: a fresh data key from the KMS, everything else on this machine. */
import { open, type FileHandle } from 'node:fs/promises';
import type { KmsClient } from '@strongroom/client/client.js';
import { must } from '@strongroom/core/assert.js';
import type { Rng } from '@strongroom/core/rng.js';
import { derivePayloadKey } from './chunk-cipher.js';
import { openChunks, sealChunks } from './chunk-stream.js';
import {
  bodyLengthOf,
  CHUNK_BYTES,
  encodeHeader,
  parseBody,
  PREFIX_BYTES,
  SALT_BYTES,
  type SealedHeader,
} from './header.js';
import { writeOutputFile } from './output-file.js';
import { SealedFileError } from './sealed-file-error.js';

export type EncryptionContext = Readonly<Record<string, string>>;

export interface FileTask {
  readonly input: string;
  readonly output: string;
  readonly force: boolean;
  readonly context: EncryptionContext;
  readonly rng: Rng;
  /** Bytes done and, where known, bytes in all. */
  readonly onProgress: (done: number, total: number | undefined) => void;
}

export interface FileResult {
  readonly output: string;
  readonly keyArn: string;
  readonly bytes: number;
}

/** A plaintext is for its owner alone; a sealed file may be read by whoever transports it. */
const PLAINTEXT_MODE = 0o600;
const SEALED_MODE = 0o644;

/** @throws KmsCallError, TransportError, CliError or a system error; then there is no output. */
export async function encryptFile(kms: KmsClient, keyId: string, task: FileTask): Promise<FileResult> {
  return withInput(task.input, async (input) => {
    const dataKey = await kms.generateDataKey({ keyId, keySpec: 'AES_256', encryptionContext: { ...task.context } });
    const header: SealedHeader = {
      chunkBytes: CHUNK_BYTES,
      salt: task.rng.bytes(SALT_BYTES),
      keyArn: must(dataKey.keyId, 'GenerateDataKey names the key'),
      encryptedDataKey: must(dataKey.ciphertextBlob, 'GenerateDataKey returns the encrypted data key'),
    };
    const headerBytes = encodeHeader(header);
    const payloadKey = takeKey(must(dataKey.plaintext, 'GenerateDataKey returns the data key'), header, headerBytes);
    let bytes = 0;
    await writeOutputFile({ path: task.output, force: task.force, mode: SEALED_MODE, rng: task.rng }, async (write) => {
      await write(headerBytes);
      await sealChunks({
        payloadKey,
        chunkBytes: header.chunkBytes,
        read: (target) => input.read(target),
        write,
        onProgress: (done) => {
          bytes = done;
          task.onProgress(done, input.size);
        },
      });
    });
    return { output: task.output, keyArn: header.keyArn, bytes };
  });
}

export type ClientFor = (keyArn: string) => KmsClient;

/**
 * @param clientFor the header says which key, and so which Region, is asked
 * @throws SealedFileError for a file that was changed; KmsCallError (InvalidCiphertextException for a wrong context),
 * TransportError, CliError or a system error. Then there is no output.
 */
export async function decryptFile(clientFor: ClientFor, task: FileTask): Promise<FileResult> {
  return withInput(task.input, async (input) => {
    const { header, headerBytes } = await readHeader(input);
    const answer = await clientFor(header.keyArn).decrypt({
      ciphertextBlob: header.encryptedDataKey,
      encryptionContext: { ...task.context },
    });
    const payloadKey = takeKey(must(answer.plaintext, 'Decrypt returns the data key'), header, headerBytes);
    let bytes = 0;
    const options = { path: task.output, force: task.force, mode: PLAINTEXT_MODE, rng: task.rng };
    await writeOutputFile(options, (write) =>
      openChunks({
        payloadKey,
        chunkBytes: header.chunkBytes,
        read: (target) => input.read(target),
        write: async (plaintext) => {
          bytes += plaintext.length;
          await write(plaintext);
          plaintext.fill(0);
        },
        onProgress: (done) => {
          task.onProgress(done, input.size);
        },
      }),
    );
    return { output: task.output, keyArn: header.keyArn, bytes };
  });
}

function takeKey(dataKey: Uint8Array, header: SealedHeader, headerBytes: Uint8Array): Uint8Array {
  try {
    return derivePayloadKey(dataKey, header, headerBytes);
  } finally {
    dataKey.fill(0);
  }
}

interface Input {
  readonly size: number | undefined;
  read(target: Uint8Array): Promise<number>;
}

async function readHeader(input: Input): Promise<{ header: SealedHeader; headerBytes: Uint8Array }> {
  const prefix = new Uint8Array(PREFIX_BYTES);
  await input.read(prefix);
  const body = new Uint8Array(bodyLengthOf(prefix));
  if ((await input.read(body)) < body.length) throw new SealedFileError('truncated', 'the file is cut off');
  const headerBytes = new Uint8Array(prefix.length + body.length);
  headerBytes.set(prefix);
  headerBytes.set(body, prefix.length);
  return { header: parseBody(body), headerBytes };
}

async function withInput<T>(path: string, action: (input: Input) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    const stat = await handle.stat();
    return await action({
      size: stat.isFile() ? stat.size : undefined,
      read: (target) => readFully(handle, target),
    });
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, target: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
