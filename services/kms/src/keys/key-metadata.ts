/** KeyMetadata of the API reference, as CreateKey and DescribeKey return it. */
import type { CustomerMasterKeySpec, KmsResponses } from '@strongroom/proto/gen/kms-types.js';
import { algorithmMember } from './algorithms.js';
import type { KmsKey } from './key-record.js';

export type KeyMetadata = NonNullable<KmsResponses['DescribeKey']['keyMetadata']>;

export function keyMetadata(kmsKey: KmsKey): KeyMetadata {
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
    ...algorithmMember(kmsKey),
    multiRegion: kmsKey.multiRegion !== undefined,
    ...multiRegionConfiguration(kmsKey),
    ...(kmsKey.pendingWindowDays === undefined ? {} : { pendingDeletionWindowInDays: kmsKey.pendingWindowDays }),
    ...(kmsKey.external === undefined
      ? {}
      : {
          customKeyStoreId: kmsKey.external.store.storeId,
          xksKeyConfiguration: { id: kmsKey.external.xksKeyId },
        }),
    ...expiration(kmsKey),
    // Present for symmetric encryption keys alone, and not in custom key stores: the others have one material all their
    // life.
    ...(kmsKey.currentMaterial === undefined || kmsKey.keySpec !== 'SYMMETRIC_DEFAULT' || kmsKey.external !== undefined
      ? {}
      : { currentKeyMaterialId: kmsKey.currentMaterial.id }),
  };
}

function multiRegionConfiguration({ region, arn, multiRegion }: KmsKey): Pick<KeyMetadata, 'multiRegionConfiguration'> {
  if (multiRegion === undefined) return {};
  const { isPrimary, primaryRegion, others } = multiRegion;
  const all = [{ region, arn }, ...others.map((each) => ({ region: each.region, arn: each.arn }))];
  const isOfPrimary = (key: { readonly region: string }): boolean => key.region === primaryRegion;
  const primaryKey = all.find(isOfPrimary);
  return {
    multiRegionConfiguration: {
      multiRegionKeyType: isPrimary ? 'PRIMARY' : 'REPLICA',
      ...(primaryKey === undefined ? {} : { primaryKey }),
      replicaKeys: all.filter((key) => !isOfPrimary(key)).sort((a, b) => (a.region < b.region ? -1 : 1)),
    },
  };
}

/** Of imported material that is there: when the first of it expires. */
function expiration(kmsKey: KmsKey): Pick<KeyMetadata, 'expirationModel' | 'validTo'> {
  const imported = [...kmsKey.materials.values()].flatMap((material) => material.imported ?? []);
  const present = imported.filter(({ state }) => state === 'IMPORTED');
  if (present.length === 0) return {};
  const ends = present.flatMap(({ validTo }) => validTo ?? []);
  if (ends.length === 0) return { expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
  return { expirationModel: 'KEY_MATERIAL_EXPIRES', validTo: Math.min(...ends) };
}
