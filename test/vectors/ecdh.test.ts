import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import { EC_CURVES, pointOfSpki } from '@strongroom/crypto/ec-curve.js';
import type { EcCurve } from '@strongroom/crypto/ec-curve.js';
import type { KeyPairEngine, KeyPairSpec } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { KEY_PAIR_SPECS } from '@strongroom/crypto/key-pair/key-specs.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { byFlags, caseName, everyNth, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface EcdhCase extends WycheproofCase {
  readonly public: string;
  readonly private: string;
  readonly shared: string;
}

interface EcdhGroup {
  readonly tests: readonly EcdhCase[];
}

/** What an agreement gives: the shared X, or undefined when the public key is refused. */
type Agree = (spec: KeyPairSpec, privateScalar: Uint8Array, peerSpki: Uint8Array) => Uint8Array | undefined;

/**
 * One kind has up to 665 cases that differ only in the window pattern of the private key: the one that is thinned out.
 */
const DOUBLING = 'EdgeCaseDoubling';
const TIMEOUT_MS = 60_000;

const curveOf = (spec: KeyPairSpec): EcCurve => must(KEY_PAIR_SPECS[spec].curve, 'a curve');

function keyPairs(engine: KeyPairEngine): Agree {
  return (spec, privateScalar, peerSpki) => {
    const key = must(engine.load(spec, privateScalar), 'the private keys of the files are valid');
    const shared = engine.agree(key, peerSpki);
    key.dispose();
    return shared;
  };
}

const ofTheDomain: Agree = (spec, privateScalar, peerSpki) => {
  const peer = pointOfSpki(peerSpki, [curveOf(spec)]);
  return peer && opensslEngine.ecdhSharedX(peer.curve, privateScalar, peer.point);
};

/** The last number: one in how many cases of EdgeCaseDoubling; an agreement on P-521 takes 10 ms. */
const SUBJECTS: readonly (readonly [string, Agree, number])[] = [
  ['openssl, keys of the domain', ofTheDomain, 20],
  ['openssl, key pairs', keyPairs(await loadKeyPairEngine('openssl', 'slow')), 5],
  // One implementation for both kinds of keys.
  ['noble', keyPairs(await loadKeyPairEngine('noble', 'slow')), 20],
];

/** Which check stops a public key. */
function refusal(curve: EcCurve, spki: Uint8Array): string {
  const parsed = pointOfSpki(spki, Object.keys(EC_CURVES) as EcCurve[]);
  if (parsed === undefined) return 'encoding';
  return parsed.curve === curve ? 'point' : 'curve';
}

describe.each(SUBJECTS)('Wycheproof on %s', (_, agree, stride) => {
  describe.each([
    { spec: 'ECC_NIST_P256', file: 'ecdh_secp256r1' },
    { spec: 'ECC_NIST_P384', file: 'ecdh_secp384r1' },
    { spec: 'ECC_NIST_P521', file: 'ecdh_secp521r1' },
  ] as const)('ECDH $spec', ({ spec, file }) => {
    const curve = curveOf(spec);
    const digits = EC_CURVES[curve].scalarBytes * 2;
    const tests = loadWycheproof(file, 'ECDH', (group) => group as EcdhGroup).flatMap((group) => group.tests);
    const kinds = byFlags(tests).map(([title, cases]) => everyNth(title.includes(DOUBLING) ? stride : 1, title, cases));

    it.each(kinds)(
      '%s',
      (__, cases) => {
        for (const test of cases) {
          const privateScalar = fromHex(test.private.padStart(digits, '0').slice(-digits));
          const peerSpki = fromHex(test.public);
          const shared = agree(spec, privateScalar, peerSpki);
          if (test.result === 'valid') {
            expect(shared && toHex(shared), caseName(test)).toBe(test.shared);
            continue;
          }
          // Of what is acceptable we take nothing: it is in other encodings than the canonical one, or no point at all.
          expect(shared, caseName(test)).toBeUndefined();
          const reason = refusal(curve, peerSpki);
          const offCurve = /InvalidCurveAttack/.test(test.flags.join()) || /last byte of bit string/.test(test.comment);
          if (offCurve) expect(reason, caseName(test)).toBe('point');
          else if (test.result === 'acceptable') expect(reason, caseName(test)).toBe('encoding');
          else if (/WrongCurve|ModifiedGroup/.test(test.flags.join())) {
            expect(reason, caseName(test)).toMatch(/^(encoding|curve)$/);
          }
        }
      },
      TIMEOUT_MS,
    );
  });
});
