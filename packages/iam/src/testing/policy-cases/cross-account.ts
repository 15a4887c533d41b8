/** The caller's account is not the key's: both must allow. */
import {
  ALICE,
  allow,
  type Case,
  DELEGATES,
  deny,
  may,
  mayNot,
  OTHER,
  OTHER_ALICE,
  OTHER_ROOT,
  OTHER_SESSION,
  OWNER,
  roleOf,
  rootOf,
} from './case.js';

const KEY_ALLOWS = {
  'the account': [allow(rootOf(OTHER))],
  'the bare account number': [allow(OTHER)],
  'the principal': [allow(OTHER_ALICE)],
  everyone: [allow('*')],
} as const;
const KEY_IS_SILENT = {
  'only its own account': [DELEGATES],
  'a namesake of its own account': [allow(ALICE)],
  'the account for another action': [allow(OTHER, { Action: 'kms:Encrypt' })],
} as const;
const ALLOWS = [[may()]];
const SILENT = [[may('kms:Encrypt')]];

const MATRIX: readonly Case[] = [
  ...Object.entries(KEY_ALLOWS).flatMap(([what, key]): Case[] => [
    [
      `the key allows ${what}, IAM allows`,
      OTHER_ALICE,
      { key, identity: ALLOWS },
      what === 'the principal' || what === 'everyone' ? 'resourcePolicyAllows' : 'identityPolicyAllows',
    ],
    [`the key allows ${what}, IAM is silent`, OTHER_ALICE, { key, identity: SILENT }, 'noIdentityPolicyAllows'],
    [`the key allows ${what}, IAM denies`, OTHER_ALICE, { key, identity: [[may(), mayNot()]] }, 'denyInIdentityPolicy'],
    [
      `the key allows ${what}, the boundary is silent`,
      OTHER_ALICE,
      { key, identity: ALLOWS, boundary: [may('kms:Encrypt')] },
      'noPermissionsBoundaryAllows',
    ],
  ]),
  ...Object.entries(KEY_IS_SILENT).flatMap(([what, key]): Case[] => [
    [`the key allows ${what}, IAM allows`, OTHER_ALICE, { key, identity: ALLOWS }, 'noResourcePolicyAllows'],
    [`the key allows ${what}, IAM is silent`, OTHER_ALICE, { key, identity: SILENT }, 'noResourcePolicyAllows'],
    [
      `the key allows ${what}, IAM allows, a grant allows`,
      OTHER_ALICE,
      { key, identity: ALLOWS, grant: true },
      'grantAllows',
    ],
  ]),
];

export const CROSS_ACCOUNT: readonly Case[] = [
  ...MATRIX,
  [
    'a grant does not replace IAM',
    OTHER_ALICE,
    { key: [DELEGATES], identity: SILENT, grant: true },
    'noResourcePolicyAllows',
  ],
  [
    'a grant is limited by the boundary',
    OTHER_ALICE,
    { key: [DELEGATES], identity: ALLOWS, boundary: [may('kms:Encrypt')], grant: true },
    'noResourcePolicyAllows',
  ],
  [
    'the key denies what it allows',
    OTHER_ALICE,
    { key: [allow(OTHER), deny(OTHER_ALICE)], identity: ALLOWS },
    'denyInResourcePolicy',
  ],
  [
    'the key denies the account',
    OTHER_ALICE,
    { key: [allow(OTHER_ALICE), deny(OTHER)], identity: ALLOWS },
    'denyInResourcePolicy',
  ],
  [
    'the key denies its own account alone',
    OTHER_ALICE,
    { key: [allow(OTHER_ALICE), deny(OWNER)], identity: ALLOWS },
    'resourcePolicyAllows',
  ],
  ['the other root needs no identity policy', OTHER_ROOT, { key: [allow(OTHER)] }, 'resourcePolicyAllows'],
  ['the other root, not named', OTHER_ROOT, { key: [DELEGATES] }, 'noResourcePolicyAllows'],
  ['the other root, by a grant', OTHER_ROOT, { key: [DELEGATES], grant: true }, 'grantAllows'],
  [
    'a session by its role',
    OTHER_SESSION,
    { key: [allow(roleOf(OTHER_SESSION))], identity: ALLOWS },
    'resourcePolicyAllows',
  ],
  [
    'a session by its role, IAM is silent',
    OTHER_SESSION,
    { key: [allow(roleOf(OTHER_SESSION))], identity: SILENT },
    'noIdentityPolicyAllows',
  ],
  [
    'a session by its own ARN still needs IAM',
    OTHER_SESSION,
    { key: [allow(OTHER_SESSION)], identity: SILENT },
    'noIdentityPolicyAllows',
  ],
  [
    'a session by its own ARN is limited by its session policy',
    OTHER_SESSION,
    { key: [allow(OTHER_SESSION)], identity: ALLOWS, session: SILENT },
    'noSessionPolicyAllows',
  ],
  [
    'a session by its own ARN, everything allows',
    OTHER_SESSION,
    { key: [allow(OTHER_SESSION)], identity: ALLOWS, session: ALLOWS },
    'resourcePolicyAllows',
  ],
];
