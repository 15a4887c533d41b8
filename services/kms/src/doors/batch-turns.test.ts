import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { BatchTurns, STARTS_PER_GO_MAX, STARTS_PER_TURN_MAX, type Starter } from './batch-turns.js';

function fixture() {
  const turns: (() => void)[] = [];
  const monotonic = { ...systemMonotonic, nextTurn: (action: () => void) => void turns.push(action) };
  const log: string[] = [];
  const starter = (name: string, operations: number): Starter => {
    let left = operations;
    return {
      start: (max) => {
        const started = Math.min(left, max);
        left -= started;
        for (let index = 0; index < started; index += 1) log.push(name);
        return started;
      },
    };
  };
  return {
    turns: new BatchTurns(monotonic),
    nextTurn: () => {
      must(turns.shift(), 'a planned turn')();
    },
    log,
    starter,
  };
}

describe('turns of batch streams', () => {
  it('starts at once when nobody had a turn, and no more than a turn holds', () => {
    const { turns, nextTurn, log, starter } = fixture();
    turns.add(starter('flood', 100_000));
    expect(log).toHaveLength(STARTS_PER_TURN_MAX);
    nextTurn();
    expect(log).toHaveLength(2 * STARTS_PER_TURN_MAX);
  });

  it('gives a newcomer its go in the next turn, whatever waits before it', () => {
    const { turns, nextTurn, log, starter } = fixture();
    for (let index = 0; index < 3; index += 1) turns.add(starter('flood', 100_000));
    turns.add(starter('small', 1));
    const before = log.length;
    nextTurn();
    expect(log.slice(before).indexOf('small')).toBeLessThanOrEqual(4 * STARTS_PER_GO_MAX);
    expect(log.slice(before)).toContain('small');
  });

  it('forgets who has left, and is silent when nobody waits', () => {
    const { turns, nextTurn, log, starter } = fixture();
    const gone = starter('gone', 100_000);
    turns.add(gone);
    turns.remove(gone);
    const before = log.length;
    nextTurn();
    expect(log).toHaveLength(before);
    turns.add(starter('later', 1));
    expect(log.at(-1)).toBe('later');
  });
});
