import { describe, expect, it } from 'vitest';
import { Cancellation, type CancelSignal } from './cancellation.js';

/** Both must behave alike where work relies on it. */
const KINDS: readonly (readonly [string, () => { signal: CancelSignal; cancel: () => void }])[] = [
  [
    'a Cancellation',
    () => {
      const cancellation = new Cancellation();
      return {
        signal: cancellation,
        cancel: () => {
          cancellation.cancel();
        },
      };
    },
  ],
  [
    'an AbortController',
    () => {
      const controller = new AbortController();
      return {
        signal: controller.signal,
        cancel: () => {
          controller.abort();
        },
      };
    },
  ],
];

describe.each(KINDS)('%s', (_kind, make) => {
  it('calls each listener once, in order, and none that was removed', () => {
    const { signal, cancel } = make();
    const called: string[] = [];
    const removed = () => called.push('removed');
    signal.addEventListener('abort', () => called.push('first'), { once: true });
    signal.addEventListener('abort', removed, { once: true });
    signal.addEventListener('abort', () => called.push('second'), { once: true });
    signal.removeEventListener('abort', removed);
    expect(signal.aborted).toBe(false);
    cancel();
    cancel();
    expect(signal.aborted).toBe(true);
    expect(called).toEqual(['first', 'second']);
  });

  it('does not call a listener that comes afterwards', () => {
    const { signal, cancel } = make();
    cancel();
    let called = 0;
    signal.addEventListener('abort', () => called++);
    cancel();
    expect(called).toBe(0);
  });

  it('lets a listener remove others and itself', () => {
    const { signal, cancel } = make();
    let called = 0;
    const self = () => {
      called++;
      signal.removeEventListener('abort', self);
    };
    signal.addEventListener('abort', self);
    cancel();
    expect(called).toBe(1);
  });
});
