import { delay } from '@strongroom/core/time.js';
import { FakeTime } from '@strongroom/testkit/fake-time.js';
import { describe, expect, it } from 'vitest';
import { runLoad } from './closed-loop.js';
import { LatencyHistogram } from './latency-histogram.js';

describe('closed loop', () => {
  it('keeps the given number in flight and measures what an operation takes', async () => {
    const time = new FakeTime();
    let inFlight = 0;
    let most = 0;
    const result = runLoad({
      monotonic: time.monotonic,
      warmUpMs: 100,
      durationMs: 1000,
      sources: [
        {
          name: 'a',
          inFlight: 4,
          send: async () => {
            inFlight += 1;
            most = Math.max(most, inFlight);
            await delay(time.monotonic, 10);
            inFlight -= 1;
          },
        },
      ],
    });
    await time.advanceAsync(1200);
    const { sources, seconds } = await result;
    expect(most).toBe(4);
    expect(seconds).toBe(1);
    const [a] = sources;
    expect(a?.operations).toBeGreaterThan(380);
    expect(a?.operations).toBeLessThanOrEqual(400);
    expect(a?.latency.p50).toBeCloseTo(10, 1);
    expect(a?.errors).toEqual({});
  });

  it('counts errors by name and goes on', async () => {
    const time = new FakeTime();
    let calls = 0;
    const result = runLoad({
      monotonic: time.monotonic,
      warmUpMs: 0,
      durationMs: 100,
      sources: [
        {
          name: 'a',
          inFlight: 1,
          send: async () => {
            calls += 1;
            await delay(time.monotonic, 1);
            if (calls % 2 === 0) throw new RangeError('no');
          },
        },
      ],
    });
    await time.advanceAsync(200);
    const [a] = (await result).sources;
    expect(a?.operations).toBeGreaterThan(0);
    expect(a?.errors['RangeError']).toBeGreaterThan(0);
  });
});

describe('latency histogram', () => {
  it('keeps three digits and bounds what it cannot hold', () => {
    const histogram = new LatencyHistogram();
    expect(histogram.summary()).toEqual({ p50: 0, p90: 0, p99: 0, p999: 0, max: 0 });
    for (let index = 1; index <= 1000; index += 1) histogram.record(index / 10);
    const { p50, p99 } = histogram.summary();
    expect(Math.abs(p50 - 50)).toBeLessThan(0.5);
    expect(Math.abs(p99 - 99)).toBeLessThan(0.5);
    histogram.record(1e9);
    expect(histogram.summary().max).toBeGreaterThan(59_000);
  });
});
