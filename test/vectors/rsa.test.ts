import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import type {
  EncryptionAlgorithm,
  KeyPairSpec,
  SigningAlgorithm,
} from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { SIGNING_ALGORITHMS } from '@strongroom/crypto/key-pair/key-specs.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import { rsaImplementation } from '@strongroom/crypto/key-pair/rsa.js';
import { byFlags, caseName, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface VerifyGroup {
  readonly publicKeyDer: string;
  readonly publicKey: { readonly publicExponent: string };
  readonly tests: readonly (WycheproofCase & { readonly msg: string; readonly sig: string })[];
}

interface DecryptGroup {
  readonly privateKeyPkcs8: string;
  readonly tests: readonly (WycheproofCase & Readonly<Record<'msg' | 'ct' | 'label', string>>)[];
}

/** OpenSSL is the only engine for RSA. Over a digest the padding is ours, so each file runs twice. */
const engine = await loadKeyPairEngine('openssl', 'slow');

const SIGNATURES: readonly (readonly [string, string, KeyPairSpec, SigningAlgorithm])[] = [
  ['rsa_signature_2048_sha256', 'RSASSA-PKCS1-v1_5', 'RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
  ['rsa_signature_3072_sha384', 'RSASSA-PKCS1-v1_5', 'RSA_3072', 'RSASSA_PKCS1_V1_5_SHA_384'],
  ['rsa_signature_4096_sha512', 'RSASSA-PKCS1-v1_5', 'RSA_4096', 'RSASSA_PKCS1_V1_5_SHA_512'],
  ['rsa_pss_2048_sha256_mgf1_32', 'RSASSA-PSS', 'RSA_2048', 'RSASSA_PSS_SHA_256'],
  ['rsa_pss_3072_sha256_mgf1_32', 'RSASSA-PSS', 'RSA_3072', 'RSASSA_PSS_SHA_256'],
  ['rsa_pss_4096_sha512_mgf1_64', 'RSASSA-PSS', 'RSA_4096', 'RSASSA_PSS_SHA_512'],
];

describe.each(SIGNATURES)('Wycheproof %s', (file, algorithmOfFile, spec, algorithm) => {
  const groups = loadWycheproof(file, algorithmOfFile, (group) => group as VerifyGroup);
  const hash = must(SIGNING_ALGORITHMS[algorithm].hash, 'a hash');

  it('takes the public keys whose exponent is one of ours, and no others', () => {
    for (const { publicKeyDer, publicKey } of groups) {
      const taken = rsaImplementation.loadPublic(spec, fromHex(publicKeyDer)) !== undefined;
      expect(taken).toBe(publicKey.publicExponent === '010001');
      expect(taken || publicKey.publicExponent === '03').toBe(true);
    }
  });

  const tests = groups.flatMap((group) => {
    const publicKey = rsaImplementation.loadPublic(spec, fromHex(group.publicKeyDer));
    return publicKey === undefined ? [] : group.tests.map((test) => ({ ...test, publicKey }));
  });

  it.each(byFlags(tests))('%s', (_, cases) => {
    for (const test of cases) {
      const message = fromHex(test.msg);
      const digest = createHash(hash).update(message).digest();
      const signature = fromHex(test.sig);
      // Acceptable is only a DigestInfo without its NULL (RFC 8017 appendix A.2.4): we take the one encoding.
      if (test.result === 'acceptable') expect(test.flags).toEqual(['MissingNull']);
      const expected = test.result === 'valid';
      expect(test.publicKey.verify?.(algorithm, 'RAW', message, signature), caseName(test)).toBe(expected);
      expect(test.publicKey.verify?.(algorithm, 'DIGEST', digest, signature), caseName(test)).toBe(expected);
    }
  });
});

const ENCRYPTIONS: readonly (readonly [string, KeyPairSpec, EncryptionAlgorithm])[] = [
  ['rsa_oaep_2048_sha1_mgf1sha1', 'RSA_2048', 'RSAES_OAEP_SHA_1'],
  ['rsa_oaep_2048_sha256_mgf1sha256', 'RSA_2048', 'RSAES_OAEP_SHA_256'],
  ['rsa_oaep_3072_sha256_mgf1sha256', 'RSA_3072', 'RSAES_OAEP_SHA_256'],
  ['rsa_oaep_4096_sha256_mgf1sha256', 'RSA_4096', 'RSAES_OAEP_SHA_256'],
];

describe.each(ENCRYPTIONS)('Wycheproof %s', (file, spec, algorithm) => {
  const [group] = loadWycheproof(file, 'RSAES-OAEP', (candidate) => candidate as DecryptGroup);
  const { privateKeyPkcs8, tests } = must(group, 'a group');
  const pkcs8 = fromHex(privateKeyPkcs8);
  const key = must(engine.load(spec, pkcs8), 'a key');

  it('has a private key that can be imported, and is consistent', () => {
    expect(engine.importPkcs8(spec, pkcs8)).toEqual(pkcs8);
    expect(toHex(engine.exportPkcs8(key))).toBe(privateKeyPkcs8);
    expect(engine.isConsistent(key, 'ENCRYPT_DECRYPT')).toBe(true);
    expect(engine.isConsistent(key, 'SIGN_VERIFY')).toBe(true);
  });

  it.each(byFlags(tests))('%s', (_, cases) => {
    for (const test of cases) {
      const decrypted = engine.decrypt(key, algorithm, fromHex(test.ct));
      // KMS has no labels: a ciphertext with one is like any other that does not fit.
      const expected = test.result === 'valid' && test.label === '' ? test.msg : undefined;
      expect(decrypted && toHex(decrypted), caseName(test)).toBe(expected);
    }
  });
});

describe('RSA_4096', () => {
  it('can be generated, imported and used', () => {
    const pkcs8 = engine.generate('RSA_4096', (length) => new Uint8Array(length));
    expect(engine.importPkcs8('RSA_4096', pkcs8)).toEqual(pkcs8);
    const key = must(engine.load('RSA_4096', pkcs8), 'a key');
    expect(engine.isConsistent(key, 'SIGN_VERIFY')).toBe(true);
    expect(engine.isConsistent(key, 'ENCRYPT_DECRYPT')).toBe(true);
    key.dispose();
  });
});
