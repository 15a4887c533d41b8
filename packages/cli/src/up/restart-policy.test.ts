import { describe, expect, it } from 'vitest';
import { CRASH_WINDOW_MS, RestartPolicy } from './restart-policy.js';

describe('restart policy', () => {
  it('backs off, and gives up at the fifth crash within a minute', () => {
    const policy = new RestartPolicy();
    const decisions = [0, 1000, 2000, 3000, 4000].map((atMs) => policy.onCrash(atMs));
    expect(decisions).toEqual([
      { kind: 'restart', afterMs: 100 },
      { kind: 'restart', afterMs: 200 },
      { kind: 'restart', afterMs: 400 },
      { kind: 'restart', afterMs: 800 },
      { kind: 'down' },
    ]);
  });

  it('forgets crashes that are a minute old', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 50; crash += 1) {
      expect(policy.onCrash(crash * (CRASH_WINDOW_MS / 4)).kind).toBe('restart');
    }
    expect(policy.crashes).toBe(4);
  });
});
