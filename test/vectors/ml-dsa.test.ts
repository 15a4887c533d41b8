import { describe, expect, it } from 'vitest';
import { assert, must } from '@strongroom/core/assert.js';
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import { mlDsaImplementation } from '@strongroom/crypto/key-pair/ml-dsa.js';
import { byFlags, caseName, everyNth, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface SignCase extends WycheproofCase {
  readonly msg?: string;
  readonly mu?: string;
  readonly ctx?: string;
  readonly rnd?: string;
  readonly sig: string;
}

interface SignGroup {
  readonly privateSeed: string;
  readonly privateKeyPkcs8?: string | null;
  readonly publicKey?: string | null;
  readonly tests: readonly SignCase[];
}

interface VerifyGroup {
  readonly publicKeyDer: string;
  readonly tests: readonly (WycheproofCase & { readonly msg: string; readonly ctx?: string; readonly sig: string })[];
}

const ALGORITHM = 'ML_DSA_SHAKE_256';

/** Signatures that take many attempts, up to half a second each; the longest are among those taken. */
const MANY_STEPS = 'valid: ValidSignature, ManySteps';
const MANY_STEPS_STRIDE = 3;

/** noble is the only engine for ML-DSA. */
const engine = await loadKeyPairEngine('noble', 'slow');

const FILES = [
  { spec: 'ML_DSA_44', level: '44' },
  { spec: 'ML_DSA_65', level: '65' },
  { spec: 'ML_DSA_87', level: '87' },
] as const;

describe.each(FILES)('Wycheproof on noble, $spec signs', ({ spec, level }) => {
  const groups = loadWycheproof(`mldsa_${level}_sign_seed`, `ML-DSA-${level}`, (group) => group as SignGroup);
  const tests = groups.flatMap((group) => group.tests.map((test) => ({ ...test, group })));
  const kinds = byFlags(tests).map(([title, cases]) =>
    everyNth(title === MANY_STEPS ? MANY_STEPS_STRIDE : 1, title, cases),
  );

  it.each(kinds)('%s', (_, cases) => {
    for (const test of cases) {
      const key = engine.load(spec, fromHex(test.group.privateSeed));
      if (test.flags.includes('IncorrectPrivateKeyLength')) {
        expect(key, caseName(test)).toBeUndefined();
        continue;
      }
      assert(key !== undefined, caseName(test));
      const { publicKey, privateKeyPkcs8 } = test.group;
      expect(toHex(engine.publicKey(key)).endsWith(must(publicKey, 'a public key')), caseName(test)).toBe(true);
      if (typeof privateKeyPkcs8 === 'string') expect(toHex(engine.exportPkcs8(key))).toBe(privateKeyPkcs8);
      // A context changes μ only. KMS has none, so with one, or without a message, we begin at μ.
      const ownMessage = (test.ctx ?? '') === '' ? test.msg : undefined;
      const message = fromHex(ownMessage ?? test.mu ?? '');
      if (test.result === 'invalid') {
        // A context that is too long has no μ.
        expect([test.flags, test.mu], caseName(test)).toEqual([['InvalidContext'], undefined]);
        continue;
      }
      const hedge = (length: number): Uint8Array =>
        test.rnd === undefined ? new Uint8Array(length) : fromHex(test.rnd);
      const messageType = ownMessage === undefined ? 'EXTERNAL_MU' : 'RAW';
      expect(toHex(engine.sign(key, ALGORITHM, messageType, message, hedge)), caseName(test)).toBe(test.sig);
      key.dispose();
    }
  });
});

describe.each(FILES)('Wycheproof on noble, $spec verifies', ({ spec, level }) => {
  const groups = loadWycheproof(`mldsa_${level}_verify`, `ML-DSA-${level}`, (group) => group as VerifyGroup);
  const tests = groups.flatMap((group) => {
    const publicKey = mlDsaImplementation.loadPublic(spec, fromHex(group.publicKeyDer));
    return group.tests.map((test) => ({ ...test, publicKey }));
  });

  it.each(byFlags(tests))('%s', (_, cases) => {
    for (const test of cases) {
      const refused = test.flags.includes('IncorrectPublicKeyLength');
      expect(test.publicKey === undefined, caseName(test)).toBe(refused);
      if (test.publicKey === undefined) continue;
      const accepted = test.publicKey.verify?.(ALGORITHM, 'RAW', fromHex(test.msg), fromHex(test.sig));
      // KMS has no contexts: a signature with one is not a signature of the message alone.
      const expected = test.result === 'valid' && (test.ctx ?? '') === '';
      expect(accepted, caseName(test)).toBe(expected);
    }
  });
});
