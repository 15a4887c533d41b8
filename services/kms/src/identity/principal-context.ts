/** Condition keys that say who asks (IAM User Guide, "AWS global condition keys: Properties of the principal"). */
import type { Caller } from './principal.js';

const TAG = 'aws:principaltag/';
const TYPES = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  session: 'AssumedRole',
  service: 'Service',
} as const;

/** @param conditionKey in lower case. @returns undefined for any other key, and where the principal has none. */
export function principalContext(
  { principal, credential }: Pick<Caller, 'principal' | 'credential'>,
  conditionKey: string,
): string | undefined {
  if (conditionKey.startsWith(TAG)) return principal.tags.get(conditionKey.slice(TAG.length));
  switch (conditionKey) {
    case 'aws:principalarn':
      // Of a session it is the role's.
      return principal.session?.roleArn ?? principal.arn;
    case 'aws:principalaccount':
      return principal.accountId;
    case 'aws:principaltype':
      return TYPES[principal.kind];
    case 'aws:userid':
      return principal.principalId;
    case 'aws:username':
      return principal.kind === 'user' ? principal.name : undefined;
    case 'aws:sourceidentity':
      return principal.session?.sourceIdentity;
    case 'aws:principalisawsservice':
      return String(principal.kind === 'service');
    case 'aws:principalservicename':
      return principal.kind === 'service' ? principal.name : undefined;
    case 'aws:tokenissuetime':
      return credential.issuedAt === undefined ? undefined : new Date(credential.issuedAt).toISOString();
    default:
      return undefined;
  }
}
