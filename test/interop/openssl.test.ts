/** OpenSSL's command line against keys of the service: it verifies their signatures and encrypts to them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it, type TestContext } from 'vitest';
import type { KeySpec, KeyUsageType, SigningAlgorithmSpec } from '@strongroom/proto/gen/kms-types.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { requireProgram } from '../harness/require-program.js';
import { given } from '../harness/suite.js';

const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];

describe('OpenSSL', () => {
  const door = new GrpcDoor(inject('ready'));
  const cluster = given(door);
  const { call } = cluster;
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-openssl-'));
  const at = (name: string): string => join(folder, name);
  afterAll(async () => {
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes the public key, which OpenSSL reads as it comes: DER SubjectPublicKeyInfo. */
  async function publicKeyFile(keySpec: KeySpec, keyUsage: KeyUsageType): Promise<{ keyId: string; file: string }> {
    const { keyId } = await sharedKey(cluster, keySpec, keyUsage);
    const { publicKey } = await call('GetPublicKey', { keyId });
    const file = at(`${keySpec}-${keyUsage}.der`);
    writeFileSync(file, publicKey);
    return { keyId, file };
  }

  /** @returns what it prints; @throws when it fails */
  function run(program: string, parameters: readonly string[]): Buffer {
    return execFileSync(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  it.for<[KeySpec, SigningAlgorithmSpec, readonly string[]]>([
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', ['-sha256']],
    ['RSA_3072', 'RSASSA_PKCS1_V1_5_SHA_384', ['-sha384']],
    ['RSA_4096', 'RSASSA_PKCS1_V1_5_SHA_512', ['-sha512']],
    ['RSA_2048', 'RSASSA_PSS_SHA_256', ['-sha256', ...PSS]],
    ['RSA_3072', 'RSASSA_PSS_SHA_384', ['-sha384', ...PSS]],
    ['RSA_4096', 'RSASSA_PSS_SHA_512', ['-sha512', ...PSS]],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', ['-sha256']],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', ['-sha384']],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', ['-sha512']],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', ['-sha256']],
  ])('verifies %s by %s', async ([keySpec, signingAlgorithm, digest], context) => {
    await verifies(context, keySpec, signingAlgorithm, (file) => [
      ...['dgst', ...digest, '-keyform', 'DER', '-verify', file],
      ...['-signature', at('signature'), at('message')],
    ]);
  });

  it('verifies Ed25519', async (context) => {
    await verifies(context, 'ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', (file) => [
      ...['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', file],
      ...['-rawin', '-in', at('message'), '-sigfile', at('signature')],
    ]);
  });

  async function verifies(
    context: TestContext,
    keySpec: KeySpec,
    signingAlgorithm: SigningAlgorithmSpec,
    parameters: (publicKeyFile: string) => readonly string[],
  ): Promise<void> {
    const program = requireProgram(context, 'openssl');
    const { keyId, file } = await publicKeyFile(keySpec, 'SIGN_VERIFY');
    const message = bytes(500);
    const { signature } = await call('Sign', { keyId, message, signingAlgorithm });
    writeFileSync(at('message'), message);
    writeFileSync(at('signature'), signature);
    expect(run(program, parameters(file)).toString()).toMatch(/Verified OK|Signature Verified Successfully/);
    writeFileSync(at('message'), bytes(500));
    expect(() => run(program, parameters(file))).toThrow();
  }

  it.for([
    ['RSA_2048', 'RSAES_OAEP_SHA_1', 'sha1'],
    ['RSA_2048', 'RSAES_OAEP_SHA_256', 'sha256'],
    ['RSA_4096', 'RSAES_OAEP_SHA_256', 'sha256'],
  ] as const)('encrypts to %s by %s', async ([keySpec, encryptionAlgorithm, hash], context) => {
    const program = requireProgram(context, 'openssl');
    const { keyId, file } = await publicKeyFile(keySpec, 'ENCRYPT_DECRYPT');
    const plaintext = bytes(32);
    writeFileSync(at('plaintext'), plaintext);
    const oaep = ['rsa_padding_mode:oaep', `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${hash}`];
    const ciphertextBlob = run(program, [
      ...['pkeyutl', '-encrypt', '-pubin', '-keyform', 'DER', '-inkey', file, '-in', at('plaintext')],
      ...oaep.flatMap((option) => ['-pkeyopt', option]),
    ]);
    const input = { keyId, ciphertextBlob: new Uint8Array(ciphertextBlob), encryptionAlgorithm };
    expect(hex((await call('Decrypt', input)).plaintext)).toBe(hex(plaintext));
  });

  it('agrees with a key of ECC_NIST_P384', async (context) => {
    const program = requireProgram(context, 'openssl');
    const { keyId, file } = await publicKeyFile('ECC_NIST_P384', 'KEY_AGREEMENT');
    run(program, ['ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-out', at('peer.pem')]);
    const publicKey = run(program, ['pkey', '-in', at('peer.pem'), '-pubout', '-outform', 'DER']);
    const derive = ['pkeyutl', '-derive', '-inkey', at('peer.pem'), '-peerform', 'DER', '-peerkey', file];
    const input = { keyId, publicKey: new Uint8Array(publicKey), keyAgreementAlgorithm: 'ECDH' } as const;
    expect(hex((await call('DeriveSharedSecret', input)).sharedSecret)).toBe(hex(run(program, derive)));
  });

  it.for(['RSA_2048', 'ECC_NIST_P521', 'ECC_NIST_EDWARDS25519'] as const)(
    'reads the private key of a data key pair of %s',
    async (keyPairSpec, context) => {
      const program = requireProgram(context, 'openssl');
      const { keyId } = await sharedKey(cluster, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
      const pair = await call('GenerateDataKeyPair', { keyId, keyPairSpec });
      writeFileSync(at('pair.der'), pair.privateKeyPlaintext);
      const derived = run(program, ['pkey', '-inform', 'DER', '-in', at('pair.der'), '-pubout', '-outform', 'DER']);
      expect(hex(derived)).toBe(hex(pair.publicKey));
    },
  );
});
