import { describe, expect, it } from 'vitest';
import { ALICE, allow, BOB, decide, DELEGATES, may, requestOf, type Statement } from '../testing/policy-cases/case.js';
import { CONDITIONS } from '../testing/policy-cases/conditions.js';
import { CROSS_ACCOUNT } from '../testing/policy-cases/cross-account.js';
import { ELEMENTS } from '../testing/policy-cases/elements.js';
import { ONE_ACCOUNT } from '../testing/policy-cases/one-account.js';
import { SESSIONS_AND_GRANTS } from '../testing/policy-cases/sessions-and-grants.js';
import { TRUST } from '../testing/policy-cases/trust.js';
import { VARIABLES_AND_CONTEXT } from '../testing/policy-cases/variables-and-context.js';
import { authorize } from './authorize.js';
import { CONDITION_OPERATORS } from './policy-document.js';

describe.each([
  ['within one account', ONE_ACCOUNT],
  ['sessions, grants and services', SESSIONS_AND_GRANTS],
  ['across accounts', CROSS_ACCOUNT],
  ['Action, Resource, NotPrincipal', ELEMENTS],
  ['variables and context', VARIABLES_AND_CONTEXT],
  ['trust policies', TRUST],
])('authorize › %s', (_what, cases) => {
  it.each(cases)('%s', (_name, as, setting, gives) => {
    expect(decide(as, setting)).toBe(gives);
  });
});

describe('authorize › conditions', () => {
  it.each(CONDITIONS)('%s %j ← %j → %s', (operator, wanted, actual, holds) => {
    const key = [allow(ALICE, { Condition: { [operator]: { 'aws:Probe': wanted } } })];
    const reason = decide(ALICE, { key, context: actual === undefined ? {} : { 'aws:probe': actual } });
    expect(reason).toBe(holds ? 'resourcePolicyAllows' : 'noResourcePolicyAllows');
  });

  it('has a case in which every operator holds, and one in which it does not', () => {
    const seen = (holds: boolean): Set<string> =>
      new Set(CONDITIONS.filter((each) => each[3] === holds).map(([operator]) => operator));
    expect(CONDITION_OPERATORS.filter((operator) => !seen(true).has(operator) || !seen(false).has(operator))).toEqual(
      [],
    );
  });
});

describe('authorize › what it asks for', () => {
  const when = (conditionKey: string): Statement => ({ Condition: { Null: { [conditionKey]: 'true' } } });

  it('asks only for condition keys that statements about this principal and action name, canonically', () => {
    const asked: string[] = [];
    const key = [
      allow(BOB, when('aws:OfAnotherPrincipal')),
      allow(ALICE, { Action: 'kms:Encrypt', ...when('aws:OfAnotherAction') }),
      allow(ALICE, when('kms:EncryptionContext:Zweck')),
      allow(ALICE, when('aws:OfAnAllowThatIsNoLongerNeeded')),
      DELEGATES,
    ];
    const identity = [[may('kms:*', { Resource: 'arn:aws:s3:::x', ...when('aws:OfAnotherResource') })]];
    const context = (conditionKey: string): undefined => void asked.push(conditionKey);
    expect(authorize({ ...requestOf(ALICE, { key, identity }), context }).allowed).toBe(true);
    expect(asked).toEqual(['kms:encryptioncontext:Zweck']);
  });
});
