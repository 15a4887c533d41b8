/** KeyMetadata of the API reference, as CreateKey and DescribeKey return it. */
import type { CustomerMasterKeySpec, KmsResponses } from '@strongroom/proto/gen/kms-types.js';
import { encryptionAlgorithmsOf } from './algorithms.js';
import type { KmsKey } from './key-record.js';

export type KeyMetadata = NonNullable<KmsResponses['DescribeKey']['keyMetadata']>;

export function keyMetadata(kmsKey: KmsKey): KeyMetadata {
  const encryptionAlgorithms = encryptionAlgorithmsOf(kmsKey.keySpec);
  return {
    awsAccountId: kmsKey.accountId,
    keyId: kmsKey.keyId,
    arn: kmsKey.arn,
    creationDate: kmsKey.createdAt,
    enabled: kmsKey.state === 'Enabled',
    description: kmsKey.description,
    keyUsage: kmsKey.keyUsage,
    keyState: kmsKey.state,
    ...(kmsKey.deletionAt === undefined ? {} : { deletionDate: kmsKey.deletionAt }),
    origin: kmsKey.origin,
    keyManager: 'CUSTOMER',
    // The deprecated name is still answered by the service; it lacks the specs that came after the deprecation.
    customerMasterKeySpec: kmsKey.keySpec as CustomerMasterKeySpec,
    keySpec: kmsKey.keySpec,
    ...(encryptionAlgorithms.length === 0 ? {} : { encryptionAlgorithms }),
    multiRegion: kmsKey.multiRegion,
    // Present for symmetric encryption keys alone: the others have one material all their life.
    ...(kmsKey.currentMaterial === undefined || kmsKey.keySpec !== 'SYMMETRIC_DEFAULT'
      ? {}
      : { currentKeyMaterialId: kmsKey.currentMaterial.id }),
  };
}
