import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS } from '@strongroom/core/errors.js';
import { LINK_FRAME_MAX_BYTES } from '@strongroom/core/limits.js';
import { OffsetClock } from '@strongroom/core/time.js';
import type { ClientFrame__Output } from '@strongroom/proto/gen/link/strongroom/hsm/v1/ClientFrame.js';
import type { NodeFrame } from '@strongroom/proto/gen/link/strongroom/hsm/v1/NodeFrame.js';
import { linkService } from '@strongroom/proto/load.js';
import { ManualMonotonic } from '../testing/manual-monotonic.js';
import { LinkStream, SILENCE_MAX_MS, type LinkCall } from './link-stream.js';
import type { SlotJob } from './slot-job.js';

const TENANT = '111111111111';
const hello = { protocol: 1, frontEnd: 'f', region: 'r' };

/** The part of a grpc-js call that a stream uses. */
class FakeCall extends EventEmitter {
  readonly written: NodeFrame[] = [];
  writable = true;
  paused = false;
  failure: { code: number; details: string } | undefined;

  constructor() {
    super();
    this.on('error', (failure: { code: number; details: string }) => {
      this.failure = failure;
    });
  }

  write(frame: NodeFrame): boolean {
    this.written.push(frame);
    return this.writable;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    this.emit('close');
  }
}

function open(): {
  call: FakeCall;
  time: ManualMonotonic;
  clock: OffsetClock;
  jobs: SlotJob[];
  stream: LinkStream;
  closed: string[];
  send: (frame: ClientFrame__Output) => void;
  answer: (job: SlotJob | undefined, bytes?: number) => void;
  results: () => number[];
} {
  const call = new FakeCall();
  const time = new ManualMonotonic();
  const clock = new OffsetClock({ now: () => 0 });
  const jobs: SlotJob[] = [];
  const closed: string[] = [];
  const stream = new LinkStream({
    call: call as unknown as LinkCall,
    monotonic: time,
    clock,
    welcome: () => ({ protocol: 1, nodeId: 'n' }),
    load: () => ({ slotsMax: 1 }),
    submit: (job) => jobs.push(job),
    onFrameSent: () => undefined,
    onCommandDone: () => undefined,
    onClose: (reason) => closed.push(reason),
  });
  return {
    call,
    time,
    clock,
    jobs,
    stream,
    closed,
    send: (frame) => call.emit('data', frame),
    answer: (job, bytes = 10) => {
      must(job, 'a job').settle({ status: 0, payload: new Uint8Array(bytes), generation: 1, detail: '' });
    },
    results: () => call.written.map(({ results }) => results?.length ?? 0).filter((count) => count > 0),
  };
}

const command = (id: number, change: object = {}): object => ({
  id,
  tenant: TENANT,
  command: 3,
  deadlineMs: 1000,
  ...change,
});

describe('greeting', () => {
  test('comes first, once, in a protocol that is spoken here', () => {
    for (const frame of [{}, { heartbeat: {} }, { commands: [command(1)] }]) {
      const { call, send, jobs } = open();
      send(frame);
      expect(call.failure?.code).toBe(3);
      expect(jobs).toHaveLength(0);
    }
    const other = open();
    other.send({ hello: { ...hello, protocol: 2 } });
    expect(other.call.failure?.code).toBe(9);
    const twice = open();
    twice.send({ hello });
    twice.send({ hello });
    expect(twice.call.failure?.code).toBe(3);
  });

  test('may carry the first commands', () => {
    const { call, send, jobs } = open();
    send({ hello, commands: [command(1)] });
    expect(call.written[0]?.welcome).toMatchObject({ protocol: 1 });
    expect(jobs).toHaveLength(1);
  });
});

describe('commands', () => {
  test('results of one turn leave together, each as it finishes, never waiting for siblings', () => {
    const { call, send, jobs, answer, time, results } = open();
    send({ hello, commands: [command(1), command(2), command(3)] });
    answer(jobs[2]);
    answer(jobs[0]);
    time.turn();
    expect(results()).toEqual([2]);
    answer(jobs[1]);
    time.turn();
    expect(results()).toEqual([2, 1]);
    expect(call.written.flatMap((frame) => frame.results ?? []).map(({ id }) => id)).toEqual([3, 1, 2]);
  });

  test('a frame never exceeds its bound', () => {
    const { call, send, jobs, answer, time } = open();
    send({ hello, commands: Array.from({ length: 50 }, (_, index) => command(index + 1)) });
    for (const job of jobs) answer(job, 20_000);
    time.turn();
    const { responseSerialize } = linkService().service.Exchange;
    const sizes = call.written.map((frame) => responseSerialize(frame).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(LINK_FRAME_MAX_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(LINK_FRAME_MAX_BYTES / 2);
    expect(call.written.flatMap((frame) => frame.results ?? [])).toHaveLength(50);
  });

  test.each([
    [{ tenant: 'x' }],
    [{ tenant: undefined }],
    [{ payload: Buffer.alloc(65 * 1024) }],
    [{ slotToken: Buffer.alloc(9000) }],
    [{ command: 0x1_0000 }],
  ])('%o is refused at the edge', (change) => {
    const { call, send, jobs, time } = open();
    send({ hello, commands: [command(1, change)] });
    time.turn();
    expect(jobs).toHaveLength(0);
    expect(call.written[1]?.results?.[0]).toMatchObject({ id: 1, status: HSM_STATUS.ARGUMENTS_BAD.code });
  });

  test('an id that is in flight ends the stream; once answered it may be used again', () => {
    const { call, send, jobs, answer } = open();
    send({ hello, commands: [command(1)] });
    answer(jobs[0]);
    send({ commands: [command(1)] });
    expect(call.failure).toBeUndefined();
    send({ commands: [command(1)] });
    expect(call.failure?.code).toBe(3);
  });

  test('a cancelled command is marked, an unknown one ignored; the end of the stream cancels all', () => {
    const { send, jobs, call, closed } = open();
    send({ hello, commands: [command(1), command(2)] });
    send({ cancels: [2, 77] });
    expect(jobs.map(({ cancelled }) => cancelled)).toEqual([false, true]);
    call.emit('cancelled', 'cancelled');
    expect(jobs.map(({ cancelled }) => cancelled)).toEqual([true, true]);
    expect(closed).toHaveLength(1);
  });

  test('what finishes after the end is dropped', () => {
    const { send, jobs, stream, answer, time, results } = open();
    send({ hello, commands: [command(1)] });
    stream.end(14, 'over');
    answer(jobs[0]);
    time.turn();
    expect(results()).toEqual([]);
  });
});

describe('back-pressure', () => {
  test('results wait while the peer does not read; beyond a bound the node stops reading too', () => {
    const { call, send, jobs, answer, time, results } = open();
    send({ hello, commands: Array.from({ length: 400 }, (_, index) => command(index + 1)) });
    call.writable = false;
    answer(jobs[0]);
    time.turn();
    expect(results()).toEqual([1]);
    for (const job of jobs.slice(1)) answer(job, 4000);
    time.turn();
    expect(results()).toEqual([1]);
    expect(call.paused).toBe(true);
    call.writable = true;
    call.emit('drain');
    expect(call.paused).toBe(false);
    expect(results().reduce((sum, count) => sum + count, 0)).toBe(400);
  });
});

describe('time', () => {
  test('a silent peer is dropped, a talking one is not', () => {
    const { call, send, stream, time } = open();
    send({ hello });
    time.advance(SILENCE_MAX_MS);
    stream.beat();
    expect(call.failure).toBeUndefined();
    send({ heartbeat: { sequence: 1 } });
    time.advance(SILENCE_MAX_MS);
    stream.beat();
    time.advance(1);
    stream.beat();
    expect(call.failure?.code).toBe(4);
  });

  test('a peer that never greets is dropped as well', () => {
    const { call, stream, time } = open();
    time.advance(SILENCE_MAX_MS + 1);
    stream.beat();
    expect(call.failure?.code).toBe(4);
    expect(call.written).toHaveLength(0);
  });

  test('civil time is adopted and never goes back; an absurd offset ends the stream', () => {
    const { call, send, clock, stream } = open();
    send({ hello, clockOffsetMs: 1000 });
    send({ clockOffsetMs: 500 });
    expect(clock.offsetMs).toBe(1000);
    // Acknowledged at once, and with every heartbeat.
    expect(call.written.map((frame) => frame.clockOffsetMs)).toEqual([undefined, 1000]);
    stream.beat();
    expect(call.written.map((frame) => frame.clockOffsetMs)).toEqual([undefined, 1000, 1000]);
    send({ clockOffsetMs: Number.MAX_SAFE_INTEGER });
    expect(call.failure?.code).toBe(3);
    expect(clock.offsetMs).toBe(1000);
  });
});
