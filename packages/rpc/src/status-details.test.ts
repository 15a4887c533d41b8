import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStatusDetails, encodeStatusDetails } from './status-details.js';

const text = fc.string({ unit: 'grapheme' });
const details = fc.record({
  code: fc.nat(2 ** 31 - 1),
  message: text,
  reason: text,
  domain: text,
  metadata: fc.dictionary(text, text, { maxKeys: 5, noNullPrototype: true }),
});

describe('google.rpc.Status with ErrorInfo', () => {
  it('has the wire form of protobuf', () => {
    const encoded = encodeStatusDetails({ code: 5, message: 'm', reason: 'R', domain: 'd', metadata: { a: 'b' } });
    const errorInfo = '0a0152' + '120164' + '1a06' + '0a0161' + '120162';
    const type = Buffer.from('type.googleapis.com/google.rpc.ErrorInfo').toString('hex');
    const any = `0a28${type}120e${errorInfo}`;
    expect(Buffer.from(encoded).toString('hex')).toBe(`0805` + `12016d` + `1a${(any.length / 2).toString(16)}${any}`);
  });

  it('round-trips (property)', () => {
    fc.assert(
      fc.property(details, (value) => {
        expect(decodeStatusDetails(encodeStatusDetails(value))).toEqual(value);
      }),
    );
  });

  it('never throws on other bytes (property)', () => {
    fc.assert(
      fc.property(details, fc.uint8Array({ maxLength: 4 }), fc.nat(), (value, noise, where) => {
        const encoded = encodeStatusDetails(value);
        encoded.set(noise.subarray(0, encoded.length), where % Math.max(1, encoded.length - noise.length));
        decodeStatusDetails(encoded);
        decodeStatusDetails(encoded.subarray(0, where % encoded.length));
        decodeStatusDetails(noise);
      }),
    );
  });
});
