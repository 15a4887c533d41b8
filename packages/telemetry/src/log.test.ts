import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions, parseLogLevel } from './log.js';
import { REDACTED } from './redact.js';

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({
    service: 'kms',
    level: 'info',
    realTime: { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
    destination: { write: (line) => lines.push(line) },
    ...options,
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown> };
}

describe('createLogger', () => {
  it('writes one JSON object per line', () => {
    const { log, lines, last } = capture({ fields: { node: 'hsm-1' } });
    log.info({ requestId: 'r1' }, 'served');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toEqual({
      level: 'info',
      time: '2026-01-02T03:04:05.678Z',
      service: 'kms',
      pid: process.pid,
      node: 'hsm-1',
      requestId: 'r1',
      msg: 'served',
    });
  });

  it('keeps below its level silent', () => {
    const { log, lines } = capture({ level: 'warn' });
    log.info('quiet');
    expect(lines).toEqual([]);
    expect(parseLogLevel('debug')).toBe('debug');
    expect(parseLogLevel('loud')).toBeUndefined();
  });

  it.each([
    'secretAccessKey',
    'password',
    'sessionToken',
    'authorization',
    'privateKeyPem',
    'plaintext',
    'Plaintext',
    'signature',
    'ekt',
    'key',
    'metadata',
    'keyMaterial',
  ])('redacts %s at any depth, in children, fields and lists', (name) => {
    const { log, lines } = capture({ fields: { [name]: 'hunter2' } });
    log
      .child({ [name]: 'hunter2' })
      .info({ [name]: 'hunter2', a: { b: [{ [name]: 'hunter2' }] }, c: new Map([[name, 'hunter2']]) });
    expect(lines.join()).not.toContain('hunter2');
    expect(lines.join()).toContain(REDACTED);
  });

  it('never prints bytes', () => {
    const { log, lines, last } = capture();
    const bytes = Buffer.from('hunter2');
    log.info({ payload: bytes, view: new Uint8Array(bytes), list: [bytes], raw: new ArrayBuffer(4) });
    expect(last()).toMatchObject({ payload: '<7 bytes>', view: '<7 bytes>', list: ['<7 bytes>'], raw: '<4 bytes>' });
    expect(lines.join()).not.toContain('104');
  });

  it('shows errors with their causes and nothing that hangs on them', () => {
    const { log, last } = capture();
    const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
      code: 14,
      metadata: 'hunter2',
    });
    log.error(error, 'failed');
    expect(last()).toMatchObject({
      msg: 'failed',
      err: { type: 'Error', message: 'outer', code: 14, cause: { type: 'TypeError', message: 'inner' } },
    });
    expect(JSON.stringify(last())).not.toContain('hunter2');
    log.error({ problem: error });
    expect(last()).toMatchObject({ problem: { message: 'outer' } });
  });

  it('survives cycles, depth, length and odd values', () => {
    const { log, lines, last } = capture();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const endless = new Error('endless');
    endless.cause = endless;
    log.info({
      cycle,
      endless,
      big: 1n,
      text: 'x'.repeat(100_000),
      list: Array.from({ length: 1000 }, () => 1),
      when: new Date(0),
    });
    expect(last()).toMatchObject({ big: '1', when: '1970-01-01T00:00:00.000Z' });
    expect(lines.join().length).toBeLessThan(40_000);
  });
});
