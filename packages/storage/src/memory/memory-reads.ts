/** The reads of store.ts over {@link MemoryData}, by filtering and sorting. */
import { pageLimit, pageOf } from '../page.js';
import type { GrantRow } from '../schema.js';
import { DUE_START, type DuePosition, type Page, type StoreReads } from '../store.js';
import type { DirectReads, Part } from './direct-reads.js';
import { memoryAuditReads } from './memory-audit-reads.js';
import type { MemoryData } from './memory-data.js';
import { compareText, sortedBy } from './memory-order.js';

export function memoryReads(data: MemoryData): StoreReads {
  const direct: DirectReads = {
    ...identityReads(data),
    ...keyReads(data),
    ...dueReads(data),
    ...keyStoreReads(data),
    ...aliasReads(data),
    ...grantReads(data),
    ...fleetReads(data),
    ...memoryAuditReads(data),
  };
  const promised = Object.entries(direct).map(([name, read]) => [
    name,
    (...args: unknown[]) =>
      new Promise((resolve) => {
        resolve((read as (...args: unknown[]) => unknown)(...args));
      }),
  ]);
  return Object.fromEntries(promised) as StoreReads;
}

function identityReads({
  tables,
}: MemoryData): Part<
  | 'account'
  | 'accounts'
  | 'countAccounts'
  | 'principal'
  | 'principals'
  | 'principalPolicies'
  | 'principalTags'
  | 'accessKey'
  | 'accessKeysOf'
  | 'accessKeysSealedIn'
  | 'accessKeysExpired'
  | 'roleSession'
  | 'bearerToken'
  | 'bearerTokensOf'
  | 'clientCertificate'
  | 'clientCertificatesOf'
> {
  const principalsOf = (accountId: string) => tables.rows('principals').filter((row) => row.account_id === accountId);
  const of = <Row extends { readonly principal_arn: string }>(rows: readonly Row[], arn: string) =>
    rows.filter((row) => row.principal_arn === arn);
  return {
    account: (id) => tables.rows('accounts').find((row) => row.account_id === id),
    accounts: () => sortedBy(tables.rows('accounts'), (row) => row.account_id),
    countAccounts: () => tables.rows('accounts').length,
    principal: (arn) => tables.rows('principals').find((row) => row.arn === arn),
    principals: (accountId) => sortedBy(principalsOf(accountId), (row) => row.arn),
    principalPolicies: (arn) => sortedBy(of(tables.rows('principal_policies'), arn), (row) => row.policy_name),
    principalTags: (arn) => sortedBy(of(tables.rows('principal_tags'), arn), (row) => row.tag_key),
    accessKey: (id) => tables.rows('access_keys').find((row) => row.access_key_id === id),
    accessKeysOf: (arn) => sortedBy(of(tables.rows('access_keys'), arn), (row) => row.access_key_id),
    accessKeysSealedIn: (region, after, limit) => {
      const sealed = tables.rows('access_keys').filter((row) => row.region === region);
      const later = sealed.filter((row) => compareText(row.access_key_id, after) > 0);
      return pageOf(
        sortedBy(later, (row) => row.access_key_id),
        pageLimit(limit),
      );
    },
    accessKeysExpired: (until, limit) =>
      dueBetween(tables.rows('access_keys'), (row) => [row.expires_at, row.access_key_id], DUE_START, until)
        .slice(0, pageLimit(limit))
        .map(({ id }) => id),
    roleSession: (id) => tables.rows('role_sessions').find((row) => row.access_key_id === id),
    bearerToken: (sha256) => tables.rows('bearer_tokens').find((row) => row.token_sha256 === sha256),
    bearerTokensOf: (arn) => sortedBy(of(tables.rows('bearer_tokens'), arn), (row) => row.token_sha256),
    clientCertificate: (sha256) => tables.rows('client_certificates').find((row) => row.spki_sha256 === sha256),
    clientCertificatesOf: (arn) => sortedBy(of(tables.rows('client_certificates'), arn), (row) => row.spki_sha256),
  };
}

function keyReads({
  tables,
}: MemoryData): Part<
  'kmsKey' | 'relatedKeys' | 'keyMaterials' | 'keyMaterial' | 'listKeyIds' | 'countKeys' | 'tags' | 'keyLastUsage'
> {
  const keys = (region: string) => tables.rows('kms_keys').filter((row) => row.region === region);
  const keysOf = (region: string, accountId: string) => keys(region).filter((row) => row.account_id === accountId);
  const materials = (region: string) => tables.rows('key_materials').filter((row) => row.region === region);
  return {
    kmsKey: (region, keyId) => keys(region).find((row) => row.key_id === keyId),
    relatedKeys: (keyId) =>
      sortedBy(tables.rows('kms_keys'), (row) => row.region).filter(
        (row) => row.key_id === keyId && row.multi_region === 1,
      ),
    keyMaterials: (region, keyId) =>
      sortedBy(materials(region), (row) => row.material_id).filter((row) => row.key_id === keyId),
    keyMaterial: (region, materialId) => materials(region).find((row) => row.material_id === materialId),
    listKeyIds: (region, accountId, after, limit) => {
      const ids = sortedBy(keysOf(region, accountId), (row) => row.key_id).map((row) => row.key_id);
      return pageOf(
        ids.filter((id) => compareText(id, after) > 0),
        pageLimit(limit),
      );
    },
    countKeys: (region, accountId) => keysOf(region, accountId).length,
    tags: (region, keyId) =>
      sortedBy(tables.rows('key_tags'), (row) => row.tag_key).filter(
        (row) => row.region === region && row.key_id === keyId,
      ),
    keyLastUsage: (region, keyId) =>
      tables.rows('key_last_usages').find((row) => row.region === region && row.key_id === keyId),
  };
}

function dueReads({
  tables,
}: MemoryData): Part<'keysDueForDeletion' | 'keysDueForRotation' | 'keysInTransition' | 'materialsDueToExpire'> {
  const keys = (region: string) => tables.rows('kms_keys').filter((row) => row.region === region);
  const owner = (region: string, keyId: string) => keys(region).find((row) => row.key_id === keyId)?.account_id ?? '';
  return {
    keysDueForDeletion: (region, until, after, limit) =>
      dueBetween(keys(region), (row) => [row.deletion_at, row.key_id], after, until)
        .slice(0, pageLimit(limit))
        .map(({ at, row }) => ({ due_at: at, key_id: row.key_id, account_id: row.account_id })),
    keysDueForRotation: (region, until, after, limit) =>
      dueBetween(
        keys(region).filter((row) => row.key_state === 'Enabled'),
        (row) => [row.next_rotation_at, row.key_id],
        after,
        until,
      )
        .slice(0, pageLimit(limit))
        .map(({ at, row }) => ({ due_at: at, key_id: row.key_id, account_id: row.account_id })),
    keysInTransition: (region, state, until, after, limit) =>
      dueBetween(
        keys(region).filter((row) => row.key_state === state),
        (row) => [row.created_at, row.key_id],
        after,
        until,
      )
        .slice(0, pageLimit(limit))
        .map(({ at, row }) => ({ due_at: at, key_id: row.key_id, account_id: row.account_id })),
    materialsDueToExpire: (region, until, after, limit) =>
      dueBetween(
        tables.rows('key_materials').filter((row) => row.region === region && row.import_state === 'IMPORTED'),
        (row) => [row.valid_to, row.material_id],
        after,
        until,
      )
        .slice(0, pageLimit(limit))
        .map(({ at, row: { key_id, material_id } }) => ({
          due_at: at,
          key_id,
          account_id: owner(region, key_id),
          material_id,
        })),
  };
}

function keyStoreReads({
  tables,
}: MemoryData): Part<'customKeyStore' | 'customKeyStores' | 'customKeyStoresInState' | 'keyIdInStore'> {
  const stores = (region: string) =>
    sortedBy(tables.rows('custom_key_stores'), (row) => row.store_id).filter((row) => row.region === region);
  return {
    customKeyStore: (region, storeId) => stores(region).find((row) => row.store_id === storeId),
    customKeyStores: (region, accountId) => stores(region).filter((row) => row.account_id === accountId),
    customKeyStoresInState: (region, state, after, limit) =>
      pageOf(
        stores(region).filter((row) => row.connection_state === state && compareText(row.store_id, after) > 0),
        pageLimit(limit),
      ),
    keyIdInStore: (region, storeId, xksKeyId) =>
      tables
        .rows('kms_keys')
        .find(
          (row) =>
            row.region === region &&
            row.custom_key_store_id === storeId &&
            (xksKeyId === undefined || row.xks_key_id === xksKeyId),
        )?.key_id,
  };
}

/** The rows whose position is after `after` and not later than `until`, by position. */
function dueBetween<Row>(
  rows: readonly Row[],
  positionOf: (row: Row) => readonly [at: number | null, id: string],
  after: DuePosition,
  until: number,
): { readonly at: number; readonly id: string; readonly row: Row }[] {
  return rows
    .map((row) => ({ at: positionOf(row)[0] ?? Number.POSITIVE_INFINITY, id: positionOf(row)[1], row }))
    .filter(({ at, id }) => at <= until && (at > after.at || (at === after.at && compareText(id, after.id) > 0)))
    .sort((a, b) => a.at - b.at || compareText(a.id, b.id));
}

function aliasReads({ tables }: MemoryData): Part<'alias' | 'listAliases' | 'listAliasesOfKey'> {
  const sorted = () =>
    sortedBy(
      sortedBy(tables.rows('aliases'), (row) => row.account_id),
      (row) => row.alias_name,
    );
  return {
    alias: (region, accountId, name) =>
      sorted().find((row) => row.region === region && row.account_id === accountId && row.alias_name === name),
    listAliases: (region, accountId, after, limit) => {
      const all = sorted().filter((row) => row.region === region && row.account_id === accountId);
      return pageOf(
        all.filter((row) => compareText(row.alias_name, after) > 0),
        pageLimit(limit),
      );
    },
    listAliasesOfKey: (region, keyId, after, limit) => {
      const all = sorted().filter((row) => row.region === region && row.target_key_id === keyId);
      return pageOf(
        all.filter((row) => compareText(row.alias_name, after) > 0),
        pageLimit(limit),
      );
    },
  };
}

function grantReads({
  tables,
}: MemoryData): Part<
  'grant' | 'listGrants' | 'listGrantsOfGrantee' | 'listRetirableGrants' | 'grantOfRequest' | 'countGrants'
> {
  const grants = (region: string) => tables.rows('grants').filter((row) => row.region === region);
  const ofKey = (region: string, keyId: string) => grants(region).filter((row) => row.key_id === keyId);
  const paged = (rows: readonly GrantRow[], after: string, limit: number): Page<GrantRow> => {
    const sorted = sortedBy(rows, (row) => row.grant_id);
    return pageOf(
      sorted.filter((row) => compareText(row.grant_id, after) > 0),
      pageLimit(limit),
    );
  };
  return {
    grant: (region, grantId) => grants(region).find((row) => row.grant_id === grantId),
    listGrants: (region, keyId, after, limit) => paged(ofKey(region, keyId), after, limit),
    listGrantsOfGrantee: (region, keyId, grantee, after, limit) =>
      paged(
        ofKey(region, keyId).filter((row) => row.grantee === grantee),
        after,
        limit,
      ),
    listRetirableGrants: (region, retiree, after, limit) =>
      paged(
        grants(region).filter((row) => row.retiree === retiree),
        after,
        limit,
      ),
    grantOfRequest: (sha256) => tables.rows('grants').find((row) => row.request_sha256 === sha256),
    countGrants: (region, keyId) => ofKey(region, keyId).length,
  };
}

function fleetReads({ tables }: MemoryData): Part<'slotToken' | 'slotTokens' | 'latestDomainToken' | 'setting'> {
  return {
    slotToken: (region, tenant) =>
      tables.rows('slot_tokens').find((row) => row.region === region && row.tenant === tenant),
    slotTokens: (region, after, limit) => {
      const ofRegion = tables.rows('slot_tokens').filter((row) => row.region === region);
      const later = ofRegion.filter((row) => compareText(row.tenant, after) > 0);
      return pageOf(
        sortedBy(later, (row) => row.tenant),
        pageLimit(limit),
      );
    },
    latestDomainToken: (region) =>
      tables
        .rows('domain_tokens')
        .filter((row) => row.region === region)
        .toSorted((a, b) => b.version - a.version)[0],
    setting: (name) => tables.rows('settings').find((row) => row.name === name)?.value,
  };
}
