/** The reads of store.ts over {@link MemoryData}, by filtering and sorting. */
import { SEGMENT_PAGE_MAX_ROWS } from '../limits.js';
import { pageLimit, pageOf } from '../page.js';
import type { AuditEventRow } from '../schema.js';
import type { AuditEventFilter, DuePosition, StoreReads } from '../store.js';
import type { MemoryData } from './memory-data.js';

/** The reads without their promises. */
type DirectReads = {
  readonly [Name in keyof StoreReads]: (...args: Parameters<StoreReads[Name]>) => Awaited<ReturnType<StoreReads[Name]>>;
};
type Part<Names extends keyof StoreReads> = Pick<DirectReads, Names>;

export function memoryReads(data: MemoryData): StoreReads {
  const direct: DirectReads = {
    ...identityReads(data),
    ...keyReads(data),
    ...dueReads(data),
    ...aliasReads(data),
    ...fleetReads(data),
    ...auditReads(data),
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

/**
 * By UTF-8 bytes, as SQLite's BINARY collation and PostgreSQL's "C" do; JavaScript's own order differs beyond U+FFFF.
 */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function sortedBy<Row>(rows: readonly Row[], of: (row: Row) => string): Row[] {
  return rows.toSorted((a, b) => compareText(of(a), of(b)));
}

function identityReads({
  tables,
}: MemoryData): Part<
  | 'account'
  | 'accounts'
  | 'countAccounts'
  | 'principal'
  | 'principals'
  | 'accessKey'
  | 'accessKeysOf'
  | 'accessKeysSealedIn'
  | 'bearerToken'
  | 'clientCertificate'
> {
  const principalsOf = (accountId: string) => tables.rows('principals').filter((row) => row.account_id === accountId);
  const keysOf = (arn: string) => tables.rows('access_keys').filter((row) => row.principal_arn === arn);
  return {
    account: (id) => tables.rows('accounts').find((row) => row.account_id === id),
    accounts: () => sortedBy(tables.rows('accounts'), (row) => row.account_id),
    countAccounts: () => tables.rows('accounts').length,
    principal: (arn) => tables.rows('principals').find((row) => row.arn === arn),
    principals: (accountId) => sortedBy(principalsOf(accountId), (row) => row.arn),
    accessKey: (id) => tables.rows('access_keys').find((row) => row.access_key_id === id),
    accessKeysOf: (arn) => sortedBy(keysOf(arn), (row) => row.access_key_id),
    accessKeysSealedIn: (region, after, limit) => {
      const sealed = tables.rows('access_keys').filter((row) => row.region === region);
      const later = sealed.filter((row) => compareText(row.access_key_id, after) > 0);
      return pageOf(
        sortedBy(later, (row) => row.access_key_id),
        pageLimit(limit),
      );
    },
    bearerToken: (sha256) => tables.rows('bearer_tokens').find((row) => row.token_sha256 === sha256),
    clientCertificate: (sha256) => tables.rows('client_certificates').find((row) => row.spki_sha256 === sha256),
  };
}

function keyReads({
  tables,
}: MemoryData): Part<'kmsKey' | 'keyMaterials' | 'keyMaterial' | 'listKeyIds' | 'countKeys' | 'tags' | 'keyLastUsage'> {
  const keys = (region: string) => tables.rows('kms_keys').filter((row) => row.region === region);
  const keysOf = (region: string, accountId: string) => keys(region).filter((row) => row.account_id === accountId);
  const materials = (region: string) => tables.rows('key_materials').filter((row) => row.region === region);
  return {
    kmsKey: (region, keyId) => keys(region).find((row) => row.key_id === keyId),
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

function dueReads({ tables }: MemoryData): Part<'keysDueForDeletion' | 'keysDueForRotation' | 'materialsDueToExpire'> {
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

function auditReads(
  data: MemoryData,
): Part<'changeSeq' | 'changesAfter' | 'auditFrontEnds' | 'auditSegments' | 'auditEvents'> {
  return {
    changeSeq: () => data.changes.at(-1)?.seq ?? 0,
    changesAfter: (seq, limit) => data.changes.filter((change) => change.seq > seq).slice(0, pageLimit(limit)),
    auditFrontEnds: () => sortedBy([...new Set(data.segments.map((row) => row.front_end))], (name) => name),
    auditSegments: (frontEnd, after, limit) =>
      data.segments
        .filter((row) => row.front_end === frontEnd && row.sequence > after)
        .slice(0, pageLimit(limit, SEGMENT_PAGE_MAX_ROWS)),
    auditEvents: (filter) => {
      const matching = [...data.events.values()].filter((row) => matches(row, filter));
      const newestFirst = matching.sort((a, b) => b.event_time - a.event_time || compareText(b.event_id, a.event_id));
      return pageOf(newestFirst, pageLimit(filter.limit));
    },
  };
}

function matches(row: AuditEventRow, filter: AuditEventFilter): boolean {
  const { before } = filter;
  return (
    row.account_id === filter.accountId &&
    row.region === filter.region &&
    row.event_time >= (filter.from ?? row.event_time) &&
    row.event_time <= (filter.to ?? row.event_time) &&
    row.event_name === (filter.eventName ?? row.event_name) &&
    (filter.resourceName === undefined || (row.resource_name !== '' && row.resource_name === filter.resourceName)) &&
    (before === undefined ||
      row.event_time < before.eventTime ||
      (row.event_time === before.eventTime && compareText(row.event_id, before.eventId) < 0))
  );
}
