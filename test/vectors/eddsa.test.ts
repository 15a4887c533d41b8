import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromHex, toHex, utf8 } from '@strongroom/core/bytes.js';
import { loadImplementations, loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import { nobleEd25519 } from '@strongroom/crypto/noble-ed25519.js';
import { byFlags, caseName, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface EddsaGroup {
  readonly publicKeyDer: string;
  readonly tests: readonly (WycheproofCase & { readonly msg: string; readonly sig: string })[];
}

const SPEC = 'ECC_NIST_EDWARDS25519';

/** RFC 8032 §7.1: secret key, public key, message, signature. */
const RFC_8032_ED25519 = [
  [
    'test 1',
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    'test 2',
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'test 3',
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    'test SHA(abc)',
    '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    createHash('sha512').update('abc').digest('hex'),
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
] as const;

/** RFC 8032 §7.3, of the message "abc". */
const RFC_8032_ED25519PH = {
  seed: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
  publicKey: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
  signature:
    '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41' +
    '31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
};

const noChance = (length: number): Uint8Array => new Uint8Array(length);

describe.each(['openssl', 'noble'] as const)('Ed25519 on %s', async (name) => {
  const engine = await loadKeyPairEngine(name, 'slow');
  const { ed25519 } = await loadImplementations(name, 'slow');

  it.each(RFC_8032_ED25519)('RFC 8032 §7.1 %s', (_, seed, publicKey, message, signature) => {
    const key = must(engine.load(SPEC, fromHex(seed)), 'a key');
    expect(toHex(engine.publicKey(key).subarray(-32))).toBe(publicKey);
    expect(toHex(engine.sign(key, 'ED25519_SHA_512', 'RAW', fromHex(message), noChance))).toBe(signature);
    expect(engine.verify(key, 'ED25519_SHA_512', 'RAW', fromHex(message), fromHex(signature))).toBe(true);
  });

  const groups = loadWycheproof('ed25519', 'EDDSA', (group) => group as EddsaGroup);
  const tests = groups.flatMap((group) => {
    const publicKey = must(ed25519?.loadPublic(SPEC, fromHex(group.publicKeyDer)), 'canonical public keys');
    return group.tests.map((test) => ({ ...test, publicKey }));
  });

  it.each(byFlags(tests))('Wycheproof, %s', (_, cases) => {
    for (const test of cases) {
      const accepted = test.publicKey.verify?.('ED25519_SHA_512', 'RAW', fromHex(test.msg), fromHex(test.sig));
      expect(accepted, caseName(test)).toBe(test.result === 'valid');
    }
  });
});

describe('Ed25519ph on noble, which both engines use', () => {
  it('RFC 8032 §7.3', () => {
    const { seed, publicKey, signature } = RFC_8032_ED25519PH;
    expect(toHex(nobleEd25519.publicKey(fromHex(seed)))).toBe(publicKey);
    expect(toHex(nobleEd25519.signPrehashed(fromHex(seed), utf8('abc')))).toBe(signature);
    expect(nobleEd25519.verifyPrehashed(fromHex(publicKey), utf8('abc'), fromHex(signature))).toBe(true);
    expect(nobleEd25519.verifyPrehashed(fromHex(publicKey), utf8('abd'), fromHex(signature))).toBe(false);
    expect(nobleEd25519.verify(fromHex(publicKey), utf8('abc'), fromHex(signature))).toBe(false);
  });
});
