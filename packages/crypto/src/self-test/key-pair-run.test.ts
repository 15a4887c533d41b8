import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineName } from '../engine.js';
import type { KeyPairEngine, KeyPairSpec } from '../key-pair/key-pair-engine.js';
import { KEY_PAIR_SPECS } from '../key-pair/key-specs.js';
import { loadKeyPairEngine } from '../key-pair/load-key-pair-engine.js';
import { opensslEngine } from '../openssl-engine.js';
import { KEY_PAIR_KATS, runFastSelfTests, runSlowSelfTests } from './key-pair-run.js';
import { KNOWN_ANSWER_TESTS, runSelfTests } from './run.js';

const SPECS = Object.keys(KEY_PAIR_SPECS) as KeyPairSpec[];

describe.each<EngineName>(['openssl', 'noble'])('self-tests of key pairs on %s', (name) => {
  let fast: KeyPairEngine;
  let slow: KeyPairEngine;

  beforeAll(async () => {
    fast = await loadKeyPairEngine(name, 'fast');
    slow = await loadKeyPairEngine(name, 'slow');
  });

  it('all pass, each in one lane', () => {
    const results = [...runFastSelfTests(fast, name), ...runSlowSelfTests(slow, name)];
    expect(results.filter((result) => !result.passed)).toEqual([]);
    const names = results.map((result) => result.name);
    expect(names.toSorted()).toEqual(KEY_PAIR_KATS.map((test) => test.name).toSorted());
  });

  it('of one spec are some of them, and every algorithm of the spec has one', () => {
    for (const spec of SPECS) {
      const ran = [...runFastSelfTests(fast, name, { spec }), ...runSlowSelfTests(slow, name, { spec })];
      const names = ran.map((result) => result.name).join(' ');
      const { signingAlgorithms, encryptionAlgorithms, usages } = KEY_PAIR_SPECS[spec];
      for (const algorithm of [...signingAlgorithms, ...encryptionAlgorithms]) expect(names).toContain(algorithm);
      if (usages.includes('KEY_AGREEMENT')) expect(names).toContain(`ECDH with ${spec}`);
      if (usages.includes('ENCAPSULATE_DECAPSULATE')) expect(names).toBe(`ML_KEM with ${spec}`);
      expect(ran.every((result) => result.passed)).toBe(true);
    }
  });

  it('fail by injection, and only the one asked for', () => {
    const failing = 'RSAES_OAEP_SHA_256';
    const failed = runFastSelfTests(fast, name, { failing }).filter((result) => !result.passed);
    expect(failed.map((result) => result.name)).toEqual([failing]);
    expect(runSelfTests(opensslEngine, { failing }).every((result) => result.passed)).toBe(true);
  });
});

describe('self-tests of key pairs', () => {
  it('have names that no other self-test has, and name their sources', () => {
    const names = [...KNOWN_ANSWER_TESTS, ...KEY_PAIR_KATS].map((test) => test.name);
    expect(new Set(names).size).toBe(names.length);
    for (const test of KEY_PAIR_KATS) expect(test.source).not.toBe('');
  });

  it.each<[string, (real: KeyPairEngine) => Partial<KeyPairEngine>, RegExp]>([
    ['a verify that says yes to everything', () => ({ verify: () => true }), /RSASSA|ECDSA|ED25519|ML_DSA/],
    ['a verify that says no to everything', () => ({ verify: () => false }), /RSASSA|ECDSA|ED25519|ML_DSA/],
    [
      'a signature with a bit flipped',
      (real) => ({
        sign: (...args) => real.sign(...args).map((byte, index) => (index === 40 ? byte ^ 1 : byte)),
      }),
      /RSASSA|ECDSA|ED25519|ML_DSA/,
    ],
    ['an OAEP that does not check', () => ({ decrypt: () => new Uint8Array(6) }), /RSAES/],
    [
      'a KEM without implicit rejection',
      (real) => ({
        decapsulate: (key, ciphertext) => real.decapsulate(key, ciphertext)?.fill(0),
      }),
      /ML_KEM/,
    ],
    ['an agreement on zero', () => ({ agree: () => new Uint8Array(32) }), /ECDH/],
  ])('find %s', async (_, fault, expected) => {
    const real = await loadKeyPairEngine('openssl', 'slow');
    const broken = { ...real, ...fault(real) };
    const results = [...runFastSelfTests(broken, 'openssl'), ...runSlowSelfTests(broken, 'openssl')];
    const failed = results.filter((result) => !result.passed).map((result) => result.name);
    const affected = KEY_PAIR_KATS.map((test) => test.name).filter((name) => expected.test(name));
    expect(failed.toSorted()).toEqual(affected.toSorted());
  });
});
