import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import {
  BATCH_OPERATIONS_MAX,
  decodeBatchRequest,
  decodeBatchResponse,
  encodeBatchRequest,
  encodeBatchResponse,
} from './batch-codec.js';
import type { BatchResult } from './batch-codec.js';
import { OPERATION_NAMES, OPERATIONS } from './gen/kms-model.js';
import { decodeRequest, encodeRequest, encodeResponse } from './kms-codec.js';
import { oracleMethod } from './testing/protobuf-oracle.js';

const bytes = fc.uint8Array({ maxLength: 60 });
const id = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const operation = fc.constantFrom(...OPERATION_NAMES);
const error = fc.record({ exception: fc.string(), message: fc.string(), code: fc.integer(), requestId: fc.string() });
const results: fc.Arbitrary<BatchResult[]> = fc.array(
  fc.oneof(fc.record({ id, operation, payload: bytes }), fc.record({ id, error })),
);

/** Buffers and Uint8Arrays of the same bytes are the same. */
function plain(entries: readonly object[]): unknown {
  return entries.map((entry) => ({
    ...entry,
    ...('payload' in entry ? { payload: [...(entry.payload as Buffer)] } : {}),
  }));
}

describe('batches', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id, operation, payload: bytes })), results, (operations, answers) => {
        expect(plain(decodeBatchRequest(encodeBatchRequest(operations)))).toEqual(plain(operations));
        expect(plain(decodeBatchResponse(encodeBatchResponse(answers)))).toEqual(plain(answers));
      }),
    );
  });

  it('mean the same to protobufjs', () => {
    const request = encodeRequest('Encrypt', { keyId: 'k', plaintext: Uint8Array.of(1) });
    const encoded = encodeBatchRequest([
      { id: 7, operation: 'Encrypt', payload: request },
      { id: 0, operation: 'VerifyMac', payload: new Uint8Array(0) },
    ]);
    expect(oracleMethod('Batch').requestDeserialize(Buffer.from(encoded))).toEqual({
      operations: [{ id: 7, encrypt: { keyId: 'k', plaintext: Buffer.of(1) } }, { verifyMac: {} }],
    });
    const failure = { exception: 'NotFoundException', message: 'no', code: 5, requestId: 'r' };
    const answer = encodeBatchResponse([
      { id: 9, operation: 'Encrypt', payload: encodeResponse('Encrypt', { keyId: 'k' }) },
      { id: 8, error: failure },
    ]);
    expect(oracleMethod('Batch').responseDeserialize(Buffer.from(answer))).toEqual({
      results: [
        { id: 9, encrypt: { keyId: 'k' } },
        { id: 8, error: failure },
      ],
    });
    const fromOracle = oracleMethod('Batch').requestSerialize({
      operations: [{ id: 3, reEncrypt: { sourceKeyId: 's' } }],
    });
    const [decoded] = decodeBatchRequest(fromOracle);
    expect(decoded).toMatchObject({ id: 3, operation: 'ReEncrypt' });
    expect(decodeRequest('ReEncrypt', decoded?.payload ?? new Uint8Array(0))).toEqual({ sourceKeyId: 's' });
  });

  it('name an operation that this build does not know as undefined, so that only it fails', () => {
    // Field 2000 of BatchOperation, beside a known one.
    expect(decodeBatchRequest(fromHex('0a060801827d01610a02080a'))).toEqual([
      { id: 1, operation: undefined, payload: Buffer.from('a') },
      { id: 10, operation: undefined, payload: new Uint8Array(0) },
    ]);
  });

  it('give every operation a number of its own', () => {
    const numbers = OPERATION_NAMES.map((name) => OPERATIONS[name].batchNumber);
    expect(new Set(numbers).size).toBe(56);
    expect(Math.min(...numbers)).toBe(10);
    expect(OPERATIONS.Encrypt.batchNumber).toBe(10);
  });

  it.each([
    ['an unknown field', '1200', 'only field 1, a message, is known'],
    ['two operations in one entry', '0a0452005a00', 'more than one operation in one entry'],
    ['two ids', '0a0408010802', 'the id appears twice'],
    ['an id of more than 32 bits', '0a0708ffffffffff01', 'does not fit in 32 bits'],
    ['a reserved field number', '0a021a00', 'field 3 is not known'],
    ['a number for an operation', '0a025001', 'field 10 has a wrong wire type'],
    ['a cut entry', '0a05', 'the length goes beyond the end'],
  ])('with %s are refused whole', (_, hex, message) => {
    expect(() => decodeBatchRequest(fromHex(hex))).toThrow(message);
  });

  it('of too many operations are refused', () => {
    const entry = { id: 1, operation: 'ListKeys', payload: new Uint8Array(0) } as const;
    expect(decodeBatchRequest(encodeBatchRequest(new Array(BATCH_OPERATIONS_MAX).fill(entry)))).toHaveLength(1024);
    expect(() => decodeBatchRequest(encodeBatchRequest(new Array(BATCH_OPERATIONS_MAX + 1).fill(entry)))).toThrow(
      'more than 1024 entries',
    );
  });

  it('that are random bytes never throw anything but KmsError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (random) => {
        for (const decode of [decodeBatchRequest, decodeBatchResponse]) {
          try {
            decode(random);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(KmsError);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
