/** KMS keys, their material, aliases and tags. */
import { COLUMNS } from '../columns.js';
import { pageLimit, pageOf } from '../page.js';
import type { AliasRow, KeyLastUsageRow, KeyMaterialRow, KeyTagRow, KmsKeyRow } from '../schema.js';
import type { DueKey, DueMaterial, Page, StoreReads } from '../store.js';
import { selectFrom, type Selects } from './selects.js';

const KMS_KEYS = selectFrom('kms_keys', COLUMNS.kms_keys);
const KEY_MATERIALS = selectFrom('key_materials', COLUMNS.key_materials);
const ALIASES = selectFrom('aliases', COLUMNS.aliases);
const KEY_TAGS = selectFrom('key_tags', COLUMNS.key_tags);
const KEY_LAST_USAGES = selectFrom('key_last_usages', COLUMNS.key_last_usages);

const LIST_KEY_IDS =
  'SELECT key_id FROM kms_keys WHERE region = ? AND account_id = ? AND key_id > ? ORDER BY key_id LIMIT ?';
const COUNT_KEYS = 'SELECT count(*) AS n FROM kms_keys WHERE region = ? AND account_id = ?';
const LIST_ALIASES = `${ALIASES} WHERE region = ? AND account_id = ? AND alias_name > ? ORDER BY alias_name LIMIT ?`;
const LIST_ALIASES_OF_KEY = `${ALIASES} WHERE region = ? AND target_key_id = ? AND alias_name > ?
  ORDER BY alias_name, account_id LIMIT ?`;
const DUE_FOR_DELETION = `SELECT deletion_at AS due_at, key_id, account_id FROM kms_keys
  WHERE region = ? AND deletion_at <= ? AND (deletion_at, key_id) > (?, ?) ORDER BY deletion_at, key_id LIMIT ?`;
const DUE_FOR_ROTATION = `SELECT next_rotation_at AS due_at, key_id, account_id FROM kms_keys
  WHERE region = ? AND key_state = 'Enabled' AND next_rotation_at <= ? AND (next_rotation_at, key_id) > (?, ?)
  ORDER BY next_rotation_at, key_id LIMIT ?`;
const IN_TRANSITION = `SELECT created_at AS due_at, key_id, account_id FROM kms_keys
  WHERE region = ? AND key_state = ? AND key_state IN ('Creating', 'Updating') AND created_at <= ?
  AND (created_at, key_id) > (?, ?) ORDER BY created_at, key_id LIMIT ?`;
const RELATED_KEYS = `${KMS_KEYS} WHERE key_id = ? AND multi_region = 1 ORDER BY region`;
const DUE_TO_EXPIRE = `SELECT m.valid_to AS due_at, m.key_id, k.account_id, m.material_id
  FROM key_materials m JOIN kms_keys k ON k.region = m.region AND k.key_id = m.key_id
  WHERE m.region = ? AND m.import_state = 'IMPORTED' AND m.valid_to <= ? AND (m.valid_to, m.material_id) > (?, ?)
  ORDER BY m.valid_to, m.material_id LIMIT ?`;

/** What the plans of these are, a test of the migrations asks. */
export const DUE_READS = [DUE_FOR_DELETION, DUE_FOR_ROTATION, DUE_TO_EXPIRE, IN_TRANSITION, RELATED_KEYS] as const;

export type KeyReads = Pick<
  StoreReads,
  | 'kmsKey'
  | 'relatedKeys'
  | 'keyMaterials'
  | 'keyMaterial'
  | 'listKeyIds'
  | 'countKeys'
  | 'alias'
  | 'listAliases'
  | 'listAliasesOfKey'
  | 'tags'
  | 'keyLastUsage'
  | 'keysDueForDeletion'
  | 'keysDueForRotation'
  | 'keysInTransition'
  | 'materialsDueToExpire'
>;

export function keyReads(db: Selects): KeyReads {
  return {
    kmsKey: (region, keyId) => db.first<KmsKeyRow>(`${KMS_KEYS} WHERE region = ? AND key_id = ?`, region, keyId),
    relatedKeys: (keyId) => db.all<KmsKeyRow>(RELATED_KEYS, keyId),
    keyMaterials: (region, keyId) =>
      db.all<KeyMaterialRow>(`${KEY_MATERIALS} WHERE region = ? AND key_id = ? ORDER BY material_id`, region, keyId),
    keyMaterial: (region, materialId) =>
      db.first<KeyMaterialRow>(`${KEY_MATERIALS} WHERE region = ? AND material_id = ?`, region, materialId),
    listKeyIds: (region, accountId, afterKeyId, limit) => listKeyIds(db, region, accountId, afterKeyId, limit),
    countKeys: async (region, accountId) => (await db.first<{ n: number }>(COUNT_KEYS, region, accountId))?.n ?? 0,
    alias: (region, accountId, aliasName) =>
      db.first<AliasRow>(
        `${ALIASES} WHERE region = ? AND account_id = ? AND alias_name = ?`,
        region,
        accountId,
        aliasName,
      ),
    listAliases: async (region, accountId, afterName, limit) =>
      pageOf(await db.all<AliasRow>(LIST_ALIASES, region, accountId, afterName, pageLimit(limit) + 1), limit),
    listAliasesOfKey: async (region, keyId, afterName, limit) =>
      pageOf(await db.all<AliasRow>(LIST_ALIASES_OF_KEY, region, keyId, afterName, pageLimit(limit) + 1), limit),
    tags: (region, keyId) =>
      db.all<KeyTagRow>(`${KEY_TAGS} WHERE region = ? AND key_id = ? ORDER BY tag_key`, region, keyId),
    keyLastUsage: (region, keyId) =>
      db.first<KeyLastUsageRow>(`${KEY_LAST_USAGES} WHERE region = ? AND key_id = ?`, region, keyId),
    keysDueForDeletion: async (region, until, { at, id }, limit) =>
      db.all<DueKey>(DUE_FOR_DELETION, region, until, at, id, pageLimit(limit)),
    keysDueForRotation: async (region, until, { at, id }, limit) =>
      db.all<DueKey>(DUE_FOR_ROTATION, region, until, at, id, pageLimit(limit)),
    keysInTransition: async (region, state, until, { at, id }, limit) =>
      db.all<DueKey>(IN_TRANSITION, region, state, until, at, id, pageLimit(limit)),
    materialsDueToExpire: async (region, until, { at, id }, limit) =>
      db.all<DueMaterial>(DUE_TO_EXPIRE, region, until, at, id, pageLimit(limit)),
  };
}

async function listKeyIds(
  db: Selects,
  region: string,
  accountId: string,
  afterKeyId: string,
  limit: number,
): Promise<Page<string>> {
  const rows = await db.all<{ key_id: string }>(LIST_KEY_IDS, region, accountId, afterKeyId, pageLimit(limit) + 1);
  return pageOf(
    rows.map((row) => row.key_id),
    limit,
  );
}
