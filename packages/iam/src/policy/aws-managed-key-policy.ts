/** The key policy of an AWS managed key (developer guide, "AWS managed keys"). */
import type { AccountId, Region } from '@strongroom/core/ids.js';

/** The service uses the key on behalf of the account; the account itself looks at it, and manages nothing. */
export function awsManagedKeyPolicy(of: {
  readonly accountId: AccountId;
  readonly region: Region;
  readonly service: string;
}): string {
  const { accountId, region, service } = of;
  const document = {
    Version: '2012-10-17',
    Id: `auto-${service}-1`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use ${service}`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': accountId,
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  };
  return JSON.stringify(document, null, 2);
}
