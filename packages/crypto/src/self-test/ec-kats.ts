/** Known answers of ECDSA and ECDH. */
import { concatBytes, EMPTY_BYTES, fromHex, utf8 } from '@strongroom/core/bytes.js';
import type { EcCurve } from '../ec-curve.js';
import type { CryptoEngine } from '../engine.js';
import type { KnownAnswerTest } from './known-answer-test.js';
import { verdict } from './known-answer-test.js';

interface EcdsaVector {
  readonly curve: EcCurve;
  readonly source: string;
  readonly privateScalar: Uint8Array;
  readonly publicPoint: string;
  /** DER of the r and s that the source gives for the message "sample". */
  readonly signature: Uint8Array;
}

const MESSAGE = utf8('sample');

const ECDSA_VECTORS: readonly EcdsaVector[] = [
  {
    curve: 'P-384',
    source: 'RFC 6979 A.2.6, SHA-384, "sample"',
    privateScalar: fromHex(
      '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
    ),
    publicPoint:
      '04' +
      'ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13' +
      '8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720',
    signature: fromHex(
      '3066' +
        '02310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46' +
        '02310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
    ),
  },
  {
    curve: 'P-256',
    source: 'RFC 6979 A.2.5, SHA-256, "sample"',
    privateScalar: fromHex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721'),
    publicPoint:
      '04' +
      '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6' +
      '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
    signature: fromHex(
      '3046' +
        '022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716' +
        '022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    ),
  },
];

const REJECTED_MESSAGE = utf8('another message');

/** Verdicts over the right and over another message. */
function verdicts(engine: CryptoEngine, vector: EcdsaVector, signature: Uint8Array): Uint8Array {
  const point = fromHex(vector.publicPoint);
  return Uint8Array.of(
    verdict(engine.ecdsaVerify(vector.curve, point, MESSAGE, signature)),
    verdict(engine.ecdsaVerify(vector.curve, point, REJECTED_MESSAGE, signature)),
  );
}

function ecdsaTests(vector: EcdsaVector): KnownAnswerTest[] {
  const { curve, source, privateScalar } = vector;
  return [
    {
      name: `ECDSA ${curve} verify`,
      source,
      compute: (engine) => verdicts(engine, vector, vector.signature),
      expected: '0100',
    },
    {
      // The engines choose their nonce themselves (OpenSSL at random), so the signature is not fixed: the fixed public
      // key verifies it.
      name: `ECDSA ${curve} sign`,
      source: `${source}: a new signature verifies under its public key`,
      compute: (engine) => verdicts(engine, vector, engine.ecdsaSign(curve, privateScalar, MESSAGE)),
      expected: '0100',
    },
    {
      name: `EC ${curve} public point`,
      source,
      compute: (engine) => engine.ecPublicPoint(curve, privateScalar),
      expected: vector.publicPoint,
    },
  ];
}

const ECDH_P384: KnownAnswerTest = {
  name: 'ECDH P-384 shared secret',
  source: 'NIST CAVP KAS ECC CDH primitive, P-384, COUNT = 0',
  compute: (engine) => {
    const peerPoint = concatBytes(
      Uint8Array.of(4),
      fromHex('a7c76b970c3b5fe8b05d2838ae04ab47697b9eaf52e764592efda27fe7513272734466b400091adbf2d68c58e0c50066'),
      fromHex('ac68f19f2e1cb879aed43a9969b91a0839c4c38a49749b661efedf243451915ed0905a32b060992b468c64766fc8437a'),
    );
    const privateScalar = fromHex(
      '3cc3122a68f0d95027ad38c067916ba0eb8c38894d22e1b15618b6818a661774ad463b205da88cf699ab4d43c9cf98a1',
    );
    return engine.ecdhSharedX('P-384', privateScalar, peerPoint) ?? EMPTY_BYTES;
  },
  expected: '5f9d29dc5e31a163060356213669c8ce132e22f57c9a04f40ba7fcead493b457e5621e766c40a2e3d4d6a04b25e533f1',
};

export const EC_KATS: readonly KnownAnswerTest[] = [...ECDSA_VECTORS.flatMap(ecdsaTests), ECDH_P384];
