import { describe, expect, it } from 'vitest';
import { systemRealTime } from '@strongroom/core/time.js';
import { decodeResponse, encodeRequest } from '@strongroom/proto/kms-codec.js';
import { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import { GrpcAuthenticator } from '../identity/grpc-authenticator.js';
import { FakeBatchStream } from '../testing/fake-batch-stream.js';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture } from '../testing/front-end-fixture.js';
import { BatchDoor, STREAMS_PER_ACCOUNT_MAX } from './batch-door.js';

const UNAUTHENTICATED = 16;
const RESOURCE_EXHAUSTED = 8;
const INVALID_ARGUMENT = 3;
const UNAVAILABLE = 14;

async function fixture(permissive = true) {
  const frontEnd = await frontEndFixture();
  const { services, pipeline } = frontEnd;
  const timers: (() => void)[] = [];
  const monotonic = {
    ...services.monotonic,
    after: (_delayMs: number, action: () => void) => {
      timers.push(action);
      return { cancel: () => void timers.splice(timers.indexOf(action), 1) };
    },
  };
  const timed = { ...services, monotonic };
  const authenticator = new GrpcAuthenticator(timed, new PeerIdentities(systemRealTime), permissive);
  const door = new BatchDoor({ services: timed, pipeline, authenticator });
  const open = (account: string, headers: Record<string, string> = {}): FakeBatchStream => {
    const stream = new FakeBatchStream({ 'x-strongroom-account': account, ...headers });
    door.handler(stream.server);
    return stream;
  };
  return { ...frontEnd, door, open, timers };
}

const listKeys = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    id: from + index,
    operation: 'ListKeys' as const,
    payload: encodeRequest('ListKeys', {}),
  }));

describe('the batch door', () => {
  it('answers every operation of a message by its id, and ends when the client does', async () => {
    const { open } = await fixture();
    const stream = open(ACCOUNT_A);
    stream.send(listKeys(600));
    stream.emit('end');
    await expect.poll(() => stream.outcome).toBe('ok');
    expect(stream.results.map(({ id }) => id).sort((a, b) => a - b)).toEqual(listKeys(600).map(({ id }) => id));
    const [first] = stream.results;
    expect(first !== undefined && 'payload' in first && decodeResponse('ListKeys', first.payload).truncated).toBe(
      false,
    );
  });

  it('refuses a Region that is not served by its name', async () => {
    const { open } = await fixture();
    const stream = open(ACCOUNT_A, { 'x-strongroom-region': 'nowhere-1' });
    expect(stream.outcome).toMatchObject({ code: INVALID_ARGUMENT });
  });

  it('refuses a stream without credentials before any message', async () => {
    const { open } = await fixture(false);
    const stream = open(ACCOUNT_A);
    await expect.poll(() => stream.outcome).toMatchObject({ code: UNAUTHENTICATED });
    stream.send(listKeys(1));
    expect(stream.results).toEqual([]);
  });

  it('starts nothing for a client that does not read, and ends its stream', async () => {
    const frontEnd = await fixture();
    const { open, timers } = frontEnd;
    const stream = open(ACCOUNT_A);
    stream.reading = false;
    stream.send(listKeys(1));
    await expect.poll(() => stream.results.length).toBe(1);
    expect(stream.isPaused()).toBe(true);
    stream.send(listKeys(10, 1));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await frontEnd.events()).toHaveLength(1);
    // Reading again goes on where it stopped.
    stream.reading = true;
    stream.emit('drain');
    await expect.poll(() => stream.results.length).toBe(11);
    expect(timers).toEqual([]);
    stream.reading = false;
    stream.send(listKeys(1, 20));
    await expect.poll(() => timers.length).toBe(1);
    timers[0]?.();
    expect(stream.outcome).toMatchObject({ code: RESOURCE_EXHAUSTED });
  });

  it('bounds the streams of one account and leaves others alone', async () => {
    const { open } = await fixture();
    const streams = Array.from({ length: STREAMS_PER_ACCOUNT_MAX }, () => open(ACCOUNT_A));
    for (const stream of streams) stream.send(listKeys(1));
    await expect.poll(() => streams.every(({ results }) => results.length === 1)).toBe(true);
    const surplus = open(ACCOUNT_A);
    await expect.poll(() => surplus.outcome).toMatchObject({ code: RESOURCE_EXHAUSTED });
    const other = open(ACCOUNT_B);
    other.send(listKeys(1));
    await expect.poll(() => other.results.length).toBe(1);
    streams[0]?.emit('cancelled');
    const next = open(ACCOUNT_A);
    next.send(listKeys(1));
    await expect.poll(() => next.results.length).toBe(1);
  });

  it('refuses one request beyond the bound and answers its neighbours', async () => {
    const { open } = await fixture();
    const stream = open(ACCOUNT_A);
    stream.send([{ id: 1, operation: 'ListKeys', payload: new Uint8Array(512 * 1024 + 1) }, ...listKeys(1, 2)]);
    await expect.poll(() => stream.results.length).toBe(2);
    expect(stream.results.find(({ id }) => id === 1)).toMatchObject({
      error: { exception: 'RequestEntityTooLargeException' },
    });
    expect(stream.results.find(({ id }) => id === 2)).not.toHaveProperty('error');
  });

  it('when it drains: ends idle streams, answers what runs, takes no new stream', async () => {
    const { open, door } = await fixture();
    const idle = open(ACCOUNT_A);
    const busy = open(ACCOUNT_A);
    busy.send(listKeys(100));
    door.drain();
    expect(idle.outcome).toBe('ok');
    expect(open(ACCOUNT_A).outcome).toMatchObject({ code: UNAVAILABLE });
    await expect.poll(() => busy.outcome).toBe('ok');
    expect(busy.results).toHaveLength(100);
  });
});
