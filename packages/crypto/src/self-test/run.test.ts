import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import type { CryptoEngine } from '../engine.js';
import { nobleEngine } from '../noble-engine.js';
import { opensslEngine } from '../openssl-engine.js';
import { KNOWN_ANSWER_TESTS, runSelfTests } from './run.js';

const failures = (engine: CryptoEngine, failing?: string): string[] =>
  runSelfTests(engine, failing === undefined ? {} : { failing })
    .filter((result) => !result.passed)
    .map((result) => result.name);

describe.each([opensslEngine, nobleEngine])('self-tests on $name', (engine) => {
  it('all pass', () => {
    expect(failures(engine)).toEqual([]);
  });
});

describe('self-tests', () => {
  it('have unique names and name their sources', () => {
    expect(new Set(KNOWN_ANSWER_TESTS.map((test) => test.name)).size).toBe(KNOWN_ANSWER_TESTS.length);
    for (const test of KNOWN_ANSWER_TESTS) expect(test.source).not.toBe('');
  });

  it.each(KNOWN_ANSWER_TESTS)('fail by injection, and only the one asked for: $name', ({ name }) => {
    expect(failures(opensslEngine, name)).toEqual([name]);
  });

  it('refuse to falsify a test that does not exist', () => {
    expect(() => runSelfTests(opensslEngine, { failing: 'ROT13' })).toThrow(AssertionFailure);
  });

  // A broken engine is found by the tests of what is broken: the tests can fail without injection too.
  const falsified = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 1);
  it.each<[string, Partial<CryptoEngine>, string[]]>([
    [
      'HMAC',
      { hmacSha256: (key, message) => falsified(opensslEngine.hmacSha256(key, message)) },
      ['HMAC-SHA-256', 'KBKDF HMAC-SHA-256'],
    ],
    [
      'a verify that says yes to everything',
      { ecdsaVerify: () => true },
      ['ECDSA P-384 verify', 'ECDSA P-384 sign', 'ECDSA P-256 verify', 'ECDSA P-256 sign'],
    ],
    [
      'a GCM that does not authenticate',
      { aes256GcmOpen: (_key, _iv, _aad, sealed) => sealed.slice(16) },
      ['AES-256-GCM decrypt', 'AES-256-GCM reject'],
    ],
    [
      'an engine that throws',
      {
        sha384: () => {
          throw new Error('broken');
        },
      },
      ['SHA-384'],
    ],
  ])('find %s', (_, fault, names) => {
    expect(failures({ ...opensslEngine, ...fault })).toEqual(names);
  });
});
