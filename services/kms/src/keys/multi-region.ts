/** Rules of multi-Region keys that several operations share (developer guide, "Multi-Region keys in AWS KMS"). */
import { KmsError } from '@strongroom/core/errors.js';
import { serviceEvent } from '../jobs/timed-job.js';
import type { Services } from '../services.js';
import type { KmsKey, MultiRegion, RelatedKey } from './key-record.js';

function notPrimary({ arn }: KmsKey): KmsError {
  return new KmsError('UnsupportedOperationException', `${arn} is not a multi-region primary key.`);
}

/** @throws KmsError UnsupportedOperationException for a replica, and for a key of one Region. */
export function requirePrimary(kmsKey: KmsKey): MultiRegion {
  if (kmsKey.multiRegion?.isPrimary !== true) throw notPrimary(kmsKey);
  return kmsKey.multiRegion;
}

/** Rotation is the primary's matter. @throws KmsError UnsupportedOperationException. */
export function refuseReplica(kmsKey: KmsKey): void {
  if (kmsKey.multiRegion?.isPrimary === false) throw notPrimary(kmsKey);
}

/** The replicas of a primary; none of a replica, and of a key of one Region. */
export function replicasOf({ multiRegion }: KmsKey): readonly RelatedKey[] {
  return multiRegion?.isPrimary === true ? multiRegion.others : [];
}

/** Puts on record that shared properties of a primary have reached its replicas, in each one's Region. */
export async function recordSynchronization(
  services: Services,
  kmsKey: KmsKey,
  at: number,
  details: Readonly<Record<string, string>>,
): Promise<void> {
  const { keyId, accountId } = kmsKey;
  const due = { at, id: keyId, keyId, accountId };
  await Promise.all(
    replicasOf(kmsKey).map(({ region }) =>
      services.store.commit({
        event: serviceEvent('SynchronizeMultiRegionKey', region, due, details),
        writes: [],
        entities: [],
      }),
    ),
  );
}
