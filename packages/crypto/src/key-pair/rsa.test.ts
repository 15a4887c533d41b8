import { checkPrimeSync, generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import { DER_TAG, der, encodeDer } from '../asn1/der.js';
import type { DerElement } from '../asn1/der.js';
import { encodePkcs8, parsePkcs8 } from '../asn1/pkcs8.js';
import { parseRsaPrivateKey, RSA_ALGORITHM } from '../asn1/rsa-keys.js';
import type { RsaPrivateNumbers } from '../asn1/rsa-keys.js';
import { encodePss, isPssOf } from './emsa-pss.js';
import { rsaImplementation } from './rsa.js';
import { testRandom } from './testing/test-keys.js';

const random = testRandom('rsa');
const pkcs8 = rsaImplementation.generate('RSA_2048', random);
const numbers = must(
  parseRsaPrivateKey(must(parsePkcs8(pkcs8), 'PKCS#8').privateKey),
  'the encoding that OpenSSL writes',
);
const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const ofBigInt = (number: bigint): Uint8Array => {
  const hex = number.toString(16);
  return fromHex(hex.padStart(hex.length + (hex.length % 2), '0'));
};

function integer(number: Uint8Array): DerElement {
  return der(
    DER_TAG.integer,
    (number[0] ?? 0) >= 0x80 || number.length === 0 ? Uint8Array.of(0) : new Uint8Array(),
    number,
  );
}

function encode(changed: Partial<RsaPrivateNumbers>, version = new Uint8Array()): Uint8Array {
  const all = { ...numbers, ...changed };
  const order = [
    'modulus',
    'publicExponent',
    'privateExponent',
    'prime1',
    'prime2',
    'exponent1',
    'exponent2',
    'coefficient',
  ] as const;
  const content = [integer(version), ...order.map((name) => integer(all[name]))];
  return encodePkcs8(RSA_ALGORITHM, der(DER_TAG.sequence, ...content));
}

/** All that follows from two primes, by BigInt. */
function numbersFrom(p: bigint, q: bigint): Partial<RsaPrivateNumbers> {
  const inverse = (a: bigint, m: bigint): bigint => {
    let [r0, r1, s0, s1] = [m, a % m, 0n, 1n];
    while (r1 !== 0n) [r0, r1, s0, s1] = [r1, r0 % r1, s1, s0 - (r0 / r1) * s1];
    return ((s0 % m) + m) % m;
  };
  const d = inverse(65_537n, (p - 1n) * (q - 1n));
  return {
    modulus: ofBigInt(p * q),
    privateExponent: ofBigInt(d),
    prime1: ofBigInt(p),
    prime2: ofBigInt(q),
    exponent1: ofBigInt(d % (p - 1n)),
    exponent2: ofBigInt(d % (q - 1n)),
    coefficient: ofBigInt(inverse(q, p)),
  };
}

describe('an RSA private key is imported', () => {
  it('when all its numbers belong together', () => {
    expect(toHex(encode({}))).toBe(toHex(pkcs8));
    expect(rsaImplementation.importPkcs8('RSA_2048', pkcs8)).toEqual(pkcs8);
    // d modulo (p-1)(q-1), where OpenSSL takes the least common multiple: both are right.
    const other = encode(numbersFrom(toBigInt(numbers.prime1), toBigInt(numbers.prime2)));
    expect(rsaImplementation.importPkcs8('RSA_2048', other)).toEqual(other);
  });

  it.each(Object.keys(numbers) as (keyof RsaPrivateNumbers)[])('not with another %s', (name) => {
    for (const bit of [1, 2, 0x40]) {
      for (const at of [numbers[name].length - 1, numbers[name].length >> 1]) {
        const changed = numbers[name].slice();
        changed[at] = (changed[at] ?? 0) ^ bit;
        if (changed[0] === 0) continue;
        expect(rsaImplementation.importPkcs8('RSA_2048', encode({ [name]: changed }))).toBeUndefined();
      }
    }
    expect(rsaImplementation.importPkcs8('RSA_2048', encode({ [name]: new Uint8Array() }))).toBeUndefined();
  });

  it('not when a factor is no prime, though everything else fits', () => {
    const q = toBigInt(numbers.prime2);
    let p: bigint;
    do {
      // Two primes of 512 bits whose product has 1,024.
      p = generatePrimeSync(512, { bigint: true }) * generatePrimeSync(512, { bigint: true });
    } while (p >> 1023n !== 1n || (p * q) >> 2047n !== 1n || (p - 1n) % 65_537n === 0n);
    const fitting = numbersFrom(p, q);
    expect(checkPrimeSync(p)).toBe(false);
    const d = toBigInt(must(fitting.privateExponent, 'd'));
    expect((65_537n * d) % (p - 1n)).toBe(1n);
    expect(rsaImplementation.importPkcs8('RSA_2048', encode(fitting))).toBeUndefined();
  });

  it('not with its factors exchanged but not the rest', () => {
    const exchanged = encode({ prime1: numbers.prime2, prime2: numbers.prime1 });
    expect(rsaImplementation.importPkcs8('RSA_2048', exchanged)).toBeUndefined();
  });

  it('not with more than two primes', () => {
    expect(rsaImplementation.importPkcs8('RSA_2048', encode({}, Uint8Array.of(1)))).toBeUndefined();
  });

  it.each([
    [3, 2048],
    [65_539, 2048],
    [65_537, 2056],
    [65_537, 1024],
  ])('with e = %i and %i bits if it is one of ours', (publicExponent, modulusLength) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength,
      publicExponent,
      privateKeyEncoding: { format: 'der', type: 'pkcs8' },
      publicKeyEncoding: { format: 'der', type: 'spki' },
    });
    const expected = publicExponent > 65_536 && modulusLength === 2048;
    expect(rsaImplementation.importPkcs8('RSA_2048', privateKey) !== undefined).toBe(expected);
    expect(rsaImplementation.load('RSA_2048', privateKey) !== undefined).toBe(expected);
    expect(rsaImplementation.loadPublic('RSA_2048', publicKey) !== undefined).toBe(expected);
  });
});

describe('a new RSA key', () => {
  it('has e = 65,537 and the full length', () => {
    expect(toBigInt(numbers.publicExponent)).toBe(65_537n);
    expect(toBigInt(numbers.modulus) >> 2047n).toBe(1n);
  });
});

describe('EMSA-PSS', () => {
  const digest = random(32);
  const encoded = encodePss('sha256', digest, random(32), 256);

  it('goes there and back', () => {
    expect(isPssOf('sha256', digest, encoded)).toBe(true);
    expect(isPssOf('sha256', random(32), encoded)).toBe(false);
  });

  it('notices every flipped bit, but for the one that emBits leaves out', () => {
    for (let bit = 0; bit < encoded.length * 8; bit++) {
      const altered = encoded.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(isPssOf('sha256', digest, altered), String(bit)).toBe(false);
    }
  });

  it('takes a salt of no other length', () => {
    expect(isPssOf('sha256', digest, encodePss('sha256', digest, random(20), 256))).toBe(false);
    expect(isPssOf('sha256', digest, encodePss('sha256', digest, random(0), 256))).toBe(false);
    expect(isPssOf('sha256', digest, encodeDer(der(DER_TAG.null)))).toBe(false);
  });
});
