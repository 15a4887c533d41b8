/** Sessions, grants and services within one account. */
import {
  ALICE,
  allow,
  BOB,
  type Case,
  DELEGATES,
  deny,
  FEDERATED,
  LOGS,
  may,
  named,
  OTHER_LOGS,
  OWNER,
  ROLE,
  roleOf,
  SESSION,
} from './case.js';

const NOBODY = [allow(BOB)];
const OTHER_ACTION = [may('kms:Encrypt')];

const SESSIONS: readonly Case[] = [
  ['a session by its role', SESSION, { key: [allow(roleOf(SESSION))] }, 'resourcePolicyAllows'],
  [
    'a session by its role without the path',
    SESSION,
    { key: [allow(`arn:aws:iam::${OWNER}:role/app`)] },
    'noResourcePolicyAllows',
  ],
  ['a session by its role’s unique id', SESSION, { key: [allow('AROACCCCCCCCCCCCCCCCC')] }, 'resourcePolicyAllows'],
  ['a session by its own ARN', SESSION, { key: [allow(SESSION)] }, 'resourcePolicyAllows'],
  [
    'another session’s ARN',
    SESSION,
    { key: [allow(`arn:aws:sts::${OWNER}:assumed-role/app/run-2`)] },
    'noResourcePolicyAllows',
  ],
  [
    'delegated to the role’s identity policies',
    SESSION,
    { key: [DELEGATES], identity: [[may()]] },
    'identityPolicyAllows',
  ],
  [
    'the session policy allows too',
    SESSION,
    { key: [DELEGATES], identity: [[may()]], session: [[may()]] },
    'identityPolicyAllows',
  ],
  [
    'the session policy does not',
    SESSION,
    { key: [DELEGATES], identity: [[may()]], session: [OTHER_ACTION] },
    'noSessionPolicyAllows',
  ],
  [
    'one of two session policies does',
    SESSION,
    { key: [DELEGATES], identity: [[may()]], session: [OTHER_ACTION, [may()]] },
    'identityPolicyAllows',
  ],
  ['a session policy gives nothing', SESSION, { key: [DELEGATES], session: [[may()]] }, 'noIdentityPolicyAllows'],
  [
    'the role by its ARN is limited by the session policy',
    SESSION,
    { key: [allow(roleOf(SESSION))], session: [OTHER_ACTION] },
    'noSessionPolicyAllows',
  ],
  [
    'the session by its ARN is not',
    SESSION,
    { key: [allow(SESSION)], session: [OTHER_ACTION] },
    'resourcePolicyAllows',
  ],
  [
    'everyone is limited by the session policy',
    SESSION,
    { key: [allow('*')], session: [OTHER_ACTION] },
    'noSessionPolicyAllows',
  ],
  [
    'boundary and session policy are both silent',
    SESSION,
    { key: [allow('*')], boundary: OTHER_ACTION, session: [OTHER_ACTION] },
    'noPermissionsBoundaryAllows',
  ],
  ['the role itself, as a grantee is checked', ROLE, { key: [allow(named(ROLE))] }, 'resourcePolicyAllows'],
  [
    'the role itself is limited by its boundary',
    ROLE,
    { key: [allow(named(ROLE))], boundary: OTHER_ACTION },
    'noPermissionsBoundaryAllows',
  ],
  [
    'a federated user by its ARN',
    FEDERATED,
    { key: [allow(FEDERATED)], session: [OTHER_ACTION] },
    'resourcePolicyAllows',
  ],
  ['a federated user by its user', FEDERATED, { key: [allow(ALICE)] }, 'resourcePolicyAllows'],
  [
    'a federated user by its user is limited',
    FEDERATED,
    { key: [allow(ALICE)], session: [OTHER_ACTION] },
    'noSessionPolicyAllows',
  ],
  [
    'a federated user by delegation',
    FEDERATED,
    { key: [DELEGATES], identity: [[may()]], session: [[may()]] },
    'identityPolicyAllows',
  ],
];

const GRANTS: readonly Case[] = [
  ['a grant allows where no policy does', ALICE, { key: NOBODY, grant: true }, 'grantAllows'],
  [
    'a grant is not asked where the key policy allows',
    ALICE,
    { key: [allow(ALICE)], grant: 'must not be asked' },
    'resourcePolicyAllows',
  ],
  ['a grant allows where IAM is silent', ALICE, { key: [DELEGATES], grant: true }, 'grantAllows'],
  [
    'a grant to a user is not limited by its boundary',
    ALICE,
    { key: NOBODY, boundary: OTHER_ACTION, grant: true },
    'grantAllows',
  ],
  [
    'a grant to a role is limited by its boundary',
    SESSION,
    { key: NOBODY, boundary: OTHER_ACTION, grant: true },
    'noResourcePolicyAllows',
  ],
  [
    'a grant to a role is limited by the session policy',
    SESSION,
    { key: [DELEGATES], identity: [[may()]], session: [OTHER_ACTION], grant: true },
    'noSessionPolicyAllows',
  ],
  ['a grant to a role', SESSION, { key: NOBODY, grant: true }, 'grantAllows'],
  ['a grant to a service', LOGS, { key: NOBODY, grant: true }, 'grantAllows'],
];

const SERVICES: readonly Case[] = [
  ['a service that the key policy names', LOGS, { key: [allow(LOGS)] }, 'resourcePolicyAllows'],
  ['a service that it does not name', LOGS, { key: [DELEGATES] }, 'noResourcePolicyAllows'],
  [
    'another service',
    LOGS,
    { key: [allow({ kind: 'service', name: 's3.amazonaws.com', accountId: OWNER })] },
    'noResourcePolicyAllows',
  ],
  ['a service as one of everyone', LOGS, { key: [allow('*')] }, 'resourcePolicyAllows'],
  ['a service, denied', LOGS, { key: [allow(LOGS), deny(LOGS)] }, 'denyInResourcePolicy'],
  ['a service of another account that it names', OTHER_LOGS, { key: [allow(LOGS)] }, 'noIdentityPolicyAllows'],
  ['a service of another account as one of everyone', OTHER_LOGS, { key: [allow('*')] }, 'noIdentityPolicyAllows'],
  ['a grant to a service of another account', OTHER_LOGS, { key: NOBODY, grant: true }, 'noResourcePolicyAllows'],
  ['a service by a user’s statement', ALICE, { key: [allow(LOGS)] }, 'noResourcePolicyAllows'],
];

export const SESSIONS_AND_GRANTS: readonly Case[] = [...SESSIONS, ...GRANTS, ...SERVICES];
