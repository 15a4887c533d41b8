import { describe, expect, test } from 'vitest';
import {
  APPLIANCE_TRANSITIONS,
  ApplianceStateMachine,
  canHappen,
  type ApplianceEvent,
  type ApplianceState,
} from './appliance-state.js';

const EVENTS: readonly ApplianceEvent[] = [
  'self-tests-passed',
  'self-tests-failed',
  'domain-accepted',
  'device-failed',
  'tamper-detected',
  'zeroized',
];

/** The way into each state. */
const PATHS: Readonly<Record<ApplianceState, readonly ApplianceEvent[]>> = {
  'self-test': [],
  uninitialized: ['self-tests-passed'],
  operational: ['self-tests-passed', 'domain-accepted'],
  error: ['self-tests-failed'],
  tampered: ['tamper-detected'],
  zeroized: ['self-tests-passed', 'zeroized'],
};
const STATES = Object.keys(PATHS) as ApplianceState[];

function machineIn(state: ApplianceState): ApplianceStateMachine {
  const machine = new ApplianceStateMachine(() => undefined);
  for (const event of PATHS[state]) machine.handle(event, 'the cause');
  expect(machine.state).toBe(state);
  return machine;
}

describe('appliance states', () => {
  test.each(STATES.flatMap((state) => EVENTS.map((event) => [state, event] as const)))('%s: %s', (state, event) => {
    const machine = machineIn(state);
    const next = APPLIANCE_TRANSITIONS[state][event];
    expect(canHappen(state, event)).toBe(next !== undefined);
    if (next === undefined)
      expect(() => {
        machine.handle(event);
      }).toThrow(/appliance event/);
    else machine.handle(event);
    expect(machine.state).toBe(next ?? state);
  });

  test('only a node that is well, and not zeroized, takes a domain', () => {
    expect(STATES.filter((state) => canHappen(state, 'domain-accepted'))).toEqual(['uninitialized', 'operational']);
  });

  test('tampering is left by zeroization alone', () => {
    const machine = machineIn('tampered');
    for (const event of EVENTS) if (event !== 'zeroized' && canHappen('tampered', event)) machine.handle(event);
    expect(machine.state).toBe('tampered');
    machine.handle('zeroized');
    expect(machine.state).toBe('zeroized');
  });

  test('an error is latched until self-tests pass, and then the node has no domain', () => {
    const machine = machineIn('error');
    machine.handle('device-failed', 'something else');
    expect(machine).toMatchObject({ state: 'error', reason: 'the cause' });
    machine.handle('self-tests-passed');
    expect(machine).toMatchObject({ state: 'uninitialized', reason: '' });
  });

  test('the listener hears of changes only', () => {
    const heard: string[] = [];
    const machine = new ApplianceStateMachine((state) => heard.push(state));
    for (const event of ['self-tests-passed', 'self-tests-passed', 'domain-accepted', 'domain-accepted'] as const) {
      machine.handle(event);
    }
    expect(heard).toEqual(['uninitialized', 'operational']);
  });
});
