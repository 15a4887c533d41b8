import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import { EC_CURVES, pointOfSpki } from '@strongroom/crypto/ec-curve.js';
import type { EcCurve } from '@strongroom/crypto/ec-curve.js';
import type { EcEngine } from '@strongroom/crypto/engine.js';
import { nobleEngine } from '@strongroom/crypto/noble-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { byFlags, caseName, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface EcdhCase extends WycheproofCase {
  readonly public: string;
  readonly private: string;
  readonly shared: string;
}

interface EcdhGroup {
  readonly tests: readonly EcdhCase[];
}

/**
 * noble takes some 10 ms for a P-384 agreement, and one kind has 665 cases that differ only in the private key's window
 * pattern. OpenSSL runs all of them, noble every tenth.
 */
const DOUBLING = 'EdgeCaseDoubling';
const NOBLE_DOUBLING_STRIDE = 10;
const TIMEOUT_MS = 60_000;

/** Which check stops a public key, or the shared X. */
function agree(engine: EcEngine, curve: EcCurve, test: EcdhCase): string {
  const spki = pointOfSpki(fromHex(test.public));
  if (spki === undefined) return 'encoding refused';
  if (spki.curve !== curve) return 'curve refused';
  const digits = EC_CURVES[curve].scalarBytes * 2;
  const privateScalar = fromHex(test.private.padStart(digits, '0').slice(-digits));
  const sharedX = engine.ecdhSharedX(curve, privateScalar, spki.point);
  return sharedX === undefined ? 'point refused' : toHex(sharedX);
}

describe.each([opensslEngine, nobleEngine])('Wycheproof on $name', (engine) => {
  describe.each([
    { curve: 'P-256', file: 'ecdh_secp256r1' },
    { curve: 'P-384', file: 'ecdh_secp384r1' },
  ] as const)('ECDH $curve', ({ curve, file }) => {
    const tests = loadWycheproof(file, 'ECDH', (group) => group as EcdhGroup).flatMap((group) => group.tests);

    const run = tests.filter(
      (test, index) =>
        engine.name === 'openssl' || !test.flags.includes(DOUBLING) || index % NOBLE_DOUBLING_STRIDE === 0,
    );

    it.each(byFlags(run))(
      '%s',
      (_, cases) => {
        for (const test of cases) {
          const outcome = agree(engine, curve, test);
          if (test.result === 'valid') expect(outcome, caseName(test)).toBe(test.shared);
          else if (/WrongCurve|ModifiedGroup/.test(test.flags.join()))
            expect(outcome, caseName(test)).toMatch(/^(encoding|curve) refused$/);
          else if (pointOfSpki(fromHex(test.public)) !== undefined)
            expect(outcome, caseName(test)).toBe('point refused');
          else expect(outcome, caseName(test)).toBe('encoding refused');
        }
      },
      TIMEOUT_MS,
    );
  });
});
