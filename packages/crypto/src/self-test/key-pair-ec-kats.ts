/** Known answers of the elliptic curves of key pairs. */
import { createHash } from 'node:crypto';
import { concatBytes, EMPTY_BYTES, fromHex, utf8 } from '@strongroom/core/bytes.js';
import { must } from '@strongroom/core/assert.js';
import { EC_CURVES, spkiOfPoint } from '../ec-curve.js';
import type { KeyPairEngine, KeyPairSpec, MessageType, PrivateKey } from '../key-pair/key-pair-engine.js';
import { KEY_PAIR_SPECS } from '../key-pair/key-specs.js';
import { withKey } from './key-pair-kat.js';
import type { KeyPairKat } from './key-pair-kat.js';
import { verdict } from './known-answer-test.js';

interface EcdsaAnswer {
  readonly spec: KeyPairSpec;
  readonly source: string;
  readonly privateScalar: string;
  readonly message: string;
  /** DER of the r and s that the source gives. */
  readonly signature: string;
}

const ECDSA_ANSWERS: readonly EcdsaAnswer[] = [
  {
    spec: 'ECC_NIST_P256',
    source: 'RFC 6979 A.2.5, SHA-256, "sample"',
    privateScalar: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    message: 'sample',
    signature:
      '3046' +
      '022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716' +
      '022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  },
  {
    spec: 'ECC_NIST_P384',
    source: 'RFC 6979 A.2.6, SHA-384, "sample"',
    privateScalar: '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
    message: 'sample',
    signature:
      '3066' +
      '02310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46' +
      '02310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
  },
  {
    spec: 'ECC_NIST_P521',
    source: 'RFC 6979 A.2.7, SHA-512, "sample"',
    privateScalar:
      '00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75ca' +
      'a896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538',
    message: 'sample',
    signature:
      '308187' +
      '024200c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f17' +
      '4e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa' +
      '0241617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af28' +
      '2623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a',
  },
  {
    spec: 'ECC_SECG_P256K1',
    source: 'the RFC 6979 vector "Satoshi Nakamoto" of Bitcoin libraries, s before it is negated',
    privateScalar: '01'.padStart(64, '0'),
    message: 'Satoshi Nakamoto',
    signature:
      '3046' +
      '022100934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8' +
      '022100dbbd3162d46e9f9bef7feb87c16dc13b4f6568a87f4e83f728e2443ba586675c',
  },
];

const REJECTED_MESSAGE = utf8('another message');
const noChance = (length: number): Uint8Array => new Uint8Array(length);

function ecdsaKat(answer: EcdsaAnswer, messageType: MessageType): KeyPairKat {
  const { spec, source } = answer;
  const algorithm = must(KEY_PAIR_SPECS[spec].signingAlgorithms[0], 'ECDSA has an algorithm');
  const { hash } = EC_CURVES[must(KEY_PAIR_SPECS[spec].curve, 'ECDSA has a curve')];
  const known = fromHex(answer.signature);
  const [message, rejected] = [utf8(answer.message), REJECTED_MESSAGE].map((text) =>
    messageType === 'RAW' ? text : createHash(hash).update(text).digest(),
  ) as [Uint8Array, Uint8Array];
  const verdicts = (engine: KeyPairEngine, key: PrivateKey, signature: Uint8Array): Uint8Array =>
    Uint8Array.from([message, rejected], (text) =>
      verdict(engine.verify(key, algorithm, messageType, text, signature)),
    );
  return {
    name: `${algorithm} with ${spec}${messageType === 'RAW' ? '' : ', DIGEST'}`,
    source,
    spec,
    uses: [
      { use: 'sign', algorithm, messageType },
      { use: 'verify', algorithm, messageType },
    ],
    compute: (engine) =>
      withKey(engine, spec, fromHex(answer.privateScalar), (key) => {
        const signature = engine.sign(key, algorithm, messageType, message, noChance);
        // The nonce of OpenSSL is random: there a new signature has to verify. That of noble is fixed.
        const produced = messageType === 'RAW' ? verdicts(engine, key, signature) : signature;
        return concatBytes(verdicts(engine, key, known), produced);
      }),
    expected: `0100${messageType === 'RAW' ? '0100' : answer.signature}`,
  };
}

interface EcdhAnswer {
  readonly spec: KeyPairSpec;
  readonly privateScalar: string;
  readonly peerPoint: string;
  readonly sharedX: string;
}

const ECDH_ANSWERS: readonly EcdhAnswer[] = [
  {
    spec: 'ECC_NIST_P256',
    privateScalar: '7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534',
    peerPoint:
      '04' +
      '700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287' +
      'db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac',
    sharedX: '46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b',
  },
  {
    spec: 'ECC_NIST_P384',
    privateScalar: '3cc3122a68f0d95027ad38c067916ba0eb8c38894d22e1b15618b6818a661774ad463b205da88cf699ab4d43c9cf98a1',
    peerPoint:
      '04' +
      'a7c76b970c3b5fe8b05d2838ae04ab47697b9eaf52e764592efda27fe7513272734466b400091adbf2d68c58e0c50066' +
      'ac68f19f2e1cb879aed43a9969b91a0839c4c38a49749b661efedf243451915ed0905a32b060992b468c64766fc8437a',
    sharedX: '5f9d29dc5e31a163060356213669c8ce132e22f57c9a04f40ba7fcead493b457e5621e766c40a2e3d4d6a04b25e533f1',
  },
  {
    spec: 'ECC_NIST_P521',
    privateScalar:
      '017eecc07ab4b329068fba65e56a1f8890aa935e57134ae0ffcce802735151f4ea' +
      'c6564f6ee9974c5e6887a1fefee5743ae2241bfeb95d5ce31ddcb6f9edb4d6fc47',
    peerPoint:
      '04' +
      '00685a48e86c79f0f0875f7bc18d25eb5fc8c0b07e5da4f4370f3a949034085433' +
      '4b1e1b87fa395464c60626124a4e70d0f785601d37c09870ebf176666877a2046d' +
      '01ba52c56fc8776d9e8f5db4f0cc27636d0b741bbe05400697942e80b739884a83' +
      'bde99e0f6716939e632bc8986fa18dccd443a348b6c3e522497955a4f3c302f676',
    sharedX:
      '005fc70477c3e63bc3954bd0df3ea0d1f41ee21746ed95fc5e1fdf90930d5e1366' +
      '72d72cc770742d1711c3c3a4c334a0ad9759436a4d3c5bf6e74b9578fac148c831',
  },
];

function ecdhKat({ spec, privateScalar, peerPoint, sharedX }: EcdhAnswer): KeyPairKat {
  const peer = spkiOfPoint(must(KEY_PAIR_SPECS[spec].curve, 'ECDH has a curve'), fromHex(peerPoint));
  return {
    name: `ECDH with ${spec}`,
    source: 'NIST CAVP KAS ECC CDH primitive, COUNT = 0',
    spec,
    uses: [{ use: 'agree' }],
    compute: (engine) => withKey(engine, spec, fromHex(privateScalar), (key) => engine.agree(key, peer) ?? EMPTY_BYTES),
    expected: sharedX,
  };
}

export const KEY_PAIR_EC_KATS: readonly KeyPairKat[] = [
  ...ECDSA_ANSWERS.map((answer) => ecdsaKat(answer, 'RAW')),
  ...ECDSA_ANSWERS.map((answer) => ecdsaKat(answer, 'DIGEST')),
  ...ECDH_ANSWERS.map(ecdhKat),
];
