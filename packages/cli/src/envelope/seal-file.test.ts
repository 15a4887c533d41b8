import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KmsClient } from '@strongroom/client/client.js';
import { KmsError } from '@strongroom/core/errors.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.js';
import { decryptFile, encryptFile, type FileTask } from './seal-file.js';
import { SealedFileError } from './sealed-file-error.js';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-test-'));
const input = join(folder, 'plain');
const sealed = join(folder, 'plain.sealed');
const output = join(folder, 'out');

/** The network is faked: a KMS that remembers data keys by ciphertext and context. */
function fakeKms(): KmsClient {
  const keys = new Map<string, Uint8Array>();
  const nameOf = (blob: Uint8Array, context: object): string =>
    createHash('sha256').update(blob).update(JSON.stringify(context)).digest('hex');
  const methods = {
    generateDataKey: ({ encryptionContext = {} }: { encryptionContext?: object }) => {
      const plaintext = randomBytes(32);
      const ciphertextBlob = randomBytes(180);
      keys.set(nameOf(ciphertextBlob, encryptionContext), new Uint8Array(plaintext));
      return Promise.resolve({ keyId: 'arn:aws:kms:us-east-1:111122223333:key/k', plaintext, ciphertextBlob });
    },
    decrypt: ({
      ciphertextBlob,
      encryptionContext = {},
    }: {
      ciphertextBlob: Uint8Array;
      encryptionContext?: object;
    }) => {
      const plaintext = keys.get(nameOf(ciphertextBlob, encryptionContext));
      if (plaintext === undefined) return Promise.reject(new KmsError('InvalidCiphertextException'));
      return Promise.resolve({ plaintext: new Uint8Array(plaintext) });
    },
  };
  return methods as unknown as KmsClient;
}

function task(from: string, to: string, more: Partial<FileTask> = {}): FileTask {
  const rng = new SystemRng();
  return { input: from, output: to, force: false, context: {}, rng, onProgress: () => undefined, ...more };
}

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('sealed files', () => {
  it('round-trips, with the plaintext for its owner only', async () => {
    const kms = fakeKms();
    const content = randomBytes(200_000);
    writeFileSync(input, content);
    const context = { project: 'demo' };
    const made = await encryptFile(kms, 'alias/x', task(input, sealed, { context }));
    expect(made).toMatchObject({ bytes: 200_000, keyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' });
    expect(readFileSync(sealed).includes(content.subarray(1000, 1016))).toBe(false);
    const opened = await decryptFile(() => kms, task(sealed, output, { context }));
    expect(opened.bytes).toBe(200_000);
    expect(readFileSync(output).equals(content)).toBe(true);
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['out', 'plain', 'plain.sealed']);
  });

  it('leaves nothing for a wrong context', async () => {
    const kms = fakeKms();
    writeFileSync(input, 'secret');
    await encryptFile(kms, 'k', task(input, sealed, { context: { a: 'b' } }));
    await expect(decryptFile(() => kms, task(sealed, output, { context: { a: 'c' } }))).rejects.toThrow(KmsError);
    expect(readdirSync(folder).sort()).toEqual(['plain', 'plain.sealed']);
  });

  it('leaves nothing for a flipped bit in the last chunk', async () => {
    const kms = fakeKms();
    writeFileSync(input, randomBytes(150_000));
    await encryptFile(kms, 'k', task(input, sealed));
    const bytes = readFileSync(sealed);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(sealed, bytes);
    await expect(decryptFile(() => kms, task(sealed, output))).rejects.toThrow(SealedFileError);
    expect(readdirSync(folder).sort()).toEqual(['plain', 'plain.sealed']);
  });

  it('replaces a file only when told', async () => {
    const kms = fakeKms();
    writeFileSync(input, 'new');
    writeFileSync(sealed, 'precious');
    await expect(encryptFile(kms, 'k', task(input, sealed))).rejects.toThrow(CliError);
    expect(readFileSync(sealed, 'utf8')).toBe('precious');
    await encryptFile(kms, 'k', task(input, sealed, { force: true }));
    await decryptFile(() => kms, task(sealed, output));
    expect(readFileSync(output, 'utf8')).toBe('new');
    expect(readdirSync(folder).sort()).toEqual(['out', 'plain', 'plain.sealed']);
  });

  it('refuses a file of another kind', async () => {
    writeFileSync(sealed, 'just text, and long enough to be a header');
    await expect(decryptFile(fakeKms, task(sealed, output))).rejects.toMatchObject({ fault: 'not-sealed' });
    writeFileSync(sealed, '');
    await expect(decryptFile(fakeKms, task(sealed, output))).rejects.toMatchObject({ fault: 'not-sealed' });
  });
});
