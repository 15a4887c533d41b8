/** Grants on KMS keys. */
import { COLUMNS } from '../columns.js';
import { pageLimit, pageOf } from '../page.js';
import type { GrantRow } from '../schema.js';
import type { StoreReads } from '../store.js';
import { selectFrom, type Selects } from './selects.js';

const GRANTS = selectFrom('grants', COLUMNS.grants);

const OF_KEY = `${GRANTS} WHERE region = ? AND key_id = ? AND grant_id > ? ORDER BY grant_id LIMIT ?`;
const OF_GRANTEE = `${GRANTS} WHERE region = ? AND key_id = ? AND grantee = ? AND grant_id > ?
  ORDER BY grant_id LIMIT ?`;
const OF_RETIREE = `${GRANTS} WHERE region = ? AND retiree = ? AND grant_id > ? ORDER BY grant_id LIMIT ?`;
const OF_REQUEST = `${GRANTS} WHERE request_sha256 = ?`;
const COUNT = 'SELECT count(*) AS n FROM grants WHERE region = ? AND key_id = ?';

/** What the plans of these are, a test of the migrations asks. */
export const GRANT_READS = { OF_KEY, OF_GRANTEE, OF_RETIREE, OF_REQUEST, COUNT } as const;

export type GrantReads = Pick<
  StoreReads,
  'grant' | 'listGrants' | 'listGrantsOfGrantee' | 'listRetirableGrants' | 'grantOfRequest' | 'countGrants'
>;

export function grantReads(db: Selects): GrantReads {
  return {
    grant: (region, grantId) => db.first<GrantRow>(`${GRANTS} WHERE region = ? AND grant_id = ?`, region, grantId),
    listGrants: async (region, keyId, after, limit) =>
      pageOf(await db.all<GrantRow>(OF_KEY, region, keyId, after, pageLimit(limit) + 1), limit),
    listGrantsOfGrantee: async (region, keyId, grantee, after, limit) =>
      pageOf(await db.all<GrantRow>(OF_GRANTEE, region, keyId, grantee, after, pageLimit(limit) + 1), limit),
    listRetirableGrants: async (region, retiree, after, limit) =>
      pageOf(await db.all<GrantRow>(OF_RETIREE, region, retiree, after, pageLimit(limit) + 1), limit),
    grantOfRequest: (sha256) => db.first<GrantRow>(OF_REQUEST, sha256),
    countGrants: async (region, keyId) => (await db.first<{ n: number }>(COUNT, region, keyId))?.n ?? 0,
  };
}
