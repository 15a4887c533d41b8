import { describe, expect, it } from 'vitest';
import type { RequestPrincipal } from './request-principal.js';
import { compilePolicy } from './compile-policy.js';
import {
  ALICE,
  allow,
  BOB,
  contextOf,
  DELEGATES,
  deny,
  documentOf,
  KEY_ARN,
  OTHER,
  ROOT,
  SESSION,
  roleOf,
  type Statement,
} from '../testing/policy-cases/case.js';
import { keepsPutKeyPolicy } from './lockout.js';
import { parseKeyPolicy } from './parse-key-policy.js';

const CALLER = { 'kms:calleraccount': '111122223333' };
const keeps = (principal: RequestPrincipal, key: readonly Statement[]): boolean =>
  keepsPutKeyPolicy(compilePolicy(parseKeyPolicy(documentOf(key))), {
    principal,
    keyArn: KEY_ARN,
    context: contextOf(CALLER),
  });

describe('the lockout safety check', () => {
  it.each<[string, RequestPrincipal, readonly Statement[], boolean]>([
    ['names the caller', ALICE, [allow(ALICE)], true],
    ['names the caller for PutKeyPolicy alone', ALICE, [allow(ALICE, { Action: 'kms:PutKeyPolicy' })], true],
    [
      'names the caller for everything else',
      ALICE,
      [allow(ALICE, { Action: undefined, NotAction: 'kms:Put*' })],
      false,
    ],
    ['names the caller without a Resource', ALICE, [allow(ALICE, { Resource: undefined })], false],
    ['delegates to the account', ALICE, [DELEGATES], true],
    ['delegates to another account', ALICE, [allow(OTHER)], false],
    ['names another', ALICE, [allow(BOB)], false],
    ['names the role of a session', SESSION, [allow(roleOf(SESSION))], true],
    ['delegates, and the caller is the root', ROOT, [DELEGATES], true],
    ['names another, and the caller is the root', ROOT, [allow(BOB)], false],
    ['denies the caller', ALICE, [DELEGATES, deny(ALICE, { Action: 'kms:PutKeyPolicy' })], false],
    [
      'has a condition that holds',
      ALICE,
      [allow(ALICE, { Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } })],
      true,
    ],
    [
      'has a condition that does not',
      ALICE,
      [allow(ALICE, { Condition: { StringEquals: { 'kms:CallerAccount': OTHER } } })],
      false,
    ],
  ])('a policy that %s', (_what, principal, key, expected) => {
    expect(keeps(principal, key)).toBe(expected);
  });
});
