import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { signedMessage } from './signed-file.js';

describe('what of a file is signed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-signed-'));
  const fileOf = (bytes: number): string => {
    const file = join(folder, `of-${String(bytes)}`);
    writeFileSync(file, Buffer.alloc(bytes, 7));
    return file;
  };
  const digest = (hash: string, bytes: number): string => createHash(hash).update(Buffer.alloc(bytes, 7)).digest('hex');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['ECDSA_SHA_256', 4096, 'RAW'],
    ['RSASSA_PSS_SHA_512', 1, 'RAW'],
    ['ED25519_SHA_512', 4096, 'RAW'],
    ['ML_DSA_SHAKE_256', 100, 'RAW'],
    ['SM2DSA', 100, 'RAW'],
  ] as const)('%s: %i bytes as they are', async (algorithm, bytes, messageType) => {
    const made = await signedMessage(fileOf(bytes), algorithm);
    expect(made.messageType).toBe(messageType);
    expect(made.message).toHaveLength(bytes);
  });

  it.each([
    ['ECDSA_SHA_256', 4097, 'sha256'],
    ['ECDSA_SHA_384', 100_000, 'sha384'],
    ['RSASSA_PKCS1_V1_5_SHA_512', 3_000_000, 'sha512'],
    ['ED25519_PH_SHA_512', 1, 'sha512'],
  ] as const)('%s: of %i bytes the digest', async (algorithm, bytes, hash) => {
    const { message, messageType } = await signedMessage(fileOf(bytes), algorithm);
    expect([messageType, Buffer.from(message).toString('hex')]).toEqual(['DIGEST', digest(hash, bytes)]);
  });

  it.each(['ED25519_SHA_512', 'ML_DSA_SHAKE_256'] as const)('%s: 4097 bytes are too many', async (algorithm) => {
    await expect(signedMessage(fileOf(4097), algorithm)).rejects.toMatchObject({ exitCode: 2 });
  });

  it('an empty file is refused before anything is asked', async () => {
    await expect(signedMessage(fileOf(0), 'ECDSA_SHA_256')).rejects.toThrow('empty');
  });

  it('a folder is not, and how to make one file of it is said', async () => {
    await expect(signedMessage(folder, 'ECDSA_SHA_256')).rejects.toMatchObject({
      message: expect.stringContaining('is a folder') as string,
      hints: [expect.stringMatching(/^make one of it: tar -cf strongroom-signed-/) as string],
    });
  });
});
