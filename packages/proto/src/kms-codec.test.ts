import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KmsError } from '@strongroom/core/errors.js';
import { concatBytes, fromHex, utf8 } from '@strongroom/core/bytes.js';
import { MESSAGES, OPERATION_NAMES } from './gen/kms-model.js';
import type { OperationName } from './gen/kms-model.js';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from './kms-codec.js';
import { decodeMessage, LIST_MAX_MEMBERS } from './message-decoder.js';
import { encodeMessage } from './message-encoder.js';
import { typedMessage } from './testing/arbitrary.js';
import {
  oracleDecodeRequest,
  oracleDecodeResponse,
  oracleEncodeRequest,
  oracleEncodeResponse,
} from './testing/protobuf-oracle.js';

/**
 * Every byte string as a plain array and every map as a plain list of entries: codecs differ in the classes that they
 * return.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, plain(member)] as const);
  return { entries: entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
}

const operationNames = fc.constantFrom(...OPERATION_NAMES);
const requests = operationNames.chain((operation) =>
  typedMessage(`${operation}Request`).map((request) => ({ operation, request })),
);
const responses = operationNames.chain((operation) =>
  typedMessage(`${operation}Response`).map((response) => ({ operation, response })),
);

function refusal(operation: OperationName, hex: string): string {
  try {
    decodeRequest(operation, fromHex(hex.replaceAll(' ', '')));
  } catch (error) {
    if (!(error instanceof KmsError)) throw error;
    expect(error.exception).toBe('SerializationException');
    return error.message;
  }
  return 'decoded';
}

describe('requests and answers', () => {
  it('come back as they were, for every operation', () => {
    const check = ({ operation, request }: { operation: OperationName; request: object }): void => {
      expect(plain(decodeRequest(operation, encodeRequest(operation, request)))).toEqual(plain(request));
    };
    fc.assert(fc.property(requests, check), { numRuns: 500 });
  });

  it('mean the same to protobufjs, in both directions', () => {
    fc.assert(
      fc.property(requests, responses, ({ operation, request }, answer) => {
        expect(plain(oracleDecodeRequest(operation, encodeRequest(operation, request)))).toEqual(plain(request));
        expect(plain(decodeRequest(operation, oracleEncodeRequest(operation, request)))).toEqual(plain(request));
        const { operation: answered, response } = answer;
        const encoded = encodeResponse(answered, response as never);
        expect(plain(oracleDecodeResponse(answered, encoded))).toEqual(plain(response));
        const fromOracle = decodeResponse(answered, oracleEncodeResponse(answered, response));
        expect(plain(fromOracle)).toEqual(plain(response));
      }),
      { numRuns: 400 },
    );
  });

  it('of every message round-trip with each field present', () => {
    for (const name of Object.keys(MESSAGES) as (keyof typeof MESSAGES)[]) {
      for (const message of fc.sample(typedMessage(name), { numRuns: 3, seed: 1 })) {
        expect(plain(decodeMessage(name, encodeMessage(name, message), 'refuse'))).toEqual(plain(message));
      }
    }
  });

  it('keep an empty scalar apart from an absent one', () => {
    const request = { keyId: '', plaintext: new Uint8Array(0), dryRun: false };
    expect(plain(decodeRequest('Encrypt', encodeRequest('Encrypt', request)))).toEqual(plain(request));
    expect(decodeRequest('Encrypt', new Uint8Array(0))).toEqual({});
  });

  it('keep a byte order mark, which a context may begin with', () => {
    const request = { encryptionContext: { '\uFEFFa': '\uFEFF' } };
    expect(plain(decodeRequest('Encrypt', encodeRequest('Encrypt', request)))).toEqual(plain(request));
  });

  it('refuse to encode half a surrogate pair', () => {
    expect(() => encodeRequest('Encrypt', { keyId: 'a\uD800' })).toThrow(KmsError);
  });
});

describe('damaged bytes', () => {
  it('are refused with SerializationException or decoded, whatever they are', () => {
    fc.assert(
      fc.property(operationNames, fc.uint8Array({ maxLength: 200 }), (operation, bytes) => {
        try {
          decodeRequest(operation, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(KmsError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('made from a valid message by a flipped, lost or added byte never throw anything else', () => {
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom('set', 'cut', 'add'),
    });
    fc.assert(
      fc.property(requests, mutation, ({ operation, request }, { at, byte, kind }) => {
        const valid = encodeRequest(operation, request);
        const index = valid.length === 0 ? 0 : at % valid.length;
        const tail = kind === 'cut' ? valid.length : kind === 'set' ? index + 1 : index;
        const inserted = kind === 'cut' ? new Uint8Array(0) : Uint8Array.of(byte);
        const mutated = concatBytes(valid.subarray(0, index), inserted, valid.subarray(tail));
        try {
          const decoded = decodeRequest(operation, mutated);
          // What we accept, protobufjs understands in the same way.
          expect(plain(oracleDecodeRequest(operation, mutated))).toEqual(plain(decoded));
        } catch (error) {
          if (!(error instanceof KmsError)) throw error;
          expect(error.exception).toBe('SerializationException');
        }
      }),
      { numRuns: 3000 },
    );
  });

  const cases: readonly [what: string, hex: string, message: string][] = [
    ['an unknown field', 'f806 01', 'Field 111 of EncryptRequest is not known.'],
    ['field number 0', '02 00', 'Field 0 of EncryptRequest is not known.'],
    ['a wrong wire type', '08 01', 'Field 1 (key_id) of EncryptRequest has wire type 0, expected 2.'],
    ['a group', '0b', 'Field 1 (key_id) of EncryptRequest has wire type 3, expected 2.'],
    [
      'a scalar that appears twice',
      '0a 01 61 0a 01 62',
      'Field 1 (key_id) of EncryptRequest: the field appears twice.',
    ],
    [
      'a string that is cut',
      '0a 05 61',
      'Field 1 (key_id) of EncryptRequest: the length goes beyond the end of the message.',
    ],
    ['a length that is missing', '0a', 'Field 1 (key_id) of EncryptRequest: the message ends inside the field.'],
    [
      'a length of 2^63',
      '0a ffffffffffffffff7f',
      'Field 1 (key_id) of EncryptRequest: the value does not fit in 32 bits.',
    ],
    ['an over-long tag', '8a00 01 61', 'A field tag of EncryptRequest: the varint is longer than it needs to be.'],
    [
      'an over-long length',
      '0a 8100 61',
      'Field 1 (key_id) of EncryptRequest: the varint is longer than it needs to be.',
    ],
    [
      'an endless varint',
      'ffffffffffffffffffffff01',
      'A field tag of EncryptRequest: the varint does not fit in 64 bits.',
    ],
    ['malformed UTF-8', '0a 02 c3 28', 'Field 1 (key_id) of EncryptRequest: the string is not valid UTF-8.'],
    ['an encoded surrogate', '0a 03 eda080', 'Field 1 (key_id) of EncryptRequest: the string is not valid UTF-8.'],
    ['a bool of 2', '30 02', 'Field 6 (dry_run) of EncryptRequest: a bool is 0 or 1.'],
    [
      'a map key that appears twice',
      '1a 06 0a0161 120162 1a 06 0a0161 120163',
      'Field 3 (encryption_context) of EncryptRequest: a key appears twice.',
    ],
    [
      'an unknown field in a map entry',
      '1a 03 1a0161',
      'Field 3 (encryption_context) of EncryptRequest: field 3 inside it is not known.',
    ],
    [
      'a map entry with two keys',
      '1a 06 0a0161 0a0162',
      'Field 3 (encryption_context) of EncryptRequest: field 1 inside it appears twice.',
    ],
    [
      'a map entry with a number',
      '1a 02 0801',
      'Field 3 (encryption_context) of EncryptRequest: field 1 inside it has a wrong wire type.',
    ],
  ];
  it.each(cases)('%s is refused by name', (_, hex, message) => {
    expect(MESSAGES.EncryptRequest.fields.map(({ number, protoName }) => `${String(number)} ${protoName}`)).toEqual([
      '1 key_id',
      '2 plaintext',
      '3 encryption_context',
      '4 grant_tokens',
      '5 encryption_algorithm',
      '6 dry_run',
    ]);
    expect(refusal('Encrypt', hex)).toBe(message);
  });

  it('a number beyond 32 bits is refused, a negative one decoded', () => {
    const number = MESSAGES.GenerateRandomRequest.fields[0]?.number ?? 0;
    expect(number).toBe(1);
    expect(refusal('GenerateRandom', '08 ffffffff0f')).toMatch(/does not fit in 32 bits/);
    expect(decodeRequest('GenerateRandom', fromHex('08ffffffffffffffffff01'))).toEqual({ numberOfBytes: -1 });
  });

  it('a timestamp out of range or with negative nanoseconds is refused', () => {
    const field = MESSAGES.ImportKeyMaterialRequest.fields.find(({ name }) => name === 'validTo');
    expect(field?.number).toBe(4);
    expect(refusal('ImportKeyMaterial', '22 07 08ffffffffff7f')).toMatch(/timestamp is out of range/);
    expect(refusal('ImportKeyMaterial', '22 0b 10ffffffffffffffffff01')).toMatch(/timestamp is out of range/);
    expect(refusal('ImportKeyMaterial', '22 02 1801')).toMatch(/field 3 inside it is not known/);
  });

  it('a list beyond its bound is refused', () => {
    const token = concatBytes(fromHex('22 01'.replace(' ', '')), utf8('t'));
    const list = Buffer.alloc(token.length * (LIST_MAX_MEMBERS + 1), token);
    expect(() => decodeRequest('Encrypt', list)).toThrow(/more than 10000 members/);
  });
});

describe('answers of a newer server', () => {
  it('decode: fields that this client lacks are passed over', () => {
    const known = encodeResponse('Encrypt', { keyId: 'k' });
    const added = fromHex('f80601f90600000000000000' + '00fd0600000000fa0603616263');
    expect(decodeResponse('Encrypt', concatBytes(known, added))).toEqual({ keyId: 'k' });
  });

  it('are refused where the bytes are damaged', () => {
    expect(() => decodeResponse('Encrypt', fromHex('fb06'))).toThrow(/wire type 3 is not of proto3/);
    expect(() => decodeResponse('Encrypt', fromHex('f90600'))).toThrow(/ends inside the field/);
  });
});
