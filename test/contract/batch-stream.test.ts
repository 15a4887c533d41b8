/**
 * What only the batch stream does: many operations per message, answers out of order, one failure beside successes,
 * revocation.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { KmsCallError, TransportError } from '@strongroom/client/errors.js';
import { must } from '@strongroom/core/assert.js';
import { adminClient, newToken } from '../harness/admin.js';
import { BatchDoor } from '../harness/doors/batch-door.js';
import { grpcClient } from '../harness/doors/grpc-door.js';
import { bytes, createKey, hex, type TestKey } from '../harness/fixtures.js';
import { waitFor } from '../harness/processes.js';

const UNAUTHENTICATED = 16;

describe('Batch stream', () => {
  const ready = inject('ready');
  const a = must(ready.tenants[0], 'a tenant');
  const door = new BatchDoor(ready);
  const admin = adminClient(ready);
  let key: TestKey;
  beforeAll(async () => {
    key = await createKey(door, a);
  });
  afterAll(async () => {
    await door.close();
    admin.close();
  });

  it('carries a thousand operations asked for at once, each with its own answer', async () => {
    const stream = door.stream(a);
    const plaintexts = Array.from({ length: 1000 }, () => bytes(16));
    const encrypted = await Promise.all(
      plaintexts.map((plaintext) => stream.operations.encrypt({ keyId: key.keyId, plaintext })),
    );
    const decrypted = await Promise.all(
      encrypted.map((answer) =>
        stream.operations.decrypt({ ciphertextBlob: must(answer.ciphertextBlob, 'a ciphertext') }),
      ),
    );
    expect(decrypted.map((answer) => hex(must(answer.plaintext, 'a plaintext')))).toEqual(plaintexts.map(hex));
  });

  it('one failed operation ends neither the stream nor its neighbours', async () => {
    const { operations } = door.stream(a);
    const settled = await Promise.allSettled([
      operations.encrypt({ keyId: key.keyId, plaintext: bytes(8) }),
      operations.encrypt({ keyId: key.keyId, plaintext: bytes(4097) }),
      operations.describeKey({ keyId: 'nobody' }),
      operations.sign({ keyId: key.keyId, message: bytes(8), signingAlgorithm: 'ECDSA_SHA_256' }),
      operations.encrypt({ keyId: key.keyId, plaintext: bytes(8) }),
    ]);
    const outcomes = settled.map((each) =>
      each.status === 'fulfilled'
        ? 'ok'
        : each.reason instanceof KmsCallError
          ? each.reason.exception
          : String(each.reason),
    );
    expect(outcomes).toEqual(['ok', 'ValidationException', 'NotFoundException', 'InvalidKeyUsageException', 'ok']);
    for (const each of settled) {
      if (each.status === 'rejected') expect((each.reason as KmsCallError).requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('a revoked token ends the stream UNAUTHENTICATED', async () => {
    const { tenant, sha256 } = await newToken(admin, a);
    const client = grpcClient(ready, tenant);
    const stream = client.batch();
    await stream.call('ListKeys', { limit: 1 });
    await admin.revokeBearerToken({ tokenSha256: sha256 });
    const error = await waitFor('the stream is refused', 5000, () =>
      stream.call('ListKeys', { limit: 1 }).then(
        () => undefined,
        (failure: unknown) => failure,
      ),
    );
    const code = error instanceof TransportError ? error.code : (error as KmsCallError).exception;
    expect([UNAUTHENTICATED, 'UnrecognizedClientException']).toContain(code);
    await stream.close();
    client.close();
  });
});
