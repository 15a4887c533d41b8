/**
 * Just enough arithmetic on big-endian natural numbers to check an RSA key. Not BigInt: its copies cannot be wiped. The
 * caller wipes what it gets. Slow (milliseconds for 4096 bits) and not in constant time, so only for a key that its
 * owner has just brought along.
 */

/** Without leading zeros. */
export function trimmed(number: Uint8Array): Uint8Array {
  let start = 0;
  while (number[start] === 0) start++;
  return number.subarray(start);
}

/** As long as both factors together. */
export function product(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(a.length + b.length);
  for (let i = a.length - 1; i >= 0; i--) {
    let carry = 0;
    for (let j = b.length - 1; j >= 0; j--) {
      const sum = (a[i] ?? 0) * (b[j] ?? 0) + (result[i + j + 1] ?? 0) + carry;
      result[i + j + 1] = sum & 0xff;
      carry = sum >> 8;
    }
    result[i] = carry;
  }
  return result;
}

/** Subtracts `b` from `a`, of the same length, in place, and says whether it had to borrow. */
function subtract(a: Uint8Array, b: Uint8Array): boolean {
  let borrow = 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0) - borrow;
    a[i] = difference & 0xff;
    borrow = difference < 0 ? 1 : 0;
  }
  return borrow === 1;
}

/** number mod modulus, as long as `modulus`, which is not zero: long division, bit by bit. */
export function remainder(number: Uint8Array, modulus: Uint8Array): Uint8Array {
  // One byte more than the modulus, for the bit that is shifted out.
  const divisor = new Uint8Array(modulus.length + 1);
  divisor.set(modulus, 1);
  const rest = new Uint8Array(divisor.length);
  const trial = new Uint8Array(divisor.length);
  for (let bit = 0; bit < number.length * 8; bit++) {
    let carry = ((number[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    for (let i = rest.length - 1; i >= 0; i--) {
      const shifted = ((rest[i] ?? 0) << 1) | carry;
      rest[i] = shifted & 0xff;
      carry = shifted >> 8;
    }
    trial.set(rest);
    if (!subtract(trial, divisor)) rest.set(trial);
  }
  divisor.fill(0);
  trial.fill(0);
  const result = rest.slice(1);
  rest.fill(0);
  return result;
}

/** number - 1, for a number that is odd. */
export function oddMinusOne(number: Uint8Array): Uint8Array {
  const result = new Uint8Array(number);
  result[result.length - 1] = (result[result.length - 1] ?? 0) & 0xfe;
  return result;
}
