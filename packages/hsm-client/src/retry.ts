/**
 * What follows from an answer: the one table of the retry rules (DESIGN §5; `retry` of the error table in
 * packages/core).
 */
import { HSM_STATUS, type HsmStatus } from '@strongroom/core/errors.js';

/**
 * `done`: the result is there. `attach`: the same node again with all tokens. `elsewhere`: another node. `sideline`:
 * another node, and this one leaves the rotation until it says that it works. `fail`: the caller is told.
 */
export type RetryVerdict = 'done' | 'attach' | 'elsewhere' | 'sideline' | 'fail';

/** An operation in flight during this many slot crashes fails: it may be what crashes them. */
export const SLOT_CRASHES_MAX = 2;
/**
 * Links lost under an operation after which it is taken for the cause: a native abort in a slot ends its whole node.
 * More than the slot rule, because machines also die for reasons of their own.
 */
export const LINKS_LOST_MAX = 4;

/** @param tokensAttached whether this attempt carried its slot token and every EKT. */
export function judge(status: HsmStatus, tokensAttached: boolean, slotCrashes: number): RetryVerdict {
  if (status === 'OK') return 'done';
  switch (HSM_STATUS[status].retry) {
    case 'token':
      // A node that asks for what it has just been given does not work properly.
      return tokensAttached ? 'elsewhere' : 'attach';
    case 'elsewhere':
      if (status === 'SLOT_CRASHED') return slotCrashes >= SLOT_CRASHES_MAX ? 'fail' : 'elsewhere';
      return status === 'NO_FREE_SLOT' ? 'elsewhere' : 'sideline';
    case 'never':
      // The slot may be bound with another token of the tenant, under whose key nothing of ours opens.
      return !tokensAttached && (status === 'TOKEN_INVALID' || status === 'IMPORT_TOKEN_INVALID') ? 'attach' : 'fail';
  }
}
