/** Deletes KMS keys whose waiting period has ended: their materials' EKTs, aliases and tags go in the same transaction as the key. */
import { utf8 } from '@strongroom/core/bytes.js';
import type { Region } from '@strongroom/core/ids.js';
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { aliasEntity } from '../keys/key-directory.js';
import { keyArn, keyEntity } from '../keys/key-record.js';
import type { Services } from '../services.js';

const BATCH_MAX = 100;
const ALIASES_MAX = 50;

/** Returns how many keys went. A key that changes meanwhile (CancelKeyDeletion) stays. */
export async function deleteDueKeys(services: Services): Promise<number> {
  let deleted = 0;
  for (const region of services.regions.keys()) {
    for (;;) {
      const due = await services.store.reads.keysDueForDeletion(region, services.clock.now(), BATCH_MAX);
      const outcomes = await Promise.all(due.map((row) => deleteKey(services, region, row)));
      const gone = outcomes.filter((outcome) => outcome).length;
      deleted += gone;
      if (due.length < BATCH_MAX || gone === 0) break;
    }
  }
  return deleted;
}

async function deleteKey(services: Services, region: Region, row: KmsKeyRow): Promise<boolean> {
  const ofKey = { region, key_id: row.key_id };
  const aliases = await services.store.reads.listAliasesOfKey(region, row.key_id, '', ALIASES_MAX);
  const writes: Write[] = [
    { kind: 'delete', table: 'key_materials', match: ofKey, rows: 'any' },
    { kind: 'delete', table: 'key_tags', match: ofKey, rows: 'any' },
    { kind: 'delete', table: 'aliases', match: { region, target_key_id: row.key_id }, rows: 'any' },
    // Last, because the others refer to it; a version that has moved on undoes them all.
    { kind: 'delete', table: 'kms_keys', match: { ...ofKey, version: row.version }, rows: 1 },
  ];
  const outcome = await services.store.commit({
    event: utf8(JSON.stringify(deletionEvent(services, region, row))),
    writes,
    entities: [
      keyEntity(region, row.key_id),
      ...aliases.rows.map((alias) => aliasEntity(region, alias.account_id, alias.alias_name)),
    ],
  });
  return outcome.kind === 'committed';
}

/** A service event, as CloudTrail has it: KMS itself acts. */
function deletionEvent(services: Services, region: Region, row: KmsKeyRow): object {
  return {
    time: services.clock.now(),
    region,
    account: row.account_id,
    name: 'DeleteKey',
    principal: 'kms.amazonaws.com',
    principalId: '',
    sourceAddress: 'kms.amazonaws.com',
    userAgent: 'kms.amazonaws.com',
    requestId: '',
    door: 'service',
    resources: [keyArn(region, row.account_id, row.key_id)],
    parameters: { keyId: row.key_id },
  };
}
