import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AssertionFailure, must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import type { KeyPairSpec, KeyPairUse } from './key-pair-engine.js';
import { isSlow } from './lanes.js';
import { loadKeyPairEngine } from './load-key-pair-engine.js';
import { testRandom } from './testing/test-keys.js';

const random = testRandom('lanes');
const slow = await loadKeyPairEngine('openssl', 'slow');
const fast = await loadKeyPairEngine('openssl', 'fast');
const nobleFast = await loadKeyPairEngine('noble', 'fast');

const sign = { use: 'sign', algorithm: 'ECDSA_SHA_256', messageType: 'RAW' } as const;
const verify = { ...sign, use: 'verify' } as const;
const signDigest = { ...sign, messageType: 'DIGEST' } as const;
const use = <Use extends Exclude<KeyPairUse['use'], 'sign' | 'verify'>>(name: Use): { readonly use: Use } => ({
  use: name,
});

describe('what is slow with the engine openssl', () => {
  it.each<[KeyPairSpec, readonly KeyPairUse[], readonly KeyPairUse[]]>([
    [
      'RSA_2048',
      [use('load'), use('public-key'), sign, verify, signDigest, use('encrypt'), use('decrypt')],
      [use('generate'), use('import')],
    ],
    [
      'RSA_3072',
      [use('load'), use('public-key'), verify, use('encrypt')],
      [sign, signDigest, use('decrypt'), use('generate'), use('import')],
    ],
    ['RSA_4096', [use('load'), use('public-key'), verify, use('encrypt')], [sign, use('decrypt'), use('generate')]],
    ['ECC_NIST_P256', [use('load'), use('public-key'), sign, verify, use('agree')], [signDigest, use('generate')]],
    ['ECC_NIST_P384', [use('load'), use('public-key')], [sign, verify, use('agree')]],
    ['ECC_NIST_P521', [use('load'), use('public-key')], [sign, verify, use('agree')]],
    ['ECC_SECG_P256K1', [use('load'), use('public-key')], [sign, verify, signDigest]],
    [
      'ECC_NIST_EDWARDS25519',
      [use('load'), use('public-key'), { ...sign, algorithm: 'ED25519_SHA_512' }],
      [{ ...signDigest, algorithm: 'ED25519_PH_SHA_512' }, use('import')],
    ],
    ['ML_DSA_44', [], [use('load'), use('public-key'), sign, verify, use('generate')]],
    ['ML_KEM_768', [], [use('load'), use('public-key'), use('encapsulate'), use('decapsulate')]],
  ])('%s', (spec, fastUses, slowUses) => {
    for (const each of fastUses) expect(isSlow('openssl', spec, each), JSON.stringify(each)).toBe(false);
    for (const each of slowUses) expect(isSlow('openssl', spec, each), JSON.stringify(each)).toBe(true);
  });

  it('is with the engine noble everything but RSA', () => {
    expect(isSlow('noble', 'ECC_NIST_P256', use('load'))).toBe(true);
    expect(isSlow('noble', 'ECC_NIST_EDWARDS25519', use('public-key'))).toBe(true);
    expect(isSlow('noble', 'RSA_2048', sign)).toBe(false);
    expect(isSlow('noble', 'RSA_3072', sign)).toBe(true);
  });
});

describe('the fast lane', () => {
  it('does what is fast', () => {
    const scalar = slow.generate('ECC_NIST_P256', random);
    const key = must(fast.load('ECC_NIST_P256', scalar), 'a key');
    const signature = fast.sign(key, 'ECDSA_SHA_256', 'RAW', utf8('message'), random);
    expect(fast.verify(key, 'ECDSA_SHA_256', 'RAW', utf8('message'), signature)).toBe(true);
    expect(fast.isConsistent(key, 'SIGN_VERIFY')).toBe(true);
    expect(fast.isConsistent(key, 'KEY_AGREEMENT')).toBe(true);
    expect(fast.exportPkcs8(key)).toEqual(slow.exportPkcs8(must(slow.load('ECC_NIST_P256', scalar), 'a key')));
  });

  it('refuses what is slow', () => {
    const digest = new Uint8Array(32);
    const p256 = must(fast.load('ECC_NIST_P256', slow.generate('ECC_NIST_P256', random)), 'a key');
    const p384 = must(fast.load('ECC_NIST_P384', slow.generate('ECC_NIST_P384', random)), 'a key');
    expect(fast.publicKey(p384).length).toBe(120);
    expect(() => fast.generate('ECC_NIST_P256', random)).toThrow(AssertionFailure);
    expect(() => fast.importPkcs8('ECC_NIST_P256', slow.exportPkcs8(p256))).toThrow(AssertionFailure);
    expect(() => fast.sign(p256, 'ECDSA_SHA_256', 'DIGEST', digest, random)).toThrow(AssertionFailure);
    expect(() => fast.verify(p256, 'ECDSA_SHA_256', 'DIGEST', digest, digest)).toThrow(AssertionFailure);
    expect(() => fast.sign(p384, 'ECDSA_SHA_384', 'RAW', digest, random)).toThrow(AssertionFailure);
    expect(() => fast.agree(p384, fast.publicKey(p384))).toThrow(AssertionFailure);
    expect(() => fast.isConsistent(p384, 'SIGN_VERIFY')).toThrow(AssertionFailure);
    expect(() => fast.load('ML_DSA_44', digest)).toThrow(AssertionFailure);
    expect(() => fast.load('ML_KEM_768', new Uint8Array(64))).toThrow(AssertionFailure);
    expect(() => nobleFast.load('ECC_NIST_P256', digest)).toThrow(AssertionFailure);
  });

  it('imports nothing of noble', () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const code = readFileSync(path, 'utf8');
      for (const [, specifier = ''] of code.matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)';$/gms)) {
        expect(specifier, path).not.toMatch(/noble/);
        if (specifier.startsWith('.')) visit(join(dirname(path), specifier.replace(/\.js$/, '.ts')));
      }
    };
    const here = dirname(fileURLToPath(import.meta.url));
    visit(join(here, 'load-key-pair-engine.ts'));
    visit(join(here, '../self-test/key-pair-run.ts'));
    expect([...seen].some((path) => path.endsWith('/ec.ts'))).toBe(true);
    expect(seen.size).toBeGreaterThan(20);
  });
});
