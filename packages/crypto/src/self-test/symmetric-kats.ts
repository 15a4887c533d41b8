/** Known answers of AES-256-GCM, hashes, HMAC and KBKDF. */
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
    name: 'HMAC-SHA-256',
    source: 'RFC 4231 §4.3, test case 2',
    compute: (engine) => engine.hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?')),
    expected: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    name: 'KBKDF HMAC-SHA-256',
    source: 'OpenSSL 3.0.19, see kbkdf-vectors.ts',
    compute: (engine) => kbkdf(engine, fromHex(kbkdfVector.ki), utf8(kbkdfVector.label), fromHex(kbkdfVector.context)),
    expected: kbkdfVector.ko,
  },
];
