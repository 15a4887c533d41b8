/** Principal and key of one account: who may decide, and what limits it. */
import {
  ALICE,
  allow,
  BOB,
  type Case,
  DELEGATES,
  deny,
  may,
  mayNot,
  OTHER,
  OWNER,
  ROLE,
  roleOf,
  ROOT,
  rootOf,
  SESSION,
} from './case.js';

const NOBODY = [allow(BOB)];
const OTHER_ACTION = [may('kms:Encrypt')];

const USERS: readonly Case[] = [
  ['the key policy names the user', ALICE, { key: [allow(ALICE)] }, 'resourcePolicyAllows'],
  ['the key policy names another user', ALICE, { key: NOBODY }, 'noResourcePolicyAllows'],
  ['IAM alone is never enough', ALICE, { key: NOBODY, identity: [[may()]] }, 'noResourcePolicyAllows'],
  ['delegated, and IAM allows', ALICE, { key: [DELEGATES], identity: [[may()]] }, 'identityPolicyAllows'],
  ['delegated by the bare account number', ALICE, { key: [allow(OWNER)], identity: [[may()]] }, 'identityPolicyAllows'],
  ['delegated, IAM is silent', ALICE, { key: [DELEGATES] }, 'noIdentityPolicyAllows'],
  [
    'delegated, IAM allows another action',
    ALICE,
    { key: [DELEGATES], identity: [OTHER_ACTION] },
    'noIdentityPolicyAllows',
  ],
  [
    'the second of two identity policies allows',
    ALICE,
    { key: [DELEGATES], identity: [OTHER_ACTION, [may()]] },
    'identityPolicyAllows',
  ],
  ['another account is delegated to', ALICE, { key: [allow(OTHER)], identity: [[may()]] }, 'noResourcePolicyAllows'],
  [
    'another action is delegated',
    ALICE,
    { key: [allow(OWNER, { Action: 'kms:Encrypt' })], identity: [[may()]] },
    'noResourcePolicyAllows',
  ],
  ['everyone may', ALICE, { key: [allow('*')] }, 'resourcePolicyAllows'],
  ['named by unique id', ALICE, { key: [allow('AIDAAAAAAAAAAAAAAAAAA')] }, 'resourcePolicyAllows'],
  [
    'named by the unique id of a deleted user',
    ALICE,
    { key: [allow('AIDAZZZZZZZZZZZZZZZZZ')] },
    'noResourcePolicyAllows',
  ],
  [
    'ARNs compare with regard to case',
    ALICE,
    { key: [allow(`arn:aws:iam::${OWNER}:user/Alice`)] },
    'noResourcePolicyAllows',
  ],
  ['a role of the same name', ALICE, { key: [allow(`arn:aws:iam::${OWNER}:role/alice`)] }, 'noResourcePolicyAllows'],
];

const DENIALS: readonly Case[] = [
  ['the key policy denies what it allows', ALICE, { key: [allow(ALICE), deny(ALICE)] }, 'denyInResourcePolicy'],
  ['the key policy denies first', ALICE, { key: [deny(ALICE), allow(ALICE)] }, 'denyInResourcePolicy'],
  ['the key policy denies everyone', ALICE, { key: [allow(ALICE), deny('*')] }, 'denyInResourcePolicy'],
  ['the key policy denies the account', ALICE, { key: [allow(ALICE), deny(OWNER)] }, 'denyInResourcePolicy'],
  ['the key policy denies another', ALICE, { key: [allow(ALICE), deny(BOB)] }, 'resourcePolicyAllows'],
  [
    'the key policy denies another action',
    ALICE,
    { key: [allow(ALICE), deny(ALICE, { Action: 'kms:Encrypt' })] },
    'resourcePolicyAllows',
  ],
  [
    'IAM denies what the key policy allows',
    ALICE,
    { key: [allow(ALICE)], identity: [[mayNot()]] },
    'denyInIdentityPolicy',
  ],
  [
    'one identity policy denies what another allows',
    ALICE,
    { key: [DELEGATES], identity: [[may()], [mayNot('kms:Decrypt')]] },
    'denyInIdentityPolicy',
  ],
  [
    'the boundary denies what the key policy allows',
    ALICE,
    { key: [allow(ALICE)], boundary: [may(), mayNot()] },
    'denyInPermissionsBoundary',
  ],
  [
    'a session policy denies what the key policy allows',
    SESSION,
    { key: [allow(SESSION)], session: [[may(), mayNot()]] },
    'denyInSessionPolicy',
  ],
  [
    'the second of two session policies denies',
    SESSION,
    { key: [allow(SESSION)], session: [[may()], [mayNot()]] },
    'denyInSessionPolicy',
  ],
  ['a deny beats a grant', ALICE, { key: [deny(ALICE)], grant: 'must not be asked' }, 'denyInResourcePolicy'],
  ['a deny in IAM beats a grant', ALICE, { key: NOBODY, identity: [[mayNot()]], grant: true }, 'denyInIdentityPolicy'],
  [
    'the key policy denies the role of a session',
    SESSION,
    { key: [allow(SESSION), deny(ROLE)] },
    'denyInResourcePolicy',
  ],
  [
    'the key policy denies another session of the role',
    SESSION,
    { key: [allow(ROLE), deny(`arn:aws:sts::${OWNER}:assumed-role/app/run-2`)] },
    'resourcePolicyAllows',
  ],
];

const ROOTS: readonly Case[] = [
  ['the root, where the key policy names the account', ROOT, { key: [DELEGATES] }, 'resourcePolicyAllows'],
  ['the root, where the key policy does not', ROOT, { key: NOBODY }, 'noResourcePolicyAllows'],
  ['the root, where everyone may', ROOT, { key: [allow('*')] }, 'resourcePolicyAllows'],
  ['the root, denied', ROOT, { key: [DELEGATES, deny(ROOT)] }, 'denyInResourcePolicy'],
  ['the root, by a grant', ROOT, { key: NOBODY, grant: true }, 'grantAllows'],
  ['the root, by another account', ROOT, { key: [allow(rootOf(OTHER))] }, 'noResourcePolicyAllows'],
];

const BOUNDARIES: readonly Case[] = [
  [
    'the user by its ARN is not limited by its boundary',
    ALICE,
    { key: [allow(ALICE)], boundary: OTHER_ACTION },
    'resourcePolicyAllows',
  ],
  [
    'everyone is limited by the boundary',
    ALICE,
    { key: [allow('*')], boundary: OTHER_ACTION },
    'noPermissionsBoundaryAllows',
  ],
  [
    'delegated is limited by the boundary',
    ALICE,
    { key: [DELEGATES], identity: [[may()]], boundary: OTHER_ACTION },
    'noPermissionsBoundaryAllows',
  ],
  [
    'delegated within the boundary',
    ALICE,
    { key: [DELEGATES], identity: [[may()]], boundary: [may()] },
    'identityPolicyAllows',
  ],
  ['a boundary gives nothing', ALICE, { key: [DELEGATES], boundary: [may()] }, 'noIdentityPolicyAllows'],
  [
    'the role by its ARN is limited by its boundary',
    SESSION,
    { key: [allow(roleOf(SESSION))], boundary: OTHER_ACTION },
    'noPermissionsBoundaryAllows',
  ],
  [
    'the session by its ARN is not limited by the boundary',
    SESSION,
    { key: [allow(SESSION)], boundary: OTHER_ACTION },
    'resourcePolicyAllows',
  ],
  [
    'both the role and the session are named',
    SESSION,
    { key: [allow(roleOf(SESSION)), allow(SESSION)], boundary: OTHER_ACTION },
    'resourcePolicyAllows',
  ],
];

export const ONE_ACCOUNT: readonly Case[] = [...USERS, ...DENIALS, ...ROOTS, ...BOUNDARIES];
