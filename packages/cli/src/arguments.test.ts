import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { duration, integer, keyValue } from './arguments.js';

describe('option values', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['12h', 43_200_000],
    ['365d', 31_536_000_000],
    ['2w', 1_209_600_000],
    ['1y', 31_536_000_000],
  ])('reads the duration %s', (text, expectedMs) => {
    expect(duration(text)).toBe(expectedMs);
  });

  it.each(['', '5', 's', '0s', '-1d', '1.5h', '1M', '1dd', ' 1d'])('refuses the duration %j', (text) => {
    expect(() => duration(text)).toThrow(InvalidArgumentError);
  });

  it.each(['', '-1', '1e3', '0x10', '11', '1.0', ' 1'])('refuses %j as a number from 0 to 10', (text) => {
    expect(() => integer(0, 10)(text)).toThrow(InvalidArgumentError);
  });

  it('collects name=value, with = in the value', () => {
    expect(keyValue('b=c=d', keyValue('a=', undefined))).toEqual({ a: '', b: 'c=d' });
  });

  it('refuses a name twice, an empty name, and keeps __proto__ a plain name', () => {
    expect(() => keyValue('a=2', { a: '1' })).toThrow('given twice');
    expect(() => keyValue('=1', undefined)).toThrow(InvalidArgumentError);
    expect(() => keyValue('none', undefined)).toThrow(InvalidArgumentError);
    expect(Object.keys(keyValue('__proto__=x', undefined))).toEqual(['__proto__']);
  });
});
