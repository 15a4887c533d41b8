/**
 * Whether the eight numbers of an RSA private key belong together (SP 800-56B §6.4.1.2.3), for keys that are imported.
 */
import { checkPrimeSync } from 'node:crypto';
import { equalBytes } from '@strongroom/core/bytes.js';
import type { RsaPrivateNumbers } from '../asn1/rsa-keys.js';
import { oddMinusOne, product, remainder, trimmed } from './wide-integer.js';

const ONE = Uint8Array.of(1);

/** True when a·b mod `modulus` is `expected`. */
function isProduct(a: Uint8Array, b: Uint8Array, modulus: Uint8Array, expected: Uint8Array): boolean {
  const whole = product(a, b);
  const rest = remainder(whole, modulus);
  const equal = equalBytes(trimmed(rest), expected);
  whole.fill(0);
  rest.fill(0);
  return equal;
}

function isRemainder(number: Uint8Array, modulus: Uint8Array, expected: Uint8Array): boolean {
  return isProduct(number, ONE, modulus, expected);
}

/**
 * n = p·q; p and q prime, of half the modulus each; e·d = 1 mod p-1 and mod q-1; the exponents and the coefficient are
 * those of p and q. Takes up to half a second, which the tests for primality need.
 */
export function areConsistent(numbers: RsaPrivateNumbers): boolean {
  const { modulus, publicExponent, privateExponent, prime1, prime2 } = numbers;
  const halfBytes = modulus.length / 2;
  const isHalf = (prime: Uint8Array): boolean =>
    prime.length === halfBytes && (prime[0] ?? 0) >= 0x80 && ((prime[halfBytes - 1] ?? 0) & 1) === 1;
  if (!isHalf(prime1) || !isHalf(prime2) || privateExponent.length > modulus.length) return false;
  const whole = product(prime1, prime2);
  const isModulus = equalBytes(whole, modulus);
  whole.fill(0);
  if (!isModulus || equalBytes(prime1, prime2)) return false;
  const order1 = oddMinusOne(prime1);
  const order2 = oddMinusOne(prime2);
  try {
    return (
      isProduct(publicExponent, privateExponent, order1, ONE) &&
      isProduct(publicExponent, privateExponent, order2, ONE) &&
      isRemainder(privateExponent, order1, numbers.exponent1) &&
      isRemainder(privateExponent, order2, numbers.exponent2) &&
      numbers.coefficient.length <= halfBytes &&
      isProduct(numbers.coefficient, prime2, prime1, ONE) &&
      checkPrimeSync(prime1) &&
      checkPrimeSync(prime2)
    );
  } finally {
    order1.fill(0);
    order2.fill(0);
  }
}
