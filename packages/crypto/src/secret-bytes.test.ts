import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { SecretAccess, SECRET_ACCESS } from './secret-access.js';
import { SecretBytes } from './secret-bytes.js';
import { timingSafeEqual } from './timing-safe.js';

const SECRET = new Uint8Array([0x73, 0x33, 0x63, 0x72]);
const LEAKS = ['s3cr', '73336372', '115', '0x73', 'czNjcg'];

describe('SecretBytes', () => {
  it('shows nothing in any usual way of printing or copying', () => {
    const secret = SecretBytes.copyOf(SECRET);
    const shown = [
      String(secret),
      secret.toString(),
      JSON.stringify({ secret }),
      inspect(secret, { depth: 9, showHidden: true }),
      inspect({ nested: [secret] }),
      JSON.stringify(structuredClone({ secret })),
      Object.keys(secret).join(),
    ].join('\n');
    expect(shown).toContain('[secret]');
    for (const leak of LEAKS) expect(shown).not.toContain(leak);
  });

  it('opens with the one access token only', () => {
    const secret = SecretBytes.copyOf(SECRET);
    expect(secret.expose(SECRET_ACCESS)).toEqual(SECRET);
    const lookAlike: unknown = {};
    expect(() => secret.expose(new SecretAccess())).toThrow(AssertionFailure);
    expect(() => secret.expose(lookAlike as SecretAccess)).toThrow(AssertionFailure);
  });

  it('overwrites its bytes at the end of a using block, and then refuses', () => {
    const owned = new Uint8Array(SECRET);
    let kept: SecretBytes;
    {
      using secret = SecretBytes.own(owned);
      kept = secret;
      expect(secret.length).toBe(4);
    }
    expect(owned).toEqual(new Uint8Array(4));
    expect(kept.disposed).toBe(true);
    expect(() => kept.expose(SECRET_ACCESS)).toThrow(AssertionFailure);
    kept.dispose();
  });

  it('copies when told to', () => {
    const original = new Uint8Array(SECRET);
    SecretBytes.copyOf(original).dispose();
    expect(original).toEqual(SECRET);
  });
});

describe('timingSafeEqual', () => {
  it.each([
    [[1, 2, 3], [1, 2, 3], true],
    [[1, 2, 3], [1, 2, 4], false],
    [[1, 2, 3], [1, 2], false],
    [[], [], true],
    [[], [0], false],
  ])('%j and %j: %s', (a, b, equal) => {
    expect(timingSafeEqual(new Uint8Array(a), new Uint8Array(b))).toBe(equal);
  });
});
