/** `strongroom key create|sign|verify|public-key` on files. */
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { newAliasName } from '../harness/fixtures.js';
import { strongroom, type CommandResult } from '../harness/strongroom.js';

describe('strongroom key', () => {
  const readyFile = inject('readyFile');
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-signed-'));
  const file = join(folder, 'release.tar');
  const run = (...parameters: string[]): Promise<CommandResult> =>
    strongroom(readyFile, ['key', ...parameters], folder);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function key(...flags: string[]): Promise<string> {
    const alias = newAliasName();
    const { code, stdout, stderr } = await run('create', '--alias', alias, ...flags);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(alias);
    return alias;
  }

  it.each([
    ['small', 1000],
    ['large', 2_000_000],
  ])('signs a %s file, and anybody verifies it with the public key', async (_size, bytes) => {
    const alias = await key('--spec', 'ECC_NIST_P256', '--usage', 'SIGN_VERIFY');
    writeFileSync(file, randomBytes(bytes));
    const signed = await run('sign', alias, file, '--json', '--force');
    expect(signed.code, signed.stderr).toBe(0);
    expect(JSON.parse(signed.stdout)).toMatchObject({ algorithm: 'ECDSA_SHA_256', output: `${file}.sig` });
    const pem = (await run('public-key', alias)).stdout;
    expect(verify('sha256', readFileSync(file), createPublicKey(pem), readFileSync(`${file}.sig`))).toBe(true);
    const verified = await run('verify', alias, file, '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ signatureValid: true });

    writeFileSync(file, randomBytes(bytes));
    const forged = await run('verify', alias, file);
    expect(forged.code).toBe(4);
    expect(forged.stderr).toContain('KMSInvalidSignatureException');
  });

  it('takes the algorithm that is asked for, and writes DER', async () => {
    const alias = await key('--spec', 'RSA_2048', '--usage', 'SIGN_VERIFY');
    writeFileSync(file, randomBytes(5000));
    const algorithm = 'RSASSA_PKCS1_V1_5_SHA_512';
    const output = join(folder, 'rsa.sig');
    const signed = await run('sign', alias, file, '--algorithm', algorithm, '--output', output);
    expect(signed.code, signed.stderr).toBe(0);
    const der = join(folder, 'rsa.der');
    expect((await run('public-key', alias, '--format', 'der', '--output', der)).code).toBe(0);
    const publicKey = createPublicKey({ key: readFileSync(der), format: 'der', type: 'spki' });
    expect(verify('sha512', readFileSync(file), publicKey, readFileSync(output))).toBe(true);
    const otherwise = await run('verify', alias, file, '--signature', output);
    expect(otherwise.code).toBe(4);
    const again = await run('sign', alias, file, '--output', output);
    expect(again.stderr).toContain('exists already');
  });

  it('asks for a usage where the spec has more than one, and says which there are', async () => {
    const { code, stderr } = await run('create', '--spec', 'RSA_2048');
    expect(code).toBe(2);
    expect(stderr).toContain('--usage SIGN_VERIFY');
    expect(stderr).toContain('--usage ENCRYPT_DECRYPT');
    const kem = JSON.parse((await run('create', '--spec', 'ML_KEM_512', '--json')).stdout) as object;
    expect(kem).toMatchObject({ keyMetadata: { keySpec: 'ML_KEM_512', keyUsage: 'ENCAPSULATE_DECAPSULATE' } });
  });

  it('says that a key does not sign', async () => {
    const alias = await key();
    writeFileSync(file, 'x');
    const { code, stderr } = await run('sign', alias, file);
    expect(code).toBe(1);
    expect(stderr).toContain('ENCRYPT_DECRYPT');
  });
});
