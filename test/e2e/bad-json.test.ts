/** The AWS JSON door against malformed requests: each gets a clear AWS error, and the front end stays what it was. */
import fc from 'fast-check';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { bytes } from '../harness/fixtures.js';
import { openSocket, send, sendSigned, signedHeaders } from '../harness/raw-http.js';
import { readReadyFile } from '../harness/ready-file.js';

const REQUEST_MAX_BYTES = 512 * 1024;

describe('AWS JSON door, bad input', () => {
  const ready = inject('ready');
  const a = must(ready.tenants[0], 'a tenant');
  const base64 = Buffer.from(bytes(8)).toString('base64');

  afterAll(async () => {
    expect(readReadyFile(inject('readyFile')).pids.kms, 'the front end did not crash').toBe(ready.pids.kms);
    expect((await sendSigned(ready, a, 'ListKeys', '{}')).status).toBe(200);
  });

  describe('bodies', () => {
    it.each([
      ['no JSON', 'Encrypt', '{"KeyId":'],
      ['a list', 'ListKeys', '[]'],
      ['a string', 'ListKeys', '"ListKeys"'],
      ['null', 'ListKeys', 'null'],
      ['a number for a string', 'DescribeKey', '{"KeyId":7}'],
      ['an object for a string', 'DescribeKey', '{"KeyId":{}}'],
      ['a string for a number', 'GenerateRandom', '{"NumberOfBytes":"32"}'],
      ['a fraction for a number', 'GenerateRandom', '{"NumberOfBytes":1.5}'],
      ['a string for a boolean', 'Encrypt', `{"KeyId":"alias/x","Plaintext":"${base64}","DryRun":"true"}`],
      ['a list for a map', 'Encrypt', `{"KeyId":"alias/x","Plaintext":"${base64}","EncryptionContext":[]}`],
      ['a number in a map', 'Encrypt', `{"KeyId":"alias/x","Plaintext":"${base64}","EncryptionContext":{"a":1}}`],
      ['no base64', 'Encrypt', '{"KeyId":"alias/x","Plaintext":"%%%%"}'],
      ['base64 with a tail', 'Encrypt', '{"KeyId":"alias/x","Plaintext":"QUJD="}'],
      ['an unknown field', 'ListKeys', '{"Limitt":5}'],
      ['a field in our own spelling', 'ListKeys', '{"limit":5}'],
      ['an unknown field in a member', 'TagResource', '{"KeyId":"x","Tags":[{"TagKey":"a","TagValue":"b","C":1}]}'],
      ['a prototype', 'ListKeys', '{"__proto__":{"Limit":5}}'],
    ])('%s → SerializationException', async (_case, operation, body) => {
      const answer = await sendSigned(ready, a, operation, body);
      expect(answer.status).toBe(400);
      expect(answer.exception).toBe('SerializationException');
    });

    it('deep nesting and long lists → an AWS error', async () => {
      for (const body of [`{"KeyId":${'['.repeat(100_000)}`, `{"GrantTokens":[${'"x",'.repeat(50_000)}"x"]}`]) {
        const answer = await sendSigned(ready, a, 'Encrypt', body);
        expect(answer.status).toBe(400);
        expect(answer.exception).toMatch(/^(Serialization|Validation)Exception$/);
      }
    });

    it('bytes that are no UTF-8 → SerializationException', async () => {
      const body = Buffer.concat([Buffer.from('{"KeyId":"'), Buffer.of(0xff, 0xfe, 0xc0), Buffer.from('"}')]);
      expect((await sendSigned(ready, a, 'DescribeKey', body)).exception).toMatch(
        /^(Serialization|NotFound|Validation)Exception$/,
      );
    });

    it('a body beyond the bound → RequestEntityTooLargeException, before it is parsed', async () => {
      const body = `{"KeyId":"${'x'.repeat(REQUEST_MAX_BYTES)}"}`;
      const answer = await sendSigned(ready, a, 'DescribeKey', body);
      expect(answer.status).toBe(413);
      expect(answer.exception).toBe('RequestEntityTooLargeException');
    });

    it('a chunked body beyond the bound ends the request too', async () => {
      const headers = { ...signedHeaders(ready, a, 'TrentService.ListKeys', '{}'), 'Transfer-Encoding': 'chunked' };
      delete (headers as Record<string, string>)['Content-Length'];
      const sent = send(ready, { headers, body: 'x'.repeat(REQUEST_MAX_BYTES * 2) });
      const answer = await sent.catch((error: unknown) => ({ status: 413, error }));
      expect(answer.status).toBe(413);
    });
  });

  describe('operations', () => {
    it.each(['TrentService.Encryptt', 'TrentService.', 'TrentService', 'Other.Encrypt', 'TrentService.__proto__', ''])(
      'the target %j → UnknownOperationException',
      async (target) => {
        const answer = await send(ready, { headers: signedHeaders(ready, a, target, '{}'), body: '{}' });
        expect(answer.status).toBe(400);
        expect(answer.exception).toBe('UnknownOperationException');
      },
    );

    it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is no way to call an operation', async (method) => {
      const answer = await send(ready, { method, body: '' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    });

    it('another path is refused', async () => {
      const answer = await send(ready, { path: '/../../etc/passwd', body: '{}' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    });
  });

  it('thousands of random documents, well signed, never cause a server fault', { timeout: 120_000 }, async () => {
    const operations = ['Encrypt', 'Decrypt', 'CreateKey', 'ReEncrypt', 'TagResource', 'PutKeyPolicy', 'ListAliases'];
    const names = fc.constantFrom(
      'KeyId',
      'Plaintext',
      'CiphertextBlob',
      'Tags',
      'Policy',
      'Limit',
      'Marker',
      'DryRun',
    );
    const document = fc.dictionary(fc.oneof(names, fc.string({ maxLength: 8 })), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 4,
    });
    const cases = fc.sample(fc.tuple(fc.constantFrom(...operations), document), { numRuns: 2000, seed: 20_261_122 });
    await inParallel(cases, 16, async ([operation, input]) => {
      const body = JSON.stringify(input);
      const answer = await sendSigned(ready, a, operation, body);
      expect(answer.status === 200 || answer.status === 400, `${operation} ${body} → ${String(answer.status)}`).toBe(
        true,
      );
    });
  });

  it('half-open connections cost nobody else anything and are closed', async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => openSocket(ready.kms.http)));
    try {
      for (const [index, socket] of sockets.entries()) {
        if (index % 3 === 0) socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
        if (index % 3 === 1) socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
      }
      expect((await sendSigned(ready, a, 'ListKeys', '{}')).status).toBe(200);
      const slow = must(sockets[0], 'a socket').resume();
      await new Promise((resolve) => slow.once('close', resolve));
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      '100 KB of headers',
      `POST / HTTP/1.1\r\nHost: x\r\n${'X-Pad: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(2500)}\r\n`,
    ],
  ])('%s ends the connection', async (_case, text) => {
    const socket = await openSocket(ready.kms.http);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(text);
    await closed;
    const answer = Buffer.concat(chunks).toString('latin1');
    expect(answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer), answer).toBe(true);
  });
});

async function inParallel<T>(items: readonly T[], lanes: number, action: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await action(item);
    }),
  );
}
