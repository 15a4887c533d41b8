import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromHex } from '@strongroom/core/bytes.js';
import { pointOfSpki } from '@strongroom/crypto/ec-curve.js';
import type { EcCurve } from '@strongroom/crypto/ec-curve.js';
import { nobleEngine } from '@strongroom/crypto/noble-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { byFlags, caseName, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface EcdsaCase extends WycheproofCase {
  readonly msg: string;
  readonly sig: string;
}

interface EcdsaGroup {
  readonly publicKeyDer: string;
  readonly tests: readonly EcdsaCase[];
}

/** noble takes some 5 ms for a P-384 verification. */
const TIMEOUT_MS = 60_000;

const FILES: readonly { readonly curve: EcCurve; readonly file: string }[] = [
  { curve: 'P-256', file: 'ecdsa_secp256r1_sha256' },
  { curve: 'P-384', file: 'ecdsa_secp384r1_sha384' },
];

describe.each([opensslEngine, nobleEngine])('Wycheproof on $name', (engine) => {
  describe.each(FILES)('ECDSA $curve', ({ curve, file }) => {
    const groups = loadWycheproof(file, 'ECDSA', (group) => group as EcdsaGroup);
    const tests = groups.flatMap((group) => {
      const spki = must(pointOfSpki(fromHex(group.publicKeyDer)), 'the public keys of the file are canonical');
      expect(spki.curve).toBe(curve);
      return group.tests.map((test) => ({ ...test, point: spki.point }));
    });

    it('takes every public key, so that no signature is rejected because of its key', () => {
      const one = new Uint8Array(curve === 'P-256' ? 32 : 48);
      one[one.length - 1] = 1;
      for (const { publicKeyDer } of groups) {
        const spki = must(pointOfSpki(fromHex(publicKeyDer)), 'canonical');
        // One times the point: its X coordinate.
        expect(engine.ecdhSharedX(curve, one, spki.point)).toEqual(new Uint8Array(spki.point.slice(1, 1 + one.length)));
      }
    });

    it.each(byFlags(tests))(
      '%s',
      (_, cases) => {
        for (const test of cases) {
          const accepted = engine.ecdsaVerify(curve, test.point, fromHex(test.msg), fromHex(test.sig));
          expect(accepted, caseName(test)).toBe(test.result === 'valid');
        }
      },
      TIMEOUT_MS,
    );
  });
});
