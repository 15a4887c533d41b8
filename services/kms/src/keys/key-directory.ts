/**
 * Finds KMS keys: by id, by alias, by the material that a ciphertext names. Everything it returns is cached and follows
 * the change feed.
 */
import { must } from '@strongroom/core/assert.js';
import { isMultiRegionId, parseKmsKeyId, type Region } from '@strongroom/core/ids.js';
import type { KeyTagRow } from '@strongroom/storage/schema.js';
import type { Store, StoreReads } from '@strongroom/storage/store.js';
import { RecordCache, type CachedRecord } from '../cache/record-cache.js';
import { compileKeyStore, keyStoreEntity } from '../key-stores/key-store-record.js';
import { compileKey, type KmsKey } from './key-record.js';
import { isNobodysKey, nobodysKey, nobodysKeyId } from './nobodys-key.js';

const KEYS_MAX = 100_000;
const ALIASES_MAX = 100_000;
const MATERIALS_MAX = 200_000;
/** What callers of other accounts ask for, whether or not it exists. */
const FOREIGN_MAX = 10_000;
const LABELS_MAX = 50;

export interface AliasTarget extends CachedRecord {
  readonly targetKeyId: string;
}

/** Which key a material belongs to. */
interface MaterialOwner extends CachedRecord {
  readonly keyId: string;
}

export function aliasEntity(region: string, accountId: string, aliasName: string): string {
  return `alias:${region}/${accountId}/${aliasName}`;
}

export class KeyDirectory {
  readonly #keys: RecordCache<KmsKey>;
  readonly #aliases: RecordCache<AliasTarget>;
  readonly #foreignKeys: RecordCache<KmsKey>;
  readonly #foreignAliases: RecordCache<AliasTarget>;
  readonly #materialOwners: RecordCache<MaterialOwner>;
  /** Keys in memory, or on their way, by the entity of their custom key store. */
  readonly #inStores = new Map<string, Set<string>>();

  constructor(store: Store) {
    const { reads } = store;
    this.#keys = new RecordCache((id) => this.#load(reads, id), KEYS_MAX);
    this.#foreignKeys = new RecordCache(async (id) => {
      const [region, keyId] = split2(id);
      return (await this.#load(reads, id)) ?? nobodysKey(region, '', keyId);
    }, FOREIGN_MAX);
    this.#foreignAliases = new RecordCache(async (entity) => {
      const [region, rest] = split2(entity);
      const row = await reads.alias(region, ...split2(rest));
      return { superseded: false, targetKeyId: row?.target_key_id ?? nobodysKeyId(entity) };
    }, FOREIGN_MAX);
    this.#aliases = new RecordCache(async (entity) => {
      const [region, rest] = split2(entity);
      const [accountId, aliasName] = split2(rest);
      const row = await reads.alias(region, accountId, aliasName);
      return row === undefined ? undefined : { superseded: false, targetKeyId: row.target_key_id };
    }, ALIASES_MAX);
    this.#materialOwners = new RecordCache(async (entity) => {
      const [region, materialId] = split2(entity);
      const row = await reads.keyMaterial(region, materialId);
      return row === undefined ? undefined : { superseded: false, keyId: row.key_id };
    }, MATERIALS_MAX);
  }

  byId(region: Region, keyId: string): Promise<KmsKey | undefined> | KmsKey {
    const id = `${region}/${keyId}`;
    const known = this.#keys.peek(id);
    if (known !== undefined) return known;
    return parseKmsKeyId(keyId) === undefined ? Promise.resolve(undefined) : this.#keys.get(id);
  }

  alias(region: Region, accountId: string, aliasName: string): Promise<AliasTarget | undefined> {
    return this.#aliases.get(`${region}/${accountId}/${aliasName}`);
  }

  /**
   * A key of another account, or one that nobody may use. Apart from {@link byId}, so that what it costs does not tell
   * whether the owner has used the key, nor whether it exists.
   */
  async foreignKey(region: Region, accountId: string, keyId: string): Promise<KmsKey> {
    const found = await this.#foreignKeys.get(`${region}/${keyId}`);
    return found?.accountId === accountId && !isNobodysKey(found) ? found : nobodysKey(region, accountId, keyId);
  }

  /** An alias of another account; one that is not there leads to a key that is not there. */
  async foreignAlias(region: Region, accountId: string, aliasName: string): Promise<AliasTarget> {
    const found = await this.#foreignAliases.get(`${region}/${accountId}/${aliasName}`);
    return must(found, 'what is not there has a stand-in');
  }

  /**
   * The id of the key that owns a material of this Region. A material never changes its owner; the key itself tells
   * whether it still lives.
   */
  async keyIdOfMaterial(region: Region, materialId: string): Promise<string | undefined> {
    const id = `${region}/${materialId}`;
    return (this.#materialOwners.peek(id) ?? (await this.#materialOwners.get(id)))?.keyId;
  }

  /** Follows one change of the feed. */
  invalidate(entity: string): void {
    if (entity.startsWith('key:')) this.#invalidateKey(entity.slice(4));
    else if (entity.startsWith('alias:')) {
      this.#aliases.invalidate(entity.slice(6));
      this.#foreignAliases.invalidate(entity.slice(6));
    } else if (entity.startsWith('key-store:')) this.#invalidateInStore(entity);
  }

  #invalidateKey(id: string): void {
    this.#keys.invalidate(id);
    this.#foreignKeys.invalidate(id);
  }

  /** A key is what its store makes of it: its state, its proxy. */
  #invalidateInStore(storeEntity: string): void {
    const ids = this.#inStores.get(storeEntity);
    this.#inStores.delete(storeEntity);
    for (const id of ids ?? []) this.#invalidateKey(id);
  }

  /** Always the same reads, whether or not there is such a key: what it has by its id alone decides them. */
  async #load(reads: StoreReads, id: string): Promise<KmsKey | undefined> {
    const [region, keyId] = split2(id);
    const [row, materials, tags, aliases, related] = await Promise.all([
      reads.kmsKey(region, keyId),
      reads.keyMaterials(region, keyId),
      reads.tags(region, keyId),
      reads.listAliasesOfKey(region, keyId, '', LABELS_MAX),
      isMultiRegionId(keyId) ? reads.relatedKeys(keyId) : [],
    ]);
    const storeId = row?.custom_key_store_id ?? '';
    // Noted before its store is read: a change of that meanwhile has this read again.
    if (storeId !== '') this.#noteInStore(keyStoreEntity(region, storeId), id);
    const storeRow = await reads.customKeyStore(region, storeId);
    if (row === undefined) return undefined;
    const labels = {
      tags: tagValues(tags),
      aliases: aliases.rows.map((alias) => alias.alias_name),
    };
    const store = storeRow === undefined ? undefined : compileKeyStore(storeRow);
    return { ...compileKey(row, materials, { store, related }), labels };
  }

  #noteInStore(storeEntity: string, id: string): void {
    const ids = this.#inStores.get(storeEntity);
    if (ids === undefined) this.#inStores.set(storeEntity, new Set([id]));
    else ids.add(id);
  }
}

function tagValues(tags: readonly KeyTagRow[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const { tag_key, tag_value } of tags) {
    const name = tag_key.toLowerCase();
    values.set(name, [...(values.get(name) ?? []), tag_value]);
  }
  return values;
}

/** Splits at the first slash; alias names contain more. */
function split2(text: string): [string, string] {
  const at = text.indexOf('/');
  return [text.slice(0, at), text.slice(at + 1)];
}
