import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { HsmError } from '@strongroom/core/errors.js';
import { tenantOf } from '@strongroom/core/ids.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';
import { openToken, readTokenHeader, sealToken } from './sealed-token.js';
import { SECRET_ACCESS } from './secret-access.js';
import type { ExportedKeyTokenAttributes, SlotTokenAttributes, TokenKind } from './token-attributes.js';

const rng = new SystemRng();
const engine = opensslEngine;
const wrappingKey = rng.bytes(32);
const wrappingKeyId = rng.bytes(16);
const TENANT_A = tenantOf('111122223333' as AccountId);
const TENANT_B = tenantOf('444455556666' as AccountId);

const slot: SlotTokenAttributes = {
  domainId: new Uint8Array(16).fill(1),
  tenant: TENANT_A,
  slotKeyId: new Uint8Array(16).fill(2),
};
const ekt: ExportedKeyTokenAttributes = {
  domainId: new Uint8Array(16).fill(1),
  tenant: TENANT_A,
  kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
  materialId: new Uint8Array(32).fill(3),
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  materialKind: 'BACKING_KEY',
};
const secret = new Uint8Array(32).fill(0x5a);
const common = { engine, rng, wrappingKey, wrappingKeyId, secret };

const sealSlot = (): Uint8Array => sealToken({ ...common, kind: 'SLOT_TOKEN', attributes: slot });
const sealEkt = (): Uint8Array => sealToken({ ...common, kind: 'EXPORTED_KEY_TOKEN', attributes: ekt });
const open = (kind: TokenKind, token: Uint8Array, key = wrappingKey, keyId = wrappingKeyId): unknown =>
  openToken({ engine, wrappingKey: key, wrappingKeyId: keyId, kind, token });

function expectInvalid(action: () => unknown): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(HsmError);
  // One status and one message, whatever was wrong.
  expect(thrown).toMatchObject({ status: 'TOKEN_INVALID', message: 'TOKEN_INVALID' });
}

describe('sealed tokens', () => {
  it('open with what was sealed, on either engine', () => {
    for (const [sealer, opener] of [
      [opensslEngine, nobleEngine],
      [nobleEngine, opensslEngine],
    ] as const) {
      const token = sealToken({ ...common, engine: sealer, kind: 'EXPORTED_KEY_TOKEN', attributes: ekt });
      const opened = openToken({ engine: opener, wrappingKey, wrappingKeyId, kind: 'EXPORTED_KEY_TOKEN', token });
      expect(opened.attributes).toEqual(ekt);
      expect(new Uint8Array(opened.secret.expose(SECRET_ACCESS))).toEqual(secret);
    }
    const opened = openToken({ engine, wrappingKey, wrappingKeyId, kind: 'SLOT_TOKEN', token: sealSlot() });
    expect(opened.attributes).toEqual(slot);
  });

  it('tell their header without a key', () => {
    const header = readTokenHeader(sealEkt());
    expect(header.kind).toBe('EXPORTED_KEY_TOKEN');
    expect(header.wrappingKeyId).toEqual(wrappingKeyId);
    expect(header.attributes).toEqual(ekt);
  });

  it('never repeat a nonce or a body', () => {
    expect(sealEkt()).not.toEqual(sealEkt());
  });

  it('go there and back for any attributes', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 10 });
    fc.assert(
      fc.property(name, name, name, fc.uint8Array({ minLength: 1, maxLength: 3000 }), (a, b, c, material) => {
        const attributes = { ...ekt, kmsKeyId: a, keySpec: b, keyUsage: c, materialKind: 'ACCESS_KEY_SECRET' } as const;
        const token = sealToken({ ...common, secret: material, kind: 'EXPORTED_KEY_TOKEN', attributes });
        const opened = openToken({ engine, wrappingKey, wrappingKeyId, kind: 'EXPORTED_KEY_TOKEN', token });
        expect(opened.attributes).toEqual(attributes);
        expect(new Uint8Array(opened.secret.expose(SECRET_ACCESS))).toEqual(material);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a sealed token is invalid', () => {
  it.each(['SLOT_TOKEN', 'EXPORTED_KEY_TOKEN'] as const)('with any one bit of a %s flipped', (kind) => {
    const token = kind === 'SLOT_TOKEN' ? sealSlot() : sealEkt();
    for (let bit = 0; bit < token.length * 8; bit++) {
      const altered = new Uint8Array(token);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expectInvalid(() => open(kind, altered));
    }
  });

  it('truncated anywhere or extended', () => {
    const token = sealEkt();
    for (let length = 0; length < token.length; length++) {
      expectInvalid(() => open('EXPORTED_KEY_TOKEN', token.subarray(0, length)));
    }
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (tail) => {
        expectInvalid(() => open('EXPORTED_KEY_TOKEN', new Uint8Array([...token, ...tail])));
      }),
    );
    expectInvalid(() => open('EXPORTED_KEY_TOKEN', new Uint8Array([...token, ...new Uint8Array(8192)])));
  });

  it('presented as the other kind, also with the kind byte rewritten', () => {
    expectInvalid(() => open('SLOT_TOKEN', sealEkt()));
    expectInvalid(() => open('EXPORTED_KEY_TOKEN', sealSlot()));
    const renamed = sealSlot();
    renamed[4] = 2;
    expectInvalid(() => open('EXPORTED_KEY_TOKEN', renamed));
  });

  it('with the tenant rewritten', () => {
    const token = sealEkt();
    const text = Buffer.from(token.buffer, token.byteOffset, token.length);
    const at = text.indexOf(TENANT_A);
    expect(at).toBeGreaterThan(0);
    text.write(TENANT_B, at);
    // The unauthenticated view is fooled; opening is not.
    expect(readTokenHeader(token).attributes.tenant).toBe(TENANT_B);
    expectInvalid(() => open('EXPORTED_KEY_TOKEN', token));
  });

  it('with the header of another token of the same key', () => {
    const [a, b] = [sealEkt(), sealEkt()];
    const headerBytes = a.length - secret.length - 16;
    expectInvalid(() =>
      open('EXPORTED_KEY_TOKEN', new Uint8Array([...a.subarray(0, headerBytes), ...b.subarray(headerBytes)])),
    );
  });

  it('under another wrapping key or another wrapping key id', () => {
    expectInvalid(() => open('SLOT_TOKEN', sealSlot(), rng.bytes(32)));
    expectInvalid(() => open('SLOT_TOKEN', sealSlot(), wrappingKey, rng.bytes(16)));
  });

  it('for arbitrary bytes, read or opened', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => {
        expectInvalid(() => readTokenHeader(junk));
        expectInvalid(() => readTokenHeader(new Uint8Array([0x53, 0x52, 0x54, 1, 2, ...junk.subarray(0, 90)])));
        expectInvalid(() => open('SLOT_TOKEN', junk));
      }),
    );
  });
});

it('refuses to seal what could not be opened', () => {
  const seal = (changes: Partial<ExportedKeyTokenAttributes>, material = secret): unknown =>
    sealToken({ ...common, secret: material, kind: 'EXPORTED_KEY_TOKEN', attributes: { ...ekt, ...changes } });
  expect(() => seal({ keySpec: 'x'.repeat(65) })).toThrow();
  expect(() => seal({ domainId: new Uint8Array(15) })).toThrow(AssertionFailure);
  expect(() => seal({}, new Uint8Array(0))).toThrow(AssertionFailure);
  expect(() => seal({}, new Uint8Array(8192))).toThrow(AssertionFailure);
});
