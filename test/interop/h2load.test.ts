/**
 * A generator that is no gRPC library at all: what it sends is HTTP/2 with a message in it, and the answers have the
 * right size.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { encodeRequest } from '@strongroom/proto/kms-codec.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey } from '../harness/fixtures.js';
import { SERVICE } from '../harness/raw-grpc.js';
import { requireProgram } from '../harness/require-program.js';

const run = promisify(execFile);
const REQUESTS = 2000;

describe('h2load', () => {
  const ready = inject('ready');
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-h2load-'));
  const door = new GrpcDoor(ready);
  afterAll(async () => {
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('Encrypts two thousand times over gRPC', async (context) => {
    const h2load = requireProgram(context, 'h2load');
    const tenant = must(ready.tenants[0], 'a tenant');
    const key = await createKey(door, tenant);
    const input = { keyId: key.keyId, plaintext: bytes(256) };
    const { ciphertextBlob } = await door.call('Encrypt', input, tenant);
    const message = Buffer.from(encodeRequest('Encrypt', input));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    const file = join(folder, 'message');
    writeFileSync(file, Buffer.concat([prefix, message]));
    const headers = ['content-type: application/grpc', 'te: trailers', `authorization: Bearer ${tenant.token}`];
    const { stdout } = await run(h2load, [
      ...['-n', String(REQUESTS), '-c', '2', '-m', '16', '-d', file],
      ...headers.flatMap((header) => ['-H', header]),
      `https://${ready.kms.grpc}${SERVICE}/Encrypt`,
    ]);
    expect(stdout).toContain(`${String(REQUESTS)} succeeded, 0 failed, 0 errored`);
    // h2load calls every gRPC error a success; but an error has no message, and answers are all of one size.
    const answerBytes = Number(/\((\d+)\) data/.exec(stdout)?.[1]) / REQUESTS;
    expect(answerBytes).toBeGreaterThan(ciphertextBlob.length);
    expect(Number.isInteger(answerBytes)).toBe(true);
  });
});
