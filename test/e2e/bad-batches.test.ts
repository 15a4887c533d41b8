/** The batch stream against malformed messages: a clear end of that stream, and of nothing else. */
import { readFileSync } from 'node:fs';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterAll, describe, expect, inject, it } from 'vitest';
import fc from 'fast-check';
import { must } from '@strongroom/core/assert.js';
import { SERVICE } from '../harness/raw-grpc.js';
import { readReadyFile } from '../harness/ready-file.js';

const UNAUTHENTICATED = 16;

describe('Batch stream, bad input', () => {
  const ready = inject('ready');
  const { token } = must(ready.tenants[0], 'a tenant');
  const client = new Client(ready.kms.grpc, credentials.createSsl(readFileSync(ready.kms.caFile)), {
    'grpc.ssl_target_name_override': 'localhost',
  });
  const asIs = (value: Buffer): Buffer => value;
  afterAll(() => {
    client.close();
    expect(readReadyFile(inject('readyFile')).pids.kms, 'the front end did not crash').toBe(ready.pids.kms);
  });

  interface Outcome {
    readonly code: number;
    readonly messages: readonly Buffer[];
  }

  /** Sends the messages, closes its half and waits for the end of the stream. */
  function exchange(messages: readonly Uint8Array[], bearer = token): Promise<Outcome> {
    const metadata = new Metadata();
    if (bearer !== '') metadata.set('authorization', `Bearer ${bearer}`);
    const call = client.makeBidiStreamRequest(`${SERVICE}/Batch`, asIs, asIs, metadata, {
      deadline: Date.now() + 20_000,
    });
    const received: Buffer[] = [];
    return new Promise((resolve) => {
      call.on('data', (message: Buffer) => received.push(message));
      call.on('error', (error: ServiceError) => {
        resolve({ code: error.code, messages: received });
      });
      call.on('end', () => {
        resolve({ code: 0, messages: received });
      });
      for (const message of messages) call.write(Buffer.from(message));
      call.end();
    });
  }

  const nothing = new Uint8Array();

  it('an empty stream and an empty message end well', async () => {
    expect((await exchange([])).code).toBe(0);
    expect((await exchange([nothing])).code).toBe(0);
  });

  it.each([
    ['a truncated operation', Uint8Array.of(0x0a, 0x7f, 0x08)],
    ['an unknown field', Uint8Array.of(0x12, 0x00)],
    ['an operation without a request', Uint8Array.of(0x0a, 0x02, 0x08, 0x01)],
    ['an operation of an unknown number', Uint8Array.of(0x0a, 0x06, 0x08, 0x01, 0xf2, 0x7f, 0x00, 0x00)],
  ])('%s is refused', async (_case, message) => {
    const { code, messages } = await exchange([message]);
    expect(code !== 0 || messages.some((each) => each.includes('Exception'))).toBe(true);
  });

  it.each([
    ['no token', ''],
    ['a token that nobody has', 'x'.repeat(43)],
  ])('%s → UNAUTHENTICATED', async (_case, bearer) => {
    expect((await exchange([nothing], bearer)).code).toBe(UNAUTHENTICATED);
  });

  it('hundreds of random messages end their own stream only', { timeout: 120_000 }, async () => {
    const cases = fc.sample(fc.uint8Array({ maxLength: 80 }), { numRuns: 600, seed: 20_261_122 });
    for (let at = 0; at < cases.length; at += 30) {
      const outcomes = await Promise.all(cases.slice(at, at + 30).map((message) => exchange([message])));
      for (const { code } of outcomes) expect([0, 3, 8, 12]).toContain(code);
    }
    expect((await exchange([nothing])).code).toBe(0);
  });
});
