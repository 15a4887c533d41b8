/** Known answers of AES-256-GCM, AES-KWP, hashes, HMAC and KBKDF. */
import { EMPTY_BYTES, fromHex, utf8 } from '@strongroom/core/bytes.js';
import { kbkdf } from '../kbkdf.js';
import { KBKDF_VECTORS } from './kbkdf-vectors.js';
import type { KnownAnswerTest } from './known-answer-test.js';
import { verdict } from './known-answer-test.js';

const GCM_SOURCE = 'McGrew and Viega, The Galois/Counter Mode of Operation, test case 16';
const GCM = {
  aesKey: fromHex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
  iv: fromHex('cafebabefacedbaddecaf888'),
  aad: fromHex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  plaintext:
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
    '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  sealed:
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
    '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
    '76fc6ece0f4e1768cddf8853bb2d551b',
};

const HMAC_INPUT = [utf8('Jefe'), utf8('what do ya want for nothing?')] as const;
const HMAC_SOURCE = 'RFC 4231 §4.3, test case 2';

const KWP_SOURCE = 'RFC 5649 §6, 20 octets';
const KWP = {
  wrappingKey: fromHex('5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8'),
  secret: 'c37b7e6492584340bed12207808941155068f738',
  wrapped: '138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a',
};

const [kbkdfVector] = KBKDF_VECTORS;

export const SYMMETRIC_KATS: readonly KnownAnswerTest[] = [
  {
    name: 'AES-256-GCM encrypt',
    source: GCM_SOURCE,
    compute: (engine) => engine.aes256GcmSeal(GCM.aesKey, GCM.iv, GCM.aad, fromHex(GCM.plaintext)),
    expected: GCM.sealed,
  },
  {
    name: 'AES-256-GCM decrypt',
    source: GCM_SOURCE,
    compute: (engine) => engine.aes256GcmOpen(GCM.aesKey, GCM.iv, GCM.aad, fromHex(GCM.sealed)) ?? EMPTY_BYTES,
    expected: GCM.plaintext,
  },
  {
    name: 'AES-256-GCM reject',
    source: `${GCM_SOURCE}, without its AAD`,
    compute: (engine) => {
      const opened = engine.aes256GcmOpen(GCM.aesKey, GCM.iv, EMPTY_BYTES, fromHex(GCM.sealed));
      return Uint8Array.of(verdict(opened !== undefined));
    },
    expected: '00',
  },
  {
    name: 'AES-192-KWP wrap',
    source: KWP_SOURCE,
    compute: (engine) => engine.aesKeyWrapPad(KWP.wrappingKey, fromHex(KWP.secret)),
    expected: KWP.wrapped,
  },
  {
    name: 'AES-192-KWP unwrap',
    source: KWP_SOURCE,
    compute: (engine) => engine.aesKeyUnwrapPad(KWP.wrappingKey, fromHex(KWP.wrapped)) ?? EMPTY_BYTES,
    expected: KWP.secret,
  },
  {
    name: 'AES-192-KWP reject',
    source: `${KWP_SOURCE}, under another key`,
    compute: (engine) => {
      const unwrapped = engine.aesKeyUnwrapPad(new Uint8Array(24), fromHex(KWP.wrapped));
      return Uint8Array.of(verdict(unwrapped !== undefined));
    },
    expected: '00',
  },
  {
    name: 'SHA-256',
    source: 'FIPS 180-4 example "abc"',
    compute: (engine) => engine.sha256(utf8('abc')),
    expected: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  },
  {
    name: 'SHA-384',
    source: 'FIPS 180-4 example "abc"',
    compute: (engine) => engine.sha384(utf8('abc')),
    expected: 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  },
  {
    name: 'SHA-224',
    source: 'FIPS 180-4 example "abc"',
    compute: (engine) => engine.hash('sha224', utf8('abc')),
    expected: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
  },
  {
    name: 'SHA-512',
    source: 'FIPS 180-4 example "abc"',
    compute: (engine) => engine.hash('sha512', utf8('abc')),
    expected:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
      '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  },
  {
    name: 'HMAC-SHA-256',
    source: HMAC_SOURCE,
    compute: (engine) => engine.hmacSha256(...HMAC_INPUT),
    expected: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    name: 'HMAC-SHA-224',
    source: HMAC_SOURCE,
    compute: (engine) => engine.hmac('sha224', ...HMAC_INPUT),
    expected: 'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44',
  },
  {
    name: 'HMAC-SHA-384',
    source: HMAC_SOURCE,
    compute: (engine) => engine.hmac('sha384', ...HMAC_INPUT),
    expected: 'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
  },
  {
    name: 'HMAC-SHA-512',
    source: HMAC_SOURCE,
    compute: (engine) => engine.hmac('sha512', ...HMAC_INPUT),
    expected:
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554' +
      '9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  },
  {
    name: 'KBKDF HMAC-SHA-256',
    source: 'OpenSSL 3.0.19, see kbkdf-vectors.ts',
    compute: (engine) => kbkdf(engine, fromHex(kbkdfVector.ki), utf8(kbkdfVector.label), fromHex(kbkdfVector.context)),
    expected: kbkdfVector.ko,
  },
];
