/** Action, Resource, their Not… forms, NotPrincipal, policy variables, and requests without a resource policy. */
import {
  ALICE,
  allow,
  BOB,
  type Case,
  DELEGATES,
  deny,
  denyAllBut,
  FEDERATED,
  KEY_ARN,
  LOGS,
  may,
  mayNot,
  named,
  OTHER,
  OTHER_ALICE,
  OWNER,
  ROLE,
  roleOf,
  ROOT,
  rootOf,
  SESSION,
} from './case.js';

const NO = 'noIdentityPolicyAllows';
const YES = 'identityPolicyAllows';
const byIam = (name: string, statement: object, gives: typeof NO | typeof YES, more: object = {}): Case => [
  name,
  ALICE,
  { key: [DELEGATES], identity: [[{ ...may(), ...statement }]], ...more },
  gives,
];

const ACTIONS: readonly Case[] = [
  byIam('the action itself', { Action: 'kms:Decrypt' }, YES),
  byIam('the action in another case', { Action: 'KMS:dEcRyPt' }, YES),
  byIam('one of several actions', { Action: ['kms:Encrypt', 'kms:Decrypt'] }, YES),
  byIam('every action', { Action: '*' }, YES),
  byIam('a prefix', { Action: 'kms:Dec*' }, YES),
  byIam('a prefix in another case', { Action: 'kms:dec*' }, YES),
  byIam('a suffix', { Action: 'kms:*crypt' }, YES),
  byIam('one character', { Action: 'kms:?ecrypt' }, YES),
  byIam('one character too many', { Action: 'kms:??ecrypt' }, NO),
  byIam('another service', { Action: 's3:*' }, NO),
  byIam('a longer name', { Action: 'kms:DecryptAll' }, NO),
  byIam('NotAction of others', { Action: undefined, NotAction: ['kms:Encrypt', 's3:*'] }, YES),
  byIam('NotAction of this', { Action: undefined, NotAction: ['kms:Encrypt', 'KMS:Decrypt'] }, NO),
  byIam('NotAction of the service', { Action: undefined, NotAction: 'kms:*' }, NO),
  [
    'a Deny of all actions but this',
    ALICE,
    { key: [allow(ALICE), deny(ALICE, { Action: undefined, NotAction: 'kms:Decrypt' })] },
    'resourcePolicyAllows',
  ],
  [
    'a Deny of all actions but another',
    ALICE,
    { key: [allow(ALICE), deny(ALICE, { Action: undefined, NotAction: 'kms:Encrypt' })] },
    'denyInResourcePolicy',
  ],
  [
    'a key policy’s statement without Action has no effect',
    ALICE,
    { key: [allow(ALICE, { Action: undefined })] },
    'noResourcePolicyAllows',
  ],
];

const RESOURCES: readonly Case[] = [
  byIam('the key itself', { Resource: KEY_ARN }, YES),
  byIam('another key', { Resource: `${KEY_ARN.slice(0, -1)}c` }, NO),
  byIam('one of several', { Resource: ['arn:aws:s3:::bucket/*', KEY_ARN] }, YES),
  byIam('every key of the account', { Resource: `arn:aws:kms:*:${OWNER}:key/*` }, YES),
  byIam('every key of another account', { Resource: `arn:aws:kms:*:${OTHER}:key/*` }, NO),
  byIam('every key of the Region', { Resource: 'arn:aws:kms:eu-central-1:*:key/*' }, YES),
  byIam('every key of another Region', { Resource: 'arn:aws:kms:us-east-1:*:key/*' }, NO),
  byIam('the aliases', { Resource: `arn:aws:kms:*:${OWNER}:alias/*` }, NO),
  byIam('resources compare with regard to case', { Resource: KEY_ARN.replace('key/', 'KEY/') }, NO),
  byIam('NotResource of another', { Resource: undefined, NotResource: `arn:aws:kms:*:${OTHER}:*` }, YES),
  byIam('NotResource of this', { Resource: undefined, NotResource: ['arn:aws:s3:::*', KEY_ARN] }, NO),
  byIam('NotResource of everything', { Resource: undefined, NotResource: '*' }, NO),
  ['a key policy may name its key', ALICE, { key: [allow(ALICE, { Resource: KEY_ARN })] }, 'resourcePolicyAllows'],
  [
    'a key policy that names another',
    ALICE,
    { key: [allow(ALICE, { Resource: 'arn:aws:kms:*:*:key/x' })] },
    'noResourcePolicyAllows',
  ],
  [
    'a key policy’s statement without Resource has no effect',
    ALICE,
    { key: [allow(ALICE, { Resource: undefined })] },
    'noResourcePolicyAllows',
  ],
];

const ALIAS = `arn:aws:kms:eu-central-1:${OWNER}:alias/app`;
const NO_KEY: readonly Case[] = [
  ['CreateKey by IAM', ALICE, { action: 'kms:CreateKey', resource: '*', identity: [[may('kms:CreateKey')]] }, YES],
  ['CreateKey without', ALICE, { action: 'kms:CreateKey', resource: '*' }, NO],
  [
    'CreateKey, allowed on keys alone',
    ALICE,
    {
      action: 'kms:CreateKey',
      resource: '*',
      identity: [[may('kms:*', { Resource: `arn:aws:kms:*:${OWNER}:key/*` })]],
    },
    NO,
  ],
  [
    'CreateKey, denied',
    ALICE,
    { action: 'kms:CreateKey', resource: '*', identity: [[may(), mayNot()]] },
    'denyInIdentityPolicy',
  ],
  [
    'CreateKey beyond the boundary',
    ALICE,
    { action: 'kms:CreateKey', resource: '*', identity: [[may()]], boundary: [may('kms:Decrypt')] },
    'noPermissionsBoundaryAllows',
  ],
  [
    'CreateKey beyond the session policy',
    SESSION,
    { action: 'kms:CreateKey', resource: '*', identity: [[may()]], session: [[may('kms:Decrypt')]] },
    'noSessionPolicyAllows',
  ],
  ['CreateKey by the root', ROOT, { action: 'kms:CreateKey', resource: '*' }, 'accountRootAllows'],
  ['CreateKey by a service', LOGS, { action: 'kms:CreateKey', resource: '*' }, NO],
  ['CreateKey asks no grant', ALICE, { action: 'kms:CreateKey', resource: '*', grant: 'must not be asked' }, NO],
  [
    'CreateAlias on the alias',
    ALICE,
    { action: 'kms:CreateAlias', resource: ALIAS, identity: [[may('kms:CreateAlias', { Resource: ALIAS })]] },
    YES,
  ],
  [
    'CreateAlias on another alias',
    ALICE,
    { action: 'kms:CreateAlias', resource: `${ALIAS}2`, identity: [[may('kms:CreateAlias', { Resource: ALIAS })]] },
    NO,
  ],
  ['CreateAlias by the root', ROOT, { action: 'kms:CreateAlias', resource: ALIAS }, 'accountRootAllows'],
];

const SPARED = 'resourcePolicyAllows';
const STRUCK = 'denyInResourcePolicy';
const NOT_PRINCIPAL: readonly Case[] = [
  [
    'NotPrincipal spares the user with its account',
    ALICE,
    { key: [allow(ALICE), denyAllBut(named(ALICE), rootOf(OWNER))] },
    SPARED,
  ],
  [
    'NotPrincipal strikes the user without its account',
    ALICE,
    { key: [allow(ALICE), denyAllBut(named(ALICE))] },
    STRUCK,
  ],
  [
    'NotPrincipal strikes the user where only the account is named',
    ALICE,
    { key: [allow(ALICE), denyAllBut(rootOf(OWNER))] },
    STRUCK,
  ],
  ['NotPrincipal strikes another user', BOB, { key: [allow(BOB), denyAllBut(named(ALICE), rootOf(OWNER))] }, STRUCK],
  [
    'NotPrincipal spares the user by unique id',
    ALICE,
    { key: [allow(ALICE), denyAllBut('AIDAAAAAAAAAAAAAAAAAA', OWNER)] },
    SPARED,
  ],
  ['NotPrincipal spares the root', ROOT, { key: [DELEGATES, denyAllBut(rootOf(OWNER))] }, SPARED],
  ['NotPrincipal strikes the root', ROOT, { key: [DELEGATES, denyAllBut(named(ALICE))] }, STRUCK],
  [
    'NotPrincipal spares a session named as session, role and account',
    SESSION,
    { key: [allow(SESSION), denyAllBut(named(SESSION), roleOf(SESSION), OWNER)] },
    SPARED,
  ],
  [
    'NotPrincipal strikes a session named as role and account',
    SESSION,
    { key: [allow(SESSION), denyAllBut(roleOf(SESSION), OWNER)] },
    STRUCK,
  ],
  [
    'NotPrincipal strikes a session named as session and account',
    SESSION,
    { key: [allow(SESSION), denyAllBut(named(SESSION), OWNER)] },
    STRUCK,
  ],
  ['NotPrincipal spares a role', ROLE, { key: [allow(named(ROLE)), denyAllBut(named(ROLE), OWNER)] }, SPARED],
  [
    'NotPrincipal spares a federated user named in full',
    FEDERATED,
    { key: [allow(FEDERATED), denyAllBut(named(FEDERATED), named(ALICE), OWNER)] },
    SPARED,
  ],
  [
    'NotPrincipal strikes a federated user without its user',
    FEDERATED,
    { key: [allow(FEDERATED), denyAllBut(named(FEDERATED), OWNER)] },
    STRUCK,
  ],
  ['NotPrincipal of everyone strikes nobody', ALICE, { key: [allow(ALICE), denyAllBut('*')] }, SPARED],
  ['NotPrincipal strikes a service', LOGS, { key: [allow(LOGS), denyAllBut(OWNER)] }, STRUCK],
  [
    'NotPrincipal spares a service',
    LOGS,
    { key: [allow(LOGS), { ...denyAllBut(OWNER), NotPrincipal: { Service: named(LOGS) } }] },
    SPARED,
  ],
  [
    'NotPrincipal strikes a namesake of another account',
    OTHER_ALICE,
    { key: [allow(OTHER), denyAllBut(named(ALICE), OWNER)], identity: [[may()]] },
    STRUCK,
  ],
  [
    'NotPrincipal spares nobody who has a boundary',
    ALICE,
    { key: [allow(ALICE), denyAllBut(named(ALICE), OWNER)], boundary: [may()] },
    STRUCK,
  ],
  [
    'NotPrincipal denies only its action',
    BOB,
    { key: [allow(BOB), { ...denyAllBut(named(ALICE), OWNER), Action: 'kms:Encrypt' }] },
    SPARED,
  ],
];

export const ELEMENTS: readonly Case[] = [...ACTIONS, ...RESOURCES, ...NO_KEY, ...NOT_PRINCIPAL];
