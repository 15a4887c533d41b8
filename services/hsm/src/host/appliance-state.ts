/**
 * The states of one appliance (ISO/IEC 19790 finite state model; reference: FIPS 140-3) as an explicit table. Data
 * leaves the node only in
 * `operational`. An error is latched: only status, self-tests and zeroization remain.
 */
import { AssertionFailure } from '@strongroom/core/assert.js';

export type ApplianceState = 'self-test' | 'uninitialized' | 'operational' | 'error' | 'tampered' | 'zeroized';

export type ApplianceEvent =
  | 'self-tests-passed'
  | 'self-tests-failed'
  /** A domain was created or joined, or its token renewed. */
  | 'domain-accepted'
  /** A conditional test failed, or a part of the boundary ended. */
  | 'device-failed'
  | 'tamper-detected'
  | 'zeroized';

/** What is missing here is refused. A node that recovers from an error holds no domain: it joins again. */
export const APPLIANCE_TRANSITIONS: Readonly<
  Record<ApplianceState, Readonly<Partial<Record<ApplianceEvent, ApplianceState>>>>
> = {
  'self-test': {
    'self-tests-passed': 'uninitialized',
    'self-tests-failed': 'error',
    'device-failed': 'error',
    'tamper-detected': 'tampered',
  },
  uninitialized: {
    'self-tests-passed': 'uninitialized',
    'self-tests-failed': 'error',
    'domain-accepted': 'operational',
    'device-failed': 'error',
    'tamper-detected': 'tampered',
    zeroized: 'zeroized',
  },
  operational: {
    'self-tests-passed': 'operational',
    'self-tests-failed': 'error',
    'domain-accepted': 'operational',
    'device-failed': 'error',
    'tamper-detected': 'tampered',
    zeroized: 'zeroized',
  },
  error: {
    'self-tests-passed': 'uninitialized',
    'self-tests-failed': 'error',
    'device-failed': 'error',
    'tamper-detected': 'tampered',
    zeroized: 'zeroized',
  },
  tampered: {
    'self-tests-failed': 'tampered',
    'self-tests-passed': 'tampered',
    'device-failed': 'tampered',
    'tamper-detected': 'tampered',
    zeroized: 'zeroized',
  },
  // A zeroized node makes a new identity when its self-tests have run again.
  zeroized: {
    'self-tests-passed': 'uninitialized',
    'self-tests-failed': 'error',
    'device-failed': 'error',
    'tamper-detected': 'tampered',
    zeroized: 'zeroized',
  },
};

export function canHappen(state: ApplianceState, event: ApplianceEvent): boolean {
  return APPLIANCE_TRANSITIONS[state][event] !== undefined;
}

/** Holds the state and tells one listener of each change. */
export class ApplianceStateMachine {
  #state: ApplianceState = 'self-test';
  #reason = '';
  readonly #onChange: (state: ApplianceState, reason: string) => void;

  constructor(onChange: (state: ApplianceState, reason: string) => void) {
    this.#onChange = onChange;
  }

  get state(): ApplianceState {
    return this.#state;
  }

  /** Why the node is in `error` or `tampered`; else empty. */
  get reason(): string {
    return this.#reason;
  }

  /** @throws AssertionFailure when the table has no such transition: callers ask `canHappen` first. */
  handle(event: ApplianceEvent, reason = ''): void {
    const next = APPLIANCE_TRANSITIONS[this.#state][event];
    if (next === undefined) throw new AssertionFailure(`appliance event ${event} in state ${this.#state}`);
    const changed = next !== this.#state;
    if (next !== 'error' && next !== 'tampered') this.#reason = '';
    // The first cause explains; what follows from it does not overwrite it.
    else if (changed) this.#reason = reason;
    this.#state = next;
    if (changed) this.#onChange(next, this.#reason);
  }
}
