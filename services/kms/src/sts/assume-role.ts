/** AssumeRole (STS API reference). */
import { KmsError } from '@strongroom/core/errors.js';
import { parsePrincipalArn } from '@strongroom/iam/principal-arn.js';
import { checkTags } from '../identity/iam-names.js';
import type { Caller, RoleSession } from '../identity/principal.js';
import { checkSessionRequest, isRole, openSession, type SessionRequest } from '../identity/role-session.js';
import { authorizeAssumeRole, notAuthorized } from './authorize-assume-role.js';
import { credentialsElement, issue, type Issued } from './issue.js';
import type { Parameters } from './parameters.js';
import type { StsCall } from './sts-call.js';
import type { XmlElement } from './xml.js';

const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
/** For a role that a role assumes ("role chaining"). */
const CHAINED_SECONDS_MAX = 3600;

interface AssumeRole {
  readonly roleArn: string;
  readonly externalId: string | undefined;
  readonly session: SessionRequest;
}

export async function assumeRole(call: StsCall): Promise<readonly XmlElement[]> {
  const asked = readParameters(call.parameters);
  checkSessionRequest(asked.session);
  return issue(call, (caller) => decide(call, caller, asked));
}

function readParameters(parameters: Parameters): AssumeRole {
  const roleArn = parameters.required('RoleArn');
  if (parsePrincipalArn(roleArn)?.kind !== 'role') {
    throw new KmsError('ValidationException', `${roleArn.slice(0, 256)} is invalid`);
  }
  const externalId = parameters.text('ExternalId');
  if (externalId !== undefined && !EXTERNAL_ID.test(externalId)) {
    throw new KmsError('ValidationException', 'ExternalId must have 2 to 1224 letters, digits and _+=,.@:/-');
  }
  const tags = parameters.pairs('Tags');
  checkTags(tags);
  const session = {
    sessionName: parameters.required('RoleSessionName'),
    durationSeconds: parameters.integer('DurationSeconds'),
    policy: parameters.text('Policy'),
    tags: Object.fromEntries(tags),
    transitiveTagKeys: parameters.texts('TransitiveTagKeys'),
    sourceIdentity: parameters.text('SourceIdentity'),
  };
  parameters.finish();
  return { roleArn, externalId, session };
}

async function decide(call: StsCall, caller: Caller, { roleArn, externalId, session }: AssumeRole): Promise<Issued> {
  const { services } = call;
  const { principal, credential } = caller;
  const request = principal.session === undefined ? session : chained(principal.session, session);
  const packed = checkSessionRequest(request);
  const role = await services.identities.principal(roleArn);
  if (!isRole(role)) throw notAuthorized(principal, 'sts:AssumeRole', roleArn);
  authorizeAssumeRole({
    principal,
    credential,
    role,
    request,
    externalId,
    sourceAddress: call.sourceAddress,
    userAgent: call.userAgent,
    region: call.region.region,
    now: services.clock.now(),
  });
  const opened = await openSession(services, role, request);
  const { sessionName, sourceIdentity, durationSeconds, tags } = request;
  const issuedKeyId = opened.minted.row.access_key_id;
  return {
    minted: opened.minted,
    writes: opened.writes,
    entities: opened.entities,
    restsOn: [role.entity],
    event: {
      name: 'AssumeRole',
      readOnly: false,
      resources: [role.arn],
      parameters: {
        roleArn,
        roleSessionName: sessionName,
        durationSeconds,
        sourceIdentity,
        tagKeys: Object.keys(tags),
        issuedKeyId,
      },
    },
    answer: [
      [
        'AssumedRoleUser',
        [
          ['AssumedRoleId', opened.assumedRoleId],
          ['Arn', opened.arn],
        ],
      ],
      credentialsElement(opened.minted),
      ['PackedPolicySize', String(packed)],
      ['SourceIdentity', sourceIdentity],
    ],
  };
}

/**
 * What a session hands on to the session that it makes: its transitive tags, which cannot be changed, and its source
 * identity (IAM User Guide, "Pass session tags in AWS STS", "Monitor and control actions taken with assumed roles").
 */
function chained(from: RoleSession, to: SessionRequest): SessionRequest {
  if ((to.durationSeconds ?? 0) > CHAINED_SECONDS_MAX) {
    throw new KmsError(
      'ValidationException',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (from.sourceIdentity !== undefined && (to.sourceIdentity ?? from.sourceIdentity) !== from.sourceIdentity) {
    throw new KmsError('AccessDeniedException', 'The SourceIdentity of a session cannot be changed.');
  }
  const transitive = new Set(from.transitiveTagKeys.map((name) => name.toLowerCase()));
  if (Object.keys(to.tags).some((name) => transitive.has(name.toLowerCase()))) {
    throw new KmsError(
      'ValidationException',
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from " +
        'the calling session.',
    );
  }
  const inherited = Object.entries(from.tags).filter(([name]) => transitive.has(name.toLowerCase()));
  return {
    ...to,
    tags: { ...Object.fromEntries(inherited), ...to.tags },
    transitiveTagKeys: [...from.transitiveTagKeys, ...to.transitiveTagKeys],
    sourceIdentity: to.sourceIdentity ?? from.sourceIdentity,
  };
}
