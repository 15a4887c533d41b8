import { must } from '@strongroom/core/assert.js';
import { FakeTime } from '@strongroom/testkit/fake-time.js';
import { describe, expect, it } from 'vitest';
import type { LaunchedProcess, LaunchEvents, LaunchSpec } from './launch.js';
import { parseReady, READY_DEADLINE_MS, SupervisedChild } from './supervised-child.js';

const SPEC: LaunchSpec = { name: 'hsm-1', module: '', env: {}, logFile: 'hsm-1.log' };
const READY = JSON.stringify({ event: 'ready', addresses: { link: '127.0.0.1:1' } });

interface FakeProcess extends LaunchedProcess {
  readonly events: LaunchEvents;
  readonly signals: string[];
}

function supervise() {
  const time = new FakeTime();
  const launched: FakeProcess[] = [];
  const notices: string[] = [];
  const states: string[] = [];
  const child = new SupervisedChild(
    SPEC,
    { onChange: ({ state }) => states.push(state), onNotice: (message) => notices.push(message) },
    {
      monotonic: time.monotonic,
      launch: (_spec, events) => {
        const signals: string[] = [];
        const identity = { pid: 100 + launched.length, startTime: '1' };
        const process = { identity, events, signals, signal: (signal: string) => void signals.push(signal) };
        launched.push(process);
        return process;
      },
    },
  );
  const last = (): FakeProcess => must(launched.at(-1), 'launched');
  return { time, child, launched, last, notices, states };
}

describe('supervised child', () => {
  it('serves once it says so, and reports its addresses', () => {
    const { child, last, states } = supervise();
    child.start();
    expect(child.state).toBe('starting');
    last().events.onLine('{"event":"other"}');
    last().events.onLine('not json');
    expect(child.state).toBe('starting');
    last().events.onLine(READY);
    expect(states).toEqual(['starting', 'serving']);
    expect(child.addresses).toEqual({ link: '127.0.0.1:1' });
    expect(child.identity.pid).toBe(100);
  });

  it('comes back after a crash with another pid', () => {
    const { child, last, time, launched } = supervise();
    child.start();
    last().events.onLine(READY);
    last().events.onExit('was killed by SIGKILL');
    expect(child.state).toBe('restarting');
    time.advance(99);
    expect(launched).toHaveLength(1);
    time.advance(1);
    expect(launched).toHaveLength(2);
    last().events.onLine(READY);
    expect(child.state).toBe('serving');
    expect(child.identity.pid).toBe(101);
  });

  it('stays down after five crashes in a minute, and says so', () => {
    const { child, last, time, notices, launched } = supervise();
    child.start();
    for (let crash = 0; crash < 5; crash += 1) {
      last().events.onExit('exited with code 1');
      time.advance(1000);
    }
    expect(child.state).toBe('down');
    expect(launched).toHaveLength(5);
    expect(notices.at(-1)).toContain('stays down');
    expect(time.pendingTimers).toBe(0);
  });

  it('kills a child that never becomes ready, which counts as a crash', () => {
    const { child, last, time } = supervise();
    child.start();
    time.advance(READY_DEADLINE_MS);
    expect(last().signals).toEqual(['SIGKILL']);
    last().events.onExit('was killed by SIGKILL');
    expect(child.state).toBe('restarting');
    expect(child.crashes).toBe(1);
  });

  it('stops with SIGTERM, then SIGKILL when the grace is over, and never restarts', async () => {
    const { child, last, time, launched } = supervise();
    child.start();
    last().events.onLine(READY);
    const stopped = child.stop(500);
    expect(last().signals).toEqual(['SIGTERM']);
    time.advance(500);
    expect(last().signals).toEqual(['SIGTERM', 'SIGKILL']);
    last().events.onExit('was killed by SIGKILL');
    await stopped;
    expect(child.state).toBe('stopped');
    time.advance(60_000);
    expect(launched).toHaveLength(1);
    expect(time.pendingTimers).toBe(0);
  });

  it('stops between a crash and its restart', async () => {
    const { child, last, time, launched } = supervise();
    child.start();
    last().events.onExit('exited with code 1');
    await child.stop(500);
    time.advance(60_000);
    expect(launched).toHaveLength(1);
    expect(child.state).toBe('stopped');
  });

  it('ignores what an old process still says', () => {
    const { child, launched, time } = supervise();
    child.start();
    const old = must(launched[0], 'launched');
    old.events.onExit('exited with code 1');
    time.advance(1000);
    old.events.onLine(READY);
    expect(child.state).toBe('starting');
  });
});

describe('ready message', () => {
  it.each(['', '1', 'null', '[]', '{"event":"ready"}', '{"event":"ready","addresses":null}', '{"addresses":{}}'])(
    'is not %j',
    (line) => {
      expect(parseReady(line)).toBeUndefined();
    },
  );
});
