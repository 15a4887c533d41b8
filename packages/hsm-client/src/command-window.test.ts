import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { Attempt, type AttemptSink } from './attempt.js';
import { CommandWindow, DEFAULT_WINDOW_LIMITS, type WindowLimits } from './command-window.js';

const SINK: AttemptSink = { onResult: () => undefined, onLost: () => undefined, onExpired: () => undefined };
const NOTHING = new Uint8Array(0);

function attempt(tenant: string, payloadBytes = 300): Attempt {
  return new Attempt(tenant, 3, new Uint8Array(payloadBytes), NOTHING, 1000, SINK);
}

function limits(over: Partial<WindowLimits> = {}): WindowLimits {
  return { ...DEFAULT_WINDOW_LIMITS, ...over };
}

function takeAll(window: CommandWindow, budgetBytes = Number.MAX_SAFE_INTEGER): Attempt[] {
  const taken: Attempt[] = [];
  for (let next = window.take(budgetBytes); next !== undefined; next = window.take(budgetBytes)) taken.push(next);
  return taken;
}

describe('the command window', () => {
  it('keeps the order of one tenant', () => {
    const window = new CommandWindow();
    const sent = Array.from({ length: 3000 }, () => attempt('a'));
    const seen: Attempt[] = [];
    for (const each of sent) {
      expect(window.push(each)).toBe(true);
      if (window.waiting > 700) seen.push(...takeAll(window, 100_000).slice(0));
    }
    seen.push(...takeAll(window));
    expect(seen).toEqual(sent);
  });

  it('lets a newcomer go before the rest of a flood', () => {
    const window = new CommandWindow();
    for (let index = 0; index < 2000; index++) window.push(attempt('flood'));
    for (let index = 0; index < 10; index++) window.push(attempt('victim'));
    const order = takeAll(window).map((each) => each.tenant);
    // One turn of a queue is 16 KiB: that much of the flood at most goes before each turn of the victim.
    expect(order.indexOf('victim')).toBeLessThan(64);
    expect(order.lastIndexOf('victim')).toBeLessThan(128);
  });

  it('shares by bytes, not by commands', () => {
    const window = new CommandWindow(limits({ windowBytes: 1 << 30 }));
    for (let index = 0; index < 400; index++) window.push(attempt('large', 60_000));
    for (let index = 0; index < 2000; index++) window.push(attempt('small', 300));
    const bytes = new Map<string, number>();
    for (let index = 0; index < 1000; index++) {
      const next = must(window.take(Number.MAX_SAFE_INTEGER), 'work waits');
      bytes.set(next.tenant, (bytes.get(next.tenant) ?? 0) + next.bytes);
    }
    const ratio = must(bytes.get('large'), 'large') / must(bytes.get('small'), 'small');
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('keeps a quarter of the window, so that a newcomer goes at once whatever a flood has in flight', () => {
    const windowBytes = 100_000;
    const window = new CommandWindow(limits({ windowBytes }));
    for (let index = 0; index < 1000; index++) window.push(attempt('flood'));
    takeAll(window);
    expect(window.inFlightBytes).toBeGreaterThan(windowBytes * 0.7);
    expect(window.inFlightBytes).toBeLessThanOrEqual(windowBytes * 0.75);
    for (let index = 0; index < 1000; index++) window.push(attempt('victim'));
    const taken = takeAll(window);
    expect(new Set(taken.map((each) => each.tenant))).toEqual(new Set(['victim']));
    expect(window.inFlightBytes).toBeGreaterThan(windowBytes * 0.95);
  });

  it('gives what a flood frees to whoever waits, until shares are equal', () => {
    const windowBytes = 100_000;
    const window = new CommandWindow(limits({ windowBytes }));
    for (let index = 0; index < 2000; index++) window.push(attempt('flood'));
    const flood = takeAll(window);
    for (let index = 0; index < 2000; index++) window.push(attempt('victim'));
    const inFlight: Attempt[] = [...flood, ...takeAll(window)];
    for (let index = 0; index < 1000; index++) {
      window.release(must(inFlight.shift(), 'something is in flight'));
      inFlight.push(...takeAll(window));
    }
    const share = (tenant: string): number =>
      inFlight.filter((each) => each.tenant === tenant).reduce((sum, each) => sum + each.bytes, 0);
    expect(share('victim')).toBeGreaterThan(windowBytes * 0.4);
    expect(share('flood')).toBeGreaterThan(windowBytes * 0.4);
  });

  it('is bounded per tenant, in total, and in bytes', () => {
    const window = new CommandWindow(limits({ tenantWaitingMax: 5, waitingMax: 8, waitingBytesMax: 1 << 20 }));
    expect(Array.from({ length: 7 }, () => window.push(attempt('a')))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(Array.from({ length: 4 }, () => window.push(attempt('b')))).toEqual([true, true, true, false]);
    const small = new CommandWindow(limits({ waitingBytesMax: 1000 }));
    expect([small.push(attempt('a', 600)), small.push(attempt('b', 600))]).toEqual([true, false]);
  });

  it('lets a command through that is larger than the whole window, alone', () => {
    const window = new CommandWindow(limits({ windowBytes: 1000 }));
    window.push(attempt('a', 5000));
    window.push(attempt('a', 5000));
    expect(takeAll(window)).toHaveLength(1);
  });

  it('drops what was abandoned while it waited', () => {
    const window = new CommandWindow();
    const [gone, kept] = [attempt('a'), attempt('a')];
    window.push(gone);
    window.push(kept);
    gone.sink = undefined;
    expect(takeAll(window)).toEqual([kept]);
    expect(window.waiting).toBe(0);
  });

  it('accounts exactly: nothing is lost, doubled or stuck, and the window is never exceeded', () => {
    const windowBytes = 20_000;
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('push' as const),
        tenant: fc.constantFrom('a', 'b', 'c', 'd'),
        bytes: fc.integer({ min: 0, max: 4000 }),
      }),
      fc.record({ kind: fc.constant('take' as const), budget: fc.integer({ min: 0, max: 30_000 }) }),
      fc.record({ kind: fc.constant('release' as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant('abandon' as const), pick: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const window = new CommandWindow(limits({ windowBytes, tenantWaitingMax: 50, waitingMax: 100 }));
        const waiting = new Set<Attempt>();
        const flying: Attempt[] = [];
        for (const each of steps) {
          if (each.kind === 'push') {
            const pushed = attempt(each.tenant, each.bytes);
            if (window.push(pushed)) waiting.add(pushed);
          } else if (each.kind === 'take') {
            const taken = window.take(each.budget);
            if (taken !== undefined) {
              expect(taken.bytes).toBeLessThanOrEqual(each.budget);
              expect(waiting.delete(taken)).toBe(true);
              flying.push(taken);
            }
          } else if (each.kind === 'release') {
            const [released] = flying.splice(each.pick % Math.max(1, flying.length), 1);
            if (released !== undefined) window.release(released);
          } else {
            const abandoned = [...waiting][each.pick % Math.max(1, waiting.size)];
            if (abandoned !== undefined) {
              abandoned.sink = undefined;
              waiting.delete(abandoned);
            }
          }
          const flyingBytes = flying.reduce((sum, one) => sum + one.bytes, 0);
          expect(window.inFlightBytes).toBe(flyingBytes);
          expect(window.inFlight).toBe(flying.length);
          expect(flyingBytes).toBeLessThanOrEqual(windowBytes);
        }
        // Whatever happened before, everything that waits gets its turn once answers come.
        while (waiting.size > 0) {
          for (const one of flying.splice(0)) window.release(one);
          const taken = takeAll(window);
          expect(taken.length).toBeGreaterThan(0);
          for (const one of taken) waiting.delete(one);
          flying.push(...taken);
        }
      }),
      { numRuns: 300 },
    );
  });
});
