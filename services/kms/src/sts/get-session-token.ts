/** GetSessionToken (STS API reference): temporary credentials of the caller itself. */
import { KmsError } from '@strongroom/core/errors.js';
import { mintAccessKey } from '../identity/mint-access-key.js';
import type { Caller } from '../identity/principal.js';
import { SESSION_SECONDS_MIN } from '../identity/role-session.js';
import { credentialsElement, issue, type Issued } from './issue.js';
import type { StsCall } from './sts-call.js';
import type { XmlElement } from './xml.js';

const SECONDS_DEFAULT = 43_200;
const SECONDS_MAX = 129_600;
/** For the root of an account, whatever it asks for. */
const ROOT_SECONDS_MAX = 3600;

export async function getSessionToken(call: StsCall): Promise<readonly XmlElement[]> {
  const given = call.parameters.integer('DurationSeconds');
  // SerialNumber and TokenCode of an MFA device are among what is refused.
  call.parameters.finish();
  const wanted = given ?? SECONDS_DEFAULT;
  if (wanted < SESSION_SECONDS_MIN || wanted > SECONDS_MAX) {
    throw new KmsError('ValidationException', 'DurationSeconds must be 900 to 129600.');
  }
  return issue(call, (caller) => decide(call, caller, wanted));
}

async function decide({ services }: StsCall, caller: Caller, wanted: number): Promise<Issued> {
  const { principal, credential } = caller;
  if (credential.expiresAt !== undefined || (principal.kind !== 'user' && principal.kind !== 'root')) {
    throw new KmsError('AccessDeniedException', 'Cannot call GetSessionToken with session credentials');
  }
  const seconds = principal.kind === 'root' ? Math.min(wanted, ROOT_SECONDS_MAX) : wanted;
  const minted = await mintAccessKey(services, principal.arn, seconds);
  const issuedKeyId = minted.row.access_key_id;
  return {
    minted,
    writes: minted.writes,
    entities: minted.entities,
    restsOn: [],
    event: { name: 'GetSessionToken', readOnly: false, parameters: { durationSeconds: seconds, issuedKeyId } },
    answer: [credentialsElement(minted)],
  };
}
