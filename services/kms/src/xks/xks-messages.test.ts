import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { toBase64, utf8 } from '@strongroom/core/bytes.js';
import { XksFailure } from './xks-failure.js';
import * as messages from './xks-messages.js';

const aad = utf8('aad');
const parts = {
  iv: new Uint8Array(12).fill(1),
  tag: new Uint8Array(16).fill(2),
  metadata: utf8('v1'),
  ciphertext: utf8('ciphertext'),
};

/** By the definition of Appendix C, from one concatenation. */
function integrityValue(): string {
  const { iv, tag, metadata, ciphertext } = parts;
  return createHash('sha256')
    .update(Buffer.concat([aad, metadata, iv, ciphertext, tag]))
    .digest('base64');
}

const ANSWER = {
  ciphertext: toBase64(parts.ciphertext),
  initializationVector: toBase64(parts.iv),
  authenticationTag: toBase64(parts.tag),
  ciphertextMetadata: toBase64(parts.metadata),
  ciphertextDataIntegrityValue: integrityValue(),
};
const encoded = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
const read = (value: unknown) => messages.readCiphertext(encoded(value), parts.ciphertext.length, aad);
const plain = (value: object) => Object.fromEntries(Object.entries(value).map(([k, v]) => [k, [...(v as Uint8Array)]]));

describe('answers of a proxy to Encrypt', () => {
  it('are read, whatever a proxy adds of its own', () => {
    expect(plain(read({ ...ANSWER, vendorNote: 1 }))).toEqual(plain(parts));
  });

  it.each<readonly [string, Record<string, unknown>]>([
    ['no integrity value', { ciphertextDataIntegrityValue: undefined }],
    ['another integrity value', { ciphertextDataIntegrityValue: toBase64(new Uint8Array(32)) }],
    ['other metadata than it was made with', { ciphertextMetadata: toBase64(utf8('v2')) }],
    ['no metadata where there was some', { ciphertextMetadata: undefined }],
    ['metadata of 21 bytes', { ciphertextMetadata: toBase64(new Uint8Array(21)) }],
    ['an IV of 13 bytes', { initializationVector: toBase64(new Uint8Array(13)) }],
    ['a tag of 12 bytes', { authenticationTag: toBase64(new Uint8Array(12)) }],
    ['a longer ciphertext', { ciphertext: toBase64(utf8('ciphertext!')) }],
    ['base64 without padding', { authenticationTag: ANSWER.authenticationTag.replaceAll('=', '') }],
    ['a number', { ciphertext: 7 }],
  ])('with %s are none', (_what, changes) => {
    expect(() => read({ ...ANSWER, ...changes })).toThrow(XksFailure);
  });

  it('property: any bytes are an answer or an XksFailure', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(utf8)), (body) => {
        for (const reader of [
          messages.readPlaintext,
          messages.readMetadata,
          messages.readHealth,
          (bytes: Uint8Array) => messages.readCiphertext(bytes, 10, aad),
        ]) {
          try {
            reader(body);
          } catch (error) {
            expect(error).toBeInstanceOf(XksFailure);
          }
        }
        expect(messages.readFailure(500, body)).toBeInstanceOf(XksFailure);
      }),
    );
  });
});

describe('answers of a proxy to GetHealthStatus', () => {
  const managers = (...states: string[]) =>
    states.map((healthStatus, id) => ({ id: String(id), model: 'm', healthStatus }));
  const health = { xksProxyFleetSize: 1, xksProxyVendor: 'v', xksProxyModel: 'm', ekmVendor: 'e' };

  it('are well while one external key manager is', () => {
    const ekmFleetDetails = managers('UNAVAILABLE', 'DEGRADED');
    expect(messages.readHealth(encoded({ ...health, ekmFleetDetails })).ekmFleetDetails).toEqual(ekmFleetDetails);
    const none = encoded({ ...health, ekmFleetDetails: managers('UNAVAILABLE', 'UNAVAILABLE') });
    expect(() => messages.readHealth(none)).toThrow(expect.objectContaining({ kind: 'MANAGER_UNAVAILABLE' }));
    for (const wrong of [
      { ...health, ekmFleetDetails: [] },
      { ...health, ekmFleetDetails: managers('WELL') },
      { ...health, xksProxyFleetSize: 0, ekmFleetDetails: managers('ACTIVE') },
    ]) {
      expect(() => messages.readHealth(encoded(wrong))).toThrow(expect.objectContaining({ kind: 'INVALID_RESPONSE' }));
    }
  });
});
