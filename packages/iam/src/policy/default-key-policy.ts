/** The key policy that CreateKey attaches when none is given (KMS Developer Guide, "Default key policy"). */
import type { AccountId } from '@strongroom/core/ids.js';
import { rootArn } from '../principal-arn.js';

/** JSON text as the service answers it from GetKeyPolicy: it delegates everything to the account's IAM. */
export function defaultKeyPolicy(accountId: AccountId, partition = 'aws'): string {
  const document = {
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: rootArn(accountId, partition) },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
  // The service answers it indented by two, with " : " between name and value.
  return JSON.stringify(document, null, 2).replace(/^( *"[A-Za-z]+"): /gm, '$1 : ');
}
