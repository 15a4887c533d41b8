import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { beforeEach, expect, test } from 'vitest';
import type { RootAnswer, RootCall } from '../wire/root-messages.js';
import { ManualMonotonic } from '../testing/manual-monotonic.js';
import { RootClient } from './root-client.js';

class FakeWorker extends EventEmitter {
  readonly calls: RootCall[] = [];

  postMessage(call: RootCall): void {
    this.calls.push(call);
  }

  terminate(): Promise<number> {
    return Promise.resolve(0);
  }
}

let worker: FakeWorker;
let time: ManualMonotonic;
let ends: string[];
let client: RootClient;
beforeEach(() => {
  worker = new FakeWorker();
  time = new ManualMonotonic();
  ends = [];
  client = new RootClient(worker as unknown as Worker, time, (reason) => ends.push(reason));
});

const answer = (message: RootAnswer): boolean => worker.emit('message', message);

test('answers find their calls in any order; a refusal keeps its status', async () => {
  const first = client.call('commit', {});
  const second = client.call('joinDomain', { token: new Uint8Array(1) });
  answer({ id: 2, ok: false, status: 'TOKEN_INVALID', message: 'TOKEN_INVALID' });
  answer({ id: 1, ok: true, value: 'identity' });
  answer({ id: 1, ok: true, value: 'again' });
  answer({ id: 99, ok: true, value: 'nobody asked' });
  expect(await first).toBe('identity');
  await expect(second).rejects.toMatchObject({ status: 'TOKEN_INVALID' });
});

test('a bug inside is no HsmError', async () => {
  const call = client.call('commit', {});
  answer({ id: 1, ok: false, status: undefined, message: 'a ceremony is pending' });
  await expect(call).rejects.toMatchObject({ name: 'Error', message: 'a ceremony is pending' });
});

test('every wait ends: by the clock, by the end of the worker, by the bound', async () => {
  const slow = client.call('selfTests', {});
  time.advance(15_000);
  await expect(slow).rejects.toMatchObject({ status: 'DEVICE_ERROR' });

  const waiting = Array.from({ length: 1024 }, () => client.call('commit', {}));
  const settled = Promise.allSettled(waiting);
  await expect(client.call('commit', {})).rejects.toMatchObject({ status: 'QUEUE_FULL' });
  worker.emit('error', new Error('out of memory'));
  worker.emit('exit', 1);
  expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
  expect(ends).toEqual(['root worker failed: out of memory']);
  await expect(client.call('commit', {})).rejects.toMatchObject({ status: 'DEVICE_ERROR' });
});

test('the end that the node asked for is no failure', async () => {
  await client.close();
  worker.emit('exit', 1);
  expect(ends).toEqual([]);
});
