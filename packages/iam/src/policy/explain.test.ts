import { describe, expect, it } from 'vitest';
import {
  ALICE,
  allow,
  BOB,
  DELEGATES,
  deny,
  KEY_ARN,
  LOGS,
  may,
  mayNot,
  named,
  OTHER_ALICE,
  requestOf,
  SESSION,
} from '../testing/policy-cases/case.js';
import { CROSS_ACCOUNT } from '../testing/policy-cases/cross-account.js';
import { ELEMENTS } from '../testing/policy-cases/elements.js';
import { ONE_ACCOUNT } from '../testing/policy-cases/one-account.js';
import { SESSIONS_AND_GRANTS } from '../testing/policy-cases/sessions-and-grants.js';
import { TRUST } from '../testing/policy-cases/trust.js';
import { VARIABLES_AND_CONTEXT } from '../testing/policy-cases/variables-and-context.js';
import { compilePolicy } from './compile-policy.js';
import { explain } from './explain.js';
import { parseIdentityPolicy } from './parse-policy.js';

const ALL = [...ONE_ACCOUNT, ...SESSIONS_AND_GRANTS, ...CROSS_ACCOUNT, ...ELEMENTS, ...VARIABLES_AND_CONTEXT, ...TRUST];

describe('explain', () => {
  it.each(ALL)('decides as authorize does: %s', (_name, as, setting, gives) => {
    const { decision, missing } = explain(requestOf(as, setting));
    expect(decision.reason).toBe(gives);
    expect(missing.length === 0).toBe(decision.allowed);
  });

  it('tells of every statement why it does not apply, also after one that decides', () => {
    const key = [
      allow(ALICE, { Sid: 'first' }),
      deny(ALICE, { Action: 'kms:Encrypt' }),
      allow(BOB),
      allow(ALICE, { Resource: 'arn:aws:kms:*:*:key/x' }),
      deny('*', { Condition: { 'ForAnyValue:StringLikeIfExists': { 'kms:EncryptionContextKeys': ['a*', 'b'] } } }),
      DELEGATES,
    ];
    const { statements } = explain(requestOf(ALICE, { key, context: { 'kms:encryptioncontextkeys': ['c'] } }));
    const place = { role: 'resource', policy: undefined };
    const missed = { applies: false, names: undefined, sid: undefined };
    expect(statements).toEqual([
      { ...place, statement: 1, sid: 'first', effect: 'Allow', applies: true, names: 'direct', mismatch: undefined },
      { ...place, ...missed, statement: 2, effect: 'Deny', mismatch: { element: 'Action' } },
      { ...place, ...missed, statement: 3, effect: 'Allow', mismatch: { element: 'Principal' } },
      { ...place, ...missed, statement: 4, effect: 'Allow', mismatch: { element: 'Resource' } },
      {
        ...place,
        ...missed,
        statement: 5,
        effect: 'Deny',
        mismatch: {
          element: 'Condition',
          operator: 'ForAnyValue:StringLikeIfExists',
          conditionKey: 'kms:EncryptionContextKeys',
          wanted: ['a*', 'b'],
          actual: ['c'],
        },
      },
      { ...place, statement: 6, sid: undefined, effect: 'Allow', applies: true, names: 'account', mismatch: undefined },
    ]);
  });

  it('names every Deny that applies, by policy, number and Sid', () => {
    const request = requestOf(ALICE, { key: [allow(ALICE), deny(ALICE, { Sid: 'no Alice' })] });
    const guard = parseIdentityPolicy(JSON.stringify({ Statement: [may('s3:*'), mayNot()] }));
    expect(explain({ ...request, identityPolicies: [compilePolicy(guard, 'guard')] }).missing).toEqual([
      "Remove or narrow the Deny of statement 2 (no Alice) of the resource's policy.",
      'Remove or narrow the Deny of statement 2 of the identity policy guard.',
    ]);
  });

  it('says everything that is missing at once', () => {
    const silent = [may('kms:Encrypt')];
    const setting = { key: [allow(BOB)], boundary: silent, session: [silent] };
    expect(explain(requestOf(OTHER_ALICE, setting)).missing).toEqual([
      `The resource's policy must allow kms:Decrypt to ${named(OTHER_ALICE)} or its account, or a grant must.`,
      `An identity policy must allow kms:Decrypt on ${KEY_ARN}.`,
      `The permissions boundary must allow kms:Decrypt on ${KEY_ARN}.`,
      `A session policy must allow kms:Decrypt on ${KEY_ARN}.`,
    ]);
    expect(explain(requestOf(LOGS, { key: [allow(BOB)] })).missing).toEqual([
      `The resource's policy must allow kms:Decrypt to ${named(LOGS)}, or a grant must.`,
    ]);
  });

  it('says what a grant answered, if it was asked', () => {
    expect(explain(requestOf(SESSION, { key: [allow(BOB)], grant: true })).grant).toBe(true);
    expect(explain(requestOf(SESSION, { key: [allow(BOB)] })).grant).toBe(false);
    expect(explain(requestOf(SESSION, { key: [allow(SESSION)] })).grant).toBeUndefined();
  });
});
