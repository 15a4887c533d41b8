/** Grants in the change feed: what their creation and their end outdate. */
import type { GrantRow } from '@strongroom/storage/schema.js';

/** The grants that one principal has on one key, which is how the pipeline asks for them. */
export function granteeEntity(region: string, keyId: string, grantee: string): string {
  return `grants:${region}/${keyId}/${grantee}`;
}

/** The named grant that a request makes: of two identical requests at once, the later one finds the other's grant. */
export function grantRequestEntity(requestSha256: string): string {
  return `grant-request:${requestSha256}`;
}

export function entitiesOfGrant(row: GrantRow): string[] {
  const entities = [`grant:${row.region}/${row.grant_id}`, granteeEntity(row.region, row.key_id, row.grantee)];
  return row.request_sha256 === null ? entities : [...entities, grantRequestEntity(row.request_sha256)];
}
