/**
 * Deletes KMS keys whose waiting period has ended: their materials' EKTs, aliases and tags go in the same transaction
 * as the key.
 */
import { fromHex, utf8 } from '@strongroom/core/bytes.js';
import { tenantOf, type AccountId, type Region } from '@strongroom/core/ids.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';
import { DUE_START, type Write } from '@strongroom/storage/store.js';
import { aliasEntity } from '../keys/key-directory.js';
import { keyArn, keyEntity } from '../keys/key-record.js';
import type { Services } from '../services.js';

const BATCH_MAX = 100;
const ALIASES_MAX = 50;
const FORGET_TIMEOUT_MS = 2000;

/** Returns how many keys went. A key that changes meanwhile (CancelKeyDeletion) stays. */
export async function deleteDueKeys(services: Services): Promise<number> {
  let deleted = 0;
  for (const region of services.regions.keys()) {
    for (;;) {
      const { reads } = services.store;
      const due = await reads.keysDueForDeletion(region, services.clock.now(), DUE_START, BATCH_MAX);
      const outcomes = await Promise.all(
        due.map(async ({ key_id: keyId }) => {
          const row = await reads.kmsKey(region, keyId);
          return row !== undefined && (await deleteKey(services, region, row));
        }),
      );
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
  const materials = await services.store.reads.keyMaterials(region, row.key_id);
  const writes: Write[] = [
    { kind: 'delete', table: 'key_materials', match: ofKey, rows: 'any' },
    { kind: 'delete', table: 'key_last_usages', match: ofKey, rows: 'any' },
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
  if (outcome.kind !== 'committed') return false;
  await forgetMaterials(services, region, row, materials);
  return true;
}

/** The EKTs are gone; the slots that hold the material now wipe it at once instead of when it expires. */
async function forgetMaterials(
  services: Services,
  region: Region,
  row: KmsKeyRow,
  materials: readonly KeyMaterialRow[],
): Promise<void> {
  const tenant = tenantOf(row.account_id as AccountId);
  const materialIds = materials.map((material) => fromHex(material.material_id));
  const deadlineAt = services.monotonic.now() + FORGET_TIMEOUT_MS;
  await services.regions.get(region)?.pool.forget(tenant, materialIds, deadlineAt);
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
