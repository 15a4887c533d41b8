import { describe, expect, it } from 'vitest';
import { HSM_STATUS, type HsmStatus } from '@strongroom/core/errors.js';
import type { Rng } from '@strongroom/core/rng.js';
import { readApplianceStatus } from './appliance-status.js';
import { joinIsNeeded } from './domain-join.js';
import { Heartbeat } from './heartbeat.js';
import { Backoff } from './reconnect.js';
import { judge } from './retry.js';
import { TenantBackoff } from './tenant-backoff.js';
import { FakeMonotonic } from './testing/fake-monotonic.js';
import { WAITERS_MAX, type Waiter, WaitingRoom } from './waiting-room.js';

describe('the retry table', () => {
  it.each([
    ['OK', false, 'done'],
    ['NEED_SLOT_TOKEN', false, 'attach'],
    ['NEED_SLOT_TOKEN', true, 'elsewhere'],
    ['NEED_EKT', false, 'attach'],
    ['NEED_EKT', true, 'elsewhere'],
    ['NOT_OPERATIONAL', true, 'sideline'],
    ['DEVICE_ERROR', true, 'sideline'],
    ['NO_FREE_SLOT', true, 'elsewhere'],
    ['QUEUE_FULL', true, 'fail'],
    ['TOKEN_INVALID', true, 'fail'],
    ['TOKEN_INVALID', false, 'attach'],
    ['IMPORT_TOKEN_INVALID', false, 'attach'],
    ['ENCRYPTED_DATA_INVALID', true, 'fail'],
  ] as const)('%s, tokens attached %s: %s', (status, attached, verdict) => {
    expect(judge(status, attached, 0)).toBe(verdict);
  });

  it('forgives one slot crash and not the second', () => {
    expect([judge('SLOT_CRASHED', true, 1), judge('SLOT_CRASHED', true, 2)]).toEqual(['elsewhere', 'fail']);
  });

  it('has a verdict for every status', () => {
    for (const status of Object.keys(HSM_STATUS)) expect(judge(status as HsmStatus, true, 0)).toBeDefined();
  });
});

describe('the heartbeat', () => {
  function beating(): { monotonic: FakeMonotonic; beats: () => number; silences: () => number; heartbeat: Heartbeat } {
    const monotonic = new FakeMonotonic();
    let beats = 0;
    let silences = 0;
    const heartbeat = new Heartbeat(
      monotonic,
      () => beats++,
      () => silences++,
    );
    return { monotonic, beats: () => beats, silences: () => silences, heartbeat };
  }

  it('beats every 100 ms and notices 500 ms of silence once', () => {
    const { monotonic, beats, silences } = beating();
    monotonic.advance(500);
    expect([beats(), silences()]).toEqual([5, 0]);
    monotonic.advance(100);
    expect(silences()).toBe(1);
    monotonic.advance(5000);
    expect([beats(), silences()]).toEqual([5, 1]);
  });

  it('suspects nobody while frames arrive', () => {
    const { monotonic, silences, heartbeat } = beating();
    for (let index = 0; index < 50; index++) {
      monotonic.advance(400);
      heartbeat.heard();
    }
    expect(silences()).toBe(0);
  });

  it('does not take its own pause for silence of the node', () => {
    const { monotonic, silences } = beating();
    monotonic.stall(10_000);
    expect(silences()).toBe(0);
  });
});

describe('backoff', () => {
  const rng = (fraction: number): Rng => ({ bytes: (length) => new Uint8Array(length), fraction: () => fraction });

  it('doubles from 50 ms to 2 s, with half of each step as jitter', () => {
    const longest = new Backoff(rng(0.999_999));
    const shortest = new Backoff(rng(0));
    const steps = Array.from({ length: 8 }, () => [shortest.nextDelayMs(), Math.round(longest.nextDelayMs())]);
    expect(steps).toEqual([
      [25, 50],
      [50, 100],
      [100, 200],
      [200, 400],
      [400, 800],
      [800, 1600],
      [1000, 2000],
      [1000, 2000],
    ]);
    longest.reset();
    expect(Math.round(longest.nextDelayMs())).toBe(50);
  });
});

describe('the tenant backoff', () => {
  it('blocks one tenant, longer each time, and forgets after a quiet while', () => {
    const monotonic = new FakeMonotonic();
    const backoff = new TenantBackoff(monotonic);
    backoff.crashed('a');
    backoff.crashed('a');
    expect([backoff.blocked('a'), backoff.blocked('b')]).toEqual([true, false]);
    monotonic.advance(250);
    expect(backoff.blocked('a')).toBe(false);
    backoff.crashed('a');
    monotonic.advance(499);
    expect(backoff.blocked('a')).toBe(true);
    monotonic.advance(31_000);
    backoff.crashed('a');
    monotonic.advance(250);
    expect(backoff.blocked('a')).toBe(false);
  });
});

describe('the waiting room', () => {
  function waiter(log: string[], name: string): Waiter {
    return { dispatch: () => log.push(`${name} dispatched`), refuse: () => log.push(`${name} refused`) };
  }

  it('is bounded, and closed where there is no hope', () => {
    let hope = true;
    const room = new WaitingRoom(() => hope);
    for (let index = 0; index < WAITERS_MAX; index++) expect(room.enter(waiter([], 'w'))).toBe(true);
    expect(room.enter(waiter([], 'one too many'))).toBe(false);
    hope = false;
    expect(new WaitingRoom(() => hope).enter(waiter([], 'w'))).toBe(false);
  });

  it('lets everybody try when a node comes, and refuses everybody when hope goes', () => {
    const log: string[] = [];
    let hope = true;
    const room = new WaitingRoom(() => hope);
    const [a, b] = [waiter(log, 'a'), waiter(log, 'b')];
    room.enter(a);
    room.enter(b);
    room.leave(b);
    room.nodesChanged(false);
    expect(log).toEqual([]);
    room.nodesChanged(true);
    room.enter(b);
    hope = false;
    room.nodesChanged(false);
    expect(log).toEqual(['a dispatched', 'b refused']);
    expect(room.size).toBe(0);
  });
});

describe('joining', () => {
  const ours = { token: new Uint8Array(1), version: 5 };

  it.each([
    ['UNINITIALIZED', 0, true],
    ['OPERATIONAL', 4, true],
    ['OPERATIONAL', 5, false],
    ['OPERATIONAL', 6, false],
  ] as const)('%s with version %d: needed %s', (state, domainTokenVersion, needed) => {
    const status = readApplianceStatus({ state: `APPLIANCE_STATE_${state}`, domainTokenVersion });
    expect(joinIsNeeded(status, ours)).toBe(needed);
  });

  it('reads an unknown state as nothing that is operational', () => {
    expect(readApplianceStatus({ state: 'APPLIANCE_STATE_NEWER' }).state).toBe('UNSPECIFIED');
    expect(readApplianceStatus({}).state).toBe('UNSPECIFIED');
  });
});
