/** Known answers of Ed25519 and Ed25519ph. */
import { concatBytes, fromHex } from '@strongroom/core/bytes.js';
import type { MessageType, SigningAlgorithm } from '../key-pair/key-pair-engine.js';
import { withKey } from './key-pair-kat.js';
import type { KeyPairKat } from './key-pair-kat.js';
import { verdict } from './known-answer-test.js';

const SPEC = 'ECC_NIST_EDWARDS25519';

interface EddsaAnswer {
  readonly algorithm: SigningAlgorithm;
  readonly messageType: MessageType;
  readonly source: string;
  readonly seed: string;
  readonly message: string;
  readonly signature: string;
}

const noChance = (length: number): Uint8Array => new Uint8Array(length);

/** The signature; then whether it verifies over the right and over another message. */
function eddsaKat({ algorithm, messageType, source, seed, message, signature }: EddsaAnswer): KeyPairKat {
  return {
    name: algorithm,
    source,
    spec: SPEC,
    uses: [
      { use: 'sign', algorithm, messageType },
      { use: 'verify', algorithm, messageType },
    ],
    compute: (engine) =>
      withKey(engine, SPEC, fromHex(seed), (key) => {
        const right = fromHex(message);
        const wrong = right.map((byte) => byte ^ 1);
        const produced = engine.sign(key, algorithm, messageType, right, noChance);
        const verdicts = Uint8Array.from([right, wrong], (text) =>
          verdict(engine.verify(key, algorithm, messageType, text, produced)),
        );
        return concatBytes(produced, verdicts);
      }),
    expected: `${signature}0100`,
  };
}

export const ED25519_KATS: readonly KeyPairKat[] = [
  eddsaKat({
    algorithm: 'ED25519_SHA_512',
    messageType: 'RAW',
    source: 'RFC 8032 §7.1, test 2',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  }),
  eddsaKat({
    algorithm: 'ED25519_PH_SHA_512',
    messageType: 'DIGEST',
    source: 'key of RFC 8032 §7.3; the formulas of §5.1.6 in Python over SHA-512("abc") as the message',
    seed: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    message:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
      '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    signature:
      '914dc6538ac512db8ffbdfbbf9c2fd2c1e5c915ff5d708751ad2d3a1425f0c9b' +
      'fa3f1da6d93e5c7fc5b106b536f7263a3db68e4a285f30e4bd7e8b9f93d42f0e',
  }),
];
