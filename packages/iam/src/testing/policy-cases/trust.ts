/** sts:AssumeRole: the role's trust policy stands where a key policy would. */
import {
  ALICE,
  BOB,
  type Case,
  may,
  named,
  OTHER,
  OTHER_ALICE,
  OWNER,
  roleOf,
  rootOf,
  SESSION,
  type Statement,
} from './case.js';

const YES = 'resourcePolicyAllows';
const NO = 'noResourcePolicyAllows';
const ROLE_ARN = `arn:aws:iam::${OWNER}:role/app`;
const trust = (who: string, condition: object = {}): Statement => ({
  Effect: 'Allow',
  Principal: { AWS: who },
  Action: 'sts:AssumeRole',
  Condition: condition,
});
const assume = { action: 'sts:AssumeRole', resource: ROLE_ARN };
const EXTERNAL = { StringEquals: { 'sts:ExternalId': 'x-1' } };
const ASSUMES = [[may('sts:AssumeRole', { Resource: ROLE_ARN })]];

export const TRUST: readonly Case[] = [
  ['a role trusts the user', ALICE, { ...assume, trust: [trust(named(ALICE))] }, YES],
  ['a role trusts another', BOB, { ...assume, trust: [trust(named(ALICE))], identity: ASSUMES }, NO],
  [
    'a role trusts the account, IAM allows',
    ALICE,
    { ...assume, trust: [trust(rootOf(OWNER))], identity: ASSUMES },
    'identityPolicyAllows',
  ],
  [
    'a role trusts the account, IAM is silent',
    ALICE,
    { ...assume, trust: [trust(rootOf(OWNER))] },
    'noIdentityPolicyAllows',
  ],
  [
    'a role trusts another account, IAM there allows',
    OTHER_ALICE,
    { ...assume, trust: [trust(OTHER)], identity: ASSUMES },
    'identityPolicyAllows',
  ],
  [
    'a role trusts a user of another account, IAM there is silent',
    OTHER_ALICE,
    { ...assume, trust: [trust(named(OTHER_ALICE))] },
    'noIdentityPolicyAllows',
  ],
  [
    'IAM allows another role',
    OTHER_ALICE,
    { ...assume, trust: [trust(OTHER)], identity: [[may('sts:AssumeRole', { Resource: `${ROLE_ARN}2` })]] },
    'noIdentityPolicyAllows',
  ],
  [
    'the external id',
    OTHER_ALICE,
    { ...assume, trust: [trust(OTHER, EXTERNAL)], identity: ASSUMES, context: { 'sts:externalid': 'x-1' } },
    'identityPolicyAllows',
  ],
  [
    'another external id',
    OTHER_ALICE,
    { ...assume, trust: [trust(OTHER, EXTERNAL)], identity: ASSUMES, context: { 'sts:externalid': 'x-2' } },
    NO,
  ],
  ['no external id', OTHER_ALICE, { ...assume, trust: [trust(OTHER, EXTERNAL)], identity: ASSUMES }, NO],
  [
    'a principal’s tag',
    ALICE,
    {
      ...assume,
      trust: [trust('*', { StringEquals: { 'aws:PrincipalTag/Team': 'red' } })],
      context: { 'aws:principaltag/team': 'red' },
    },
    YES,
  ],
  ['a role trusts a session’s role', SESSION, { ...assume, trust: [trust(roleOf(SESSION))] }, YES],
  ['another action of STS', ALICE, { ...assume, action: 'sts:TagSession', trust: [trust(named(ALICE))] }, NO],
  [
    'trust denies',
    ALICE,
    { ...assume, trust: [trust(named(ALICE)), { ...trust('*'), Effect: 'Deny' }] },
    'denyInResourcePolicy',
  ],
];
