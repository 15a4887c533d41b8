/** The gRPC door against malformed messages, unknown names and bad credentials. */
import fc from 'fast-check';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { encodeRequest } from '@strongroom/proto/kms-codec.js';
import { openSocket } from '../harness/raw-http.js';
import { RawGrpc, SERVICE } from '../harness/raw-grpc.js';
import { bytes } from '../harness/fixtures.js';
import { readReadyFile } from '../harness/ready-file.js';

const UNAUTHENTICATED = 16;
const UNIMPLEMENTED = 12;

describe('gRPC door, bad input', () => {
  const ready = inject('ready');
  const { token } = must(ready.tenants[0], 'a tenant');
  const grpc = new RawGrpc(ready);
  const listKeys = `${SERVICE}/ListKeys`;

  afterAll(async () => {
    expect((await grpc.call(listKeys, new Uint8Array(), token)).code).toBe(0);
    grpc.close();
    expect(readReadyFile(inject('readyFile')).pids.kms, 'the front end did not crash').toBe(ready.pids.kms);
  });

  describe('messages', () => {
    it.each([
      ['a truncated length', Uint8Array.of(0x0a, 0x05, 0x61)],
      ['a field number that nobody has', Uint8Array.of(0xfa, 0x3f, 0x01, 0x61)],
      ['field number 0', Uint8Array.of(0x02, 0x00)],
      ['the wrong wire type', Uint8Array.of(0x08, 0x01)],
      ['a group', Uint8Array.of(0x0b, 0x0c)],
      ['a varint of eleven bytes', new Uint8Array(11).fill(0xff)],
      ['a string that is no UTF-8', Uint8Array.of(0x0a, 0x02, 0xc3, 0x28)],
    ])('%s → SerializationException', async (_case, message) => {
      const result = await grpc.call(`${SERVICE}/DescribeKey`, message, token);
      expect(result.exception).toBe('SerializationException');
    });

    it('a message beyond the bound is refused', async () => {
      const result = await grpc.call(`${SERVICE}/DescribeKey`, new Uint8Array(5 * 1024 * 1024), token);
      expect(result.code).not.toBe(0);
      expect((await grpc.call(listKeys, new Uint8Array(), token)).code).toBe(0);
    });

    it(
      'thousands of random and of slightly changed messages never cause a server fault',
      { timeout: 120_000 },
      async () => {
        const good = encodeRequest('Encrypt', {
          keyId: 'alias/nobody',
          plaintext: bytes(20),
          encryptionContext: { one: '1', two: '2' },
        });
        const changed = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })).map(([at, value]) => {
          const copy = Uint8Array.from(good);
          copy[at] = value;
          return copy;
        });
        const message = fc.oneof(changed, fc.uint8Array({ maxLength: 64 }));
        const operation = fc.constantFrom('Encrypt', 'Decrypt', 'CreateKey', 'TagResource', 'ListAliases', 'ReEncrypt');
        const cases = fc.sample(fc.tuple(operation, message), { numRuns: 3000, seed: 20_261_122 });
        for (let at = 0; at < cases.length; at += 50) {
          const results = await Promise.all(
            cases.slice(at, at + 50).map(([name, input]) => grpc.call(`${SERVICE}/${name}`, input, token)),
          );
          for (const result of results) {
            const fault =
              result.code !== 0 && (result.exception === '' || /Internal|Unavailable/.test(result.exception));
            expect(fault, `${String(result.code)} ${result.exception} ${result.message}`).toBe(false);
          }
        }
      },
    );
  });

  it.each([`${SERVICE}/Encryptt`, '/strongroom.kms.v1.Nothing/Encrypt', '/x'])('%s → UNIMPLEMENTED', async (path) => {
    expect((await grpc.call(path, new Uint8Array(), token)).code).toBe(UNIMPLEMENTED);
  });

  describe('credentials', () => {
    it.each([
      ['none', undefined, 'MissingAuthenticationTokenException'],
      ['a token that nobody has', 'x'.repeat(43), 'UnrecognizedClientException'],
      ['an empty token', '', undefined],
      ['a token of 8 KB', 'x'.repeat(8000), 'UnrecognizedClientException'],
      ['a token with one character changed', token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), undefined],
    ])('%s → UNAUTHENTICATED', async (_case, given, exception) => {
      const result = await grpc.call(listKeys, new Uint8Array(), given);
      expect(result.code).toBe(UNAUTHENTICATED);
      if (exception !== undefined) expect(result.exception).toBe(exception);
    });
  });

  it('connections that never speak TLS cost nobody else anything', async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => openSocket(ready.kms.grpc)));
    try {
      for (const [index, socket] of sockets.entries()) if (index % 2 === 0) socket.write('PRI * HTTP/2.0\r\n\r\n');
      expect((await grpc.call(listKeys, new Uint8Array(), token)).code).toBe(0);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});
