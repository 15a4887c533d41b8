/** The form of the authorization cases, and what they are made of. */
import { authorize, type AuthorizationRequest } from '../../policy/authorize.js';
import { compilePolicy, type CompiledPolicy } from '../../policy/compile-policy.js';
import type { ContextLookup } from '../../policy/condition-key.js';
import type { DecisionReason } from '../../policy/decision.js';
import { parseKeyPolicy } from '../../policy/parse-key-policy.js';
import { parseIdentityPolicy, parseTrustPolicy } from '../../policy/parse-policy.js';
import type { RequestPrincipal } from '../../policy/request-principal.js';

export const OWNER = '111122223333';
export const OTHER = '444455556666';
export const KEY_ARN = `arn:aws:kms:eu-central-1:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const rootOf = (accountId: string): string => `arn:aws:iam::${accountId}:root`;

const user = (accountId: string, name: string, id: string): RequestPrincipal => ({
  kind: 'user',
  arn: `arn:aws:iam::${accountId}:user/${name}`,
  accountId,
  uniqueId: id,
});
const session = (accountId: string, path: string, role: string, name: string): RequestPrincipal => ({
  kind: 'assumedRole',
  arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${name}`,
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role${path}${role}`,
  uniqueId: 'AROACCCCCCCCCCCCCCCCC',
});

export const ROOT: RequestPrincipal = { kind: 'root', arn: rootOf(OWNER), accountId: OWNER };
export const OTHER_ROOT: RequestPrincipal = { kind: 'root', arn: rootOf(OTHER), accountId: OTHER };
export const ALICE = user(OWNER, 'alice', 'AIDAAAAAAAAAAAAAAAAAA');
export const BOB = user(OWNER, 'bob', 'AIDABBBBBBBBBBBBBBBBB');
/** Same name, another account. */
export const OTHER_ALICE = user(OTHER, 'alice', 'AIDADDDDDDDDDDDDDDDDD');
export const SESSION = session(OWNER, '/team/', 'app', 'run-1');
export const OTHER_SESSION = session(OTHER, '/team/', 'app', 'run-1');
export const ROLE: RequestPrincipal = {
  kind: 'role',
  arn: `arn:aws:iam::${OWNER}:role/team/app`,
  accountId: OWNER,
  uniqueId: 'AROACCCCCCCCCCCCCCCCC',
};
export const FEDERATED: RequestPrincipal = {
  kind: 'federatedUser',
  arn: `arn:aws:sts::${OWNER}:federated-user/carol`,
  accountId: OWNER,
  userArn: `arn:aws:iam::${OWNER}:user/alice`,
};
const logs = (accountId: string): RequestPrincipal => ({
  kind: 'service',
  name: 'logs.eu-central-1.amazonaws.com',
  accountId,
});
export const LOGS = logs(OWNER);
/** The same service, on behalf of another account. */
export const OTHER_LOGS = logs(OTHER);

export type Statement = Readonly<Record<string, unknown>>;

/** How a key policy names a principal: itself, or a session by its role. */
export function named(principal: RequestPrincipal): string {
  return principal.kind === 'service' ? principal.name : principal.arn;
}
export function roleOf(principal: RequestPrincipal): string {
  return principal.kind === 'assumedRole' ? principal.roleArn : named(principal);
}

type Who = RequestPrincipal | string;
const element = (who: Who): unknown =>
  typeof who === 'string' ? { AWS: who } : { [who.kind === 'service' ? 'Service' : 'AWS']: named(who) };

/** Statements of a key policy. */
export const allow = (who: Who, more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Principal: element(who),
  Action: 'kms:*',
  Resource: '*',
  ...more,
});
export const deny = (who: Who, more: Statement = {}): Statement => ({ ...allow(who), Effect: 'Deny', ...more });
/** The default key policy's: it delegates to IAM. */
export const DELEGATES = allow(rootOf(OWNER));
/** A Deny for all but these. */
export const denyAllBut = (...arns: readonly string[]): Statement => ({
  Effect: 'Deny',
  NotPrincipal: { AWS: arns },
  Action: 'kms:*',
  Resource: '*',
});

/** Statements of an identity policy, boundary or session policy. */
export const may = (action: string | readonly string[] = 'kms:*', more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action: action,
  Resource: '*',
  ...more,
});
export const mayNot = (action: string | readonly string[] = 'kms:*', more: Statement = {}): Statement => ({
  ...may(action, more),
  Effect: 'Deny',
});

export interface Setting {
  /** kms:Decrypt, if nothing is said. */
  readonly action?: string;
  /** The key, if nothing is said. */
  readonly resource?: string;
  /** By canonical condition key. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Statements of the key policy; absent: the resource has no policy. */
  readonly key?: readonly Statement[];
  /** Of a role's trust policy, in place of `key`. */
  readonly trust?: readonly Statement[];
  /** Each a policy. */
  readonly identity?: readonly (readonly Statement[])[];
  readonly boundary?: readonly Statement[];
  readonly session?: readonly (readonly Statement[])[];
  /** What a grant says; absent: no. */
  readonly grant?: boolean | 'must not be asked';
  readonly version?: '2008-10-17';
}

/** Who asks in which setting, and what comes of it. */
export type Case = readonly [name: string, as: RequestPrincipal, setting: Setting, gives: DecisionReason];

export function contextOf(values: Setting['context'] = {}): ContextLookup {
  const map = new Map(Object.entries(values));
  return (conditionKey) => map.get(conditionKey);
}

export function documentOf(statements: readonly Statement[], version = '2012-10-17'): string {
  return JSON.stringify({ Version: version, Statement: statements });
}

export function requestOf(principal: RequestPrincipal, setting: Setting): AuthorizationRequest {
  const text = (statements: readonly Statement[]): string => documentOf(statements, setting.version);
  const identity = (statements: readonly Statement[]): CompiledPolicy =>
    compilePolicy(parseIdentityPolicy(text(statements), 32_768));
  const { key, trust, boundary, grant = false } = setting;
  const policy = trust === undefined ? key && parseKeyPolicy(text(key)) : parseTrustPolicy(text(trust));
  return {
    principal,
    action: setting.action ?? 'kms:Decrypt',
    resource: setting.resource ?? KEY_ARN,
    context: contextOf(setting.context),
    resourcePolicy: policy && { policy: compilePolicy(policy), accountId: OWNER },
    identityPolicies: (setting.identity ?? []).map(identity),
    permissionsBoundary: boundary && identity(boundary),
    sessionPolicies: (setting.session ?? []).map(identity),
    grantAllows: () => {
      if (grant === 'must not be asked') throw new Error('asked for a grant');
      return grant;
    },
  };
}

export function decide(principal: RequestPrincipal, setting: Setting): DecisionReason {
  return authorize(requestOf(principal, setting)).reason;
}
