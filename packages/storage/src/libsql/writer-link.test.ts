import { must } from '@strongroom/core/assert.js';
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import { describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../store-log.js';
import { type LinkState, WriterLink, WriterLostError } from './writer-link.js';
import type { WriterListener } from './writer-port.js';

/** Time that stands still until told. */
class ManualTime implements Monotonic {
  #now = 0;
  #timers: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): Timer {
    const timer = { at: this.#now + delayMs, action };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  every(): Timer {
    throw new Error('not used here');
  }

  nextTurn(action: () => void): void {
    this.after(0, action);
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.at <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.at > this.#now);
    for (const { action } of due) action();
  }

  get pending(): number {
    return this.#timers.length;
  }
}

function setUp() {
  const time = new ManualTime();
  const listeners: WriterListener[] = [];
  const states: LinkState[] = [];
  let terminated = 0;
  const link = new WriterLink({
    spawn: (_data, listener) => {
      listeners.push(listener);
      return { post: () => undefined, terminate: () => (terminated += 1) };
    },
    data: { file: 'f', frontEndId: 'fe' },
    monotonic: time,
    log: SILENT_LOG,
    onState: (state) => states.push(state),
  });
  const writer = (): WriterListener => must(listeners.at(-1), 'a writer was started');
  const ready = (): void => {
    writer().reply({ kind: 'ready', changeSeq: 0 });
  };
  return { time, link, writer, ready, states, started: () => listeners.length, terminated: () => terminated };
}

const CLOSE = { kind: 'close' } as const;

describe('WriterLink', () => {
  it('refuses requests until the writer is ready', async () => {
    const { link, ready, writer } = setUp();
    await expect(link.request(CLOSE)).rejects.toThrow(WriterLostError);
    ready();
    const reply = link.request(CLOSE);
    writer().reply({ kind: 'indexed' });
    expect(await reply).toEqual({ kind: 'indexed' });
  });

  it('frees its callers from a writer that hangs, ignores it from then on, and restarts when it ends', async () => {
    const { link, ready, writer, time, terminated, started } = setUp();
    ready();
    const reply = link.request(CLOSE);
    time.advance(30_000);
    await expect(reply).rejects.toThrow(WriterLostError);
    expect(link.state).toBe('lost');
    expect(terminated()).toBe(1);
    writer().reply({ kind: 'indexed' });
    expect(started()).toBe(1);
    writer().down(undefined);
    time.advance(5000);
    expect(started()).toBe(2);
    ready();
    expect(link.state).toBe('ready');
    expect(time.pending).toBe(0);
  });

  it('restarts with a growing delay, at most five seconds, until a writer answers again', () => {
    const { link, ready, writer, time, started, states } = setUp();
    ready();
    const delays: number[] = [];
    for (let round = 0; round < 10; round++) {
      writer().down(new Error('crash'));
      const before = started();
      let waited = 0;
      while (started() === before) {
        time.advance(10);
        waited += 10;
      }
      delays.push(waited);
    }
    expect(delays).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    expect(states.slice(0, 3)).toEqual(['ready', 'starting', 'lost']);
    expect(link.reason?.message).toBe('crash');
    ready();
    void link.request(CLOSE);
    writer().reply({ kind: 'indexed' });
    writer().down(undefined);
    const before = started();
    time.advance(50);
    expect(started()).toBe(before + 1);
  });

  it('close ends although the writer does not', async () => {
    const { link, ready, time, terminated } = setUp();
    ready();
    const closed = link.close(1000);
    time.advance(1000);
    await closed;
    expect(terminated()).toBe(1);
    await expect(link.request(CLOSE)).rejects.toThrow(WriterLostError);
  });

  it('close calls off a restart', async () => {
    const { link, ready, writer, time, started } = setUp();
    ready();
    writer().down(undefined);
    await link.close(1000);
    time.advance(60_000);
    expect(started()).toBe(1);
  });
});
