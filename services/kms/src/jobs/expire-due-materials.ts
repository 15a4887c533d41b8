/**
 * Deletes imported key material when its ValidTo comes (API reference, ImportKeyMaterial). The key waits for the same
 * material to be imported again.
 */
import { forgetInSlotsLater } from '../keys/forget-materials.js';
import { dropMaterial, isPresent } from '../keys/imported-material.js';
import { keyArn, keyEntity } from '../keys/key-record.js';
import type { Services } from '../services.js';
import { serviceEvent, type TimedJob } from './timed-job.js';

export function expireDueMaterials(services: Services): TimedJob {
  return {
    name: 'delete expired key material',
    async due(region, until, after, limit) {
      const rows = await services.store.reads.materialsDueToExpire(region, until, after, limit);
      return rows.map((row) => ({ at: row.due_at, id: row.material_id, keyId: row.key_id, accountId: row.account_id }));
    },
    async run(region, due) {
      const afterSeq = services.store.changeSeq;
      const kmsKey = await services.keys.byId(region, due.keyId);
      const material = kmsKey?.materials.get(due.id);
      // Imported again meanwhile, with another end or none.
      if (kmsKey === undefined || material?.imported?.validTo !== due.at || !isPresent(material)) return false;
      const outcome = await services.store.commit({
        event: serviceEvent('DeleteExpiredKeyMaterial', region, due, { keyMaterialId: material.id }),
        ...dropMaterial(kmsKey, material),
        guard: { entities: [keyEntity(region, kmsKey.keyId)], afterSeq },
      });
      if (outcome.kind !== 'committed') return false;
      forgetInSlotsLater(services, kmsKey, [material]);
      return true;
    },
    destroys: (region, due) =>
      `delete imported key material ${due.id} of KMS key ${keyArn(region, due.accountId, due.keyId)}`,
  };
}
