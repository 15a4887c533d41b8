import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64, toHex } from '@strongroom/core/bytes.js';
import { must } from '@strongroom/core/assert.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { grantIdOfToken, isTokenOf, makeGrantToken } from './grant-token.js';

const rng = new SystemRng();

function newGrant(region = 'eu-central-1') {
  return { region, grant_id: toHex(rng.bytes(32)), token_mac_key: rng.bytes(32) };
}

describe('a grant token', () => {
  it('is new each time, and each names its grant', () => {
    const grant = newGrant();
    const tokens = [makeGrantToken(rng, grant), makeGrantToken(rng, grant)];
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) {
      expect(token).toMatch(/^[A-Za-z0-9+/]{112}$/);
      expect(grantIdOfToken(token)).toBe(grant.grant_id);
      expect(isTokenOf(token, grant)).toBe(true);
    }
  });

  it('is of no other grant, Region or MAC key', () => {
    const grant = newGrant();
    const token = makeGrantToken(rng, grant);
    expect(isTokenOf(token, newGrant())).toBe(false);
    expect(isTokenOf(token, { ...grant, region: 'us-east-1' })).toBe(false);
    expect(isTokenOf(token, { ...grant, token_mac_key: rng.bytes(32) })).toBe(false);
  });

  it('with any bit changed is no token of the grant', () => {
    const grant = newGrant();
    const token = makeGrantToken(rng, grant);
    const bits = must(fromBase64(token), 'base64').length * 8;
    fc.assert(
      fc.property(fc.nat(bits - 1), (bit) => {
        const bytes = Uint8Array.from(must(fromBase64(token), 'base64'));
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isTokenOf(toBase64(bytes), grant)).toBe(false);
      }),
    );
  });

  it('of any other form names nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 200 }), fc.base64String({ minLength: 112, maxLength: 112 })),
        (text) => {
          expect(isTokenOf(text, newGrant())).toBe(false);
        },
      ),
    );
    expect(grantIdOfToken('')).toBeUndefined();
    expect(grantIdOfToken('A'.repeat(112))).toBeUndefined();
  });
});
