import type { KeyLastUsageData } from '@strongroom/proto/gen/kms-types.js';
import type { KeyLastUsageRow } from '@strongroom/storage/schema.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: GetKeyLastUsage. Without KeyLastUsage, the key has not been used since TrackingStartDate. */
export const getKeyLastUsage = operation({
  name: 'GetKeyLastUsage',
  quota: 'manage',
  readOnly: true,
  crossAccount: false,
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:GetKeyLastUsage', states: 'any' }],
  async handle({ services, keys }) {
    const kmsKey = soleKey(keys);
    const usage = await services.lastUsages.of(kmsKey);
    return {
      output: {
        keyId: kmsKey.keyId,
        ...(usage === undefined ? {} : { keyLastUsage: usageData(usage) }),
        trackingStartDate: Math.max(kmsKey.createdAt, services.lastUsages.trackedSince),
        keyCreationDate: kmsKey.createdAt,
      },
    };
  },
});

function usageData(row: KeyLastUsageRow): KeyLastUsageData {
  return {
    operation: row.operation as NonNullable<KeyLastUsageData['operation']>,
    timestamp: row.used_at,
    cloudTrailEventId: row.event_id,
    kmsRequestId: row.request_id,
  };
}
