import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromHex } from '@strongroom/core/bytes.js';
import { EC_CURVES, pointOfSpki } from '@strongroom/crypto/ec-curve.js';
import type { EcCurve } from '@strongroom/crypto/ec-curve.js';
import type { KeyPairSpec, MessageType } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { KEY_PAIR_SPECS } from '@strongroom/crypto/key-pair/key-specs.js';
import { loadImplementations } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { byFlags, caseName, everyNth, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface EcdsaCase extends WycheproofCase {
  readonly msg: string;
  readonly sig: string;
}

interface EcdsaGroup {
  readonly publicKeyDer: string;
  readonly tests: readonly EcdsaCase[];
}

type Verify = (message: Uint8Array, signature: Uint8Array) => boolean;

/** A verifier under one public key, or undefined when the key is refused. */
type Verifier = (spec: KeyPairSpec, spki: Uint8Array) => Verify | undefined;

/** noble takes some 10 ms for a P-521 verification. */
const TIMEOUT_MS = 60_000;

const FILES: readonly { readonly spec: KeyPairSpec; readonly file: string }[] = [
  { spec: 'ECC_NIST_P256', file: 'ecdsa_secp256r1_sha256' },
  { spec: 'ECC_NIST_P384', file: 'ecdsa_secp384r1_sha384' },
  { spec: 'ECC_NIST_P521', file: 'ecdsa_secp521r1_sha512' },
  { spec: 'ECC_SECG_P256K1', file: 'ecdsa_secp256k1_sha256' },
];

const curveOf = (spec: KeyPairSpec): EcCurve => must(KEY_PAIR_SPECS[spec].curve, 'a curve');

const [openssl, noble] = await Promise.all([
  loadImplementations('openssl', 'slow'),
  loadImplementations('noble', 'slow'),
]);

function keyPairs({ ec }: typeof openssl, messageType: MessageType): Verifier {
  return (spec, spki) => {
    const publicKey = ec?.loadPublic(spec, spki);
    if (publicKey?.verify === undefined) return undefined;
    const algorithm = must(KEY_PAIR_SPECS[spec].signingAlgorithms[0], 'an algorithm');
    const { hash } = EC_CURVES[curveOf(spec)];
    return (message, signature) => {
      const text = messageType === 'RAW' ? message : createHash(hash).update(message).digest();
      return publicKey.verify?.(algorithm, messageType, text, signature) === true;
    };
  };
}

const ofTheDomain: Verifier = (spec, spki) => {
  const key = pointOfSpki(spki, [curveOf(spec)]);
  return key && ((message, signature) => opensslEngine.ecdsaVerify(key.curve, key.point, message, signature));
};

/**
 * The last numbers: one in how many cases of each kind, beginning where. noble has one implementation for keys of the
 * domain and for key pairs, and hashes a message to go on as for a digest: there the cases run alternately.
 */
const SUBJECTS: readonly (readonly [string, Verifier, number, number])[] = [
  ['openssl, keys of the domain', ofTheDomain, 1, 0],
  ['openssl, key pairs', keyPairs(openssl, 'RAW'), 1, 0],
  ['noble, over a digest, which both engines use', keyPairs(openssl, 'DIGEST'), 2, 0],
  ['noble', keyPairs(noble, 'RAW'), 2, 1],
];

describe.each(SUBJECTS)('Wycheproof on %s', (_, verifier, stride, offset) => {
  describe.each(FILES)('ECDSA $spec', ({ spec, file }) => {
    const groups = loadWycheproof(file, 'ECDSA', (group) => group as EcdsaGroup);
    // That no key is refused is what makes a rejected signature one that is rejected for itself.
    const tests = groups.flatMap((group) => {
      const verify = must(verifier(spec, fromHex(group.publicKeyDer)), 'the public keys of the file are canonical');
      return group.tests.map((test) => ({ ...test, verify }));
    });

    it.each(byFlags(tests).map(([title, cases]) => everyNth(stride, title, cases, offset)))(
      '%s',
      (__, cases) => {
        for (const test of cases) {
          const accepted = test.verify(fromHex(test.msg), fromHex(test.sig));
          expect(accepted, caseName(test)).toBe(test.result === 'valid');
        }
      },
      TIMEOUT_MS,
    );
  });
});
