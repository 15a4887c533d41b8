/**
 * The grants that requests rest on, cached: those that one principal has on one key, and single ones by their tokens.
 * A key may have 50,000 grants; what a request costs goes by those of its own caller.
 */
import { KmsError } from '@strongroom/core/errors.js';
import type { Region } from '@strongroom/core/ids.js';
import { PAGE_MAX_ROWS } from '@strongroom/storage/limits.js';
import type { Store } from '@strongroom/storage/store.js';
import { RecordCache, type CachedRecord } from '../cache/record-cache.js';
import { compileGrant, type Grant } from './grant.js';
import { grantIdOfToken, isTokenOf } from './grant-token.js';

const GRANTEES_MAX = 100_000;
const GRANTS_MAX = 100_000;

/** Every grant of one grantee on one key; also that there is none is worth remembering. */
export interface GrantsOfGrantee extends CachedRecord {
  readonly grants: readonly Grant[];
}

export class GrantDirectory {
  readonly #grantees: RecordCache<GrantsOfGrantee>;
  readonly #grants: RecordCache<Grant>;

  constructor(store: Store) {
    this.#grantees = new RecordCache(async (id) => {
      const [region = '', keyId = ''] = id.split('/', 2);
      return {
        superseded: false,
        grants: await allGrants(store, region, keyId, id.slice(region.length + keyId.length + 2)),
      };
    }, GRANTEES_MAX);
    this.#grants = new RecordCache(async (id) => {
      const [region = '', grantId = ''] = id.split('/', 2);
      const row = await store.reads.grant(region, grantId);
      return row === undefined ? undefined : compileGrant(row);
    }, GRANTS_MAX);
  }

  /** What `grantee` has on a key. */
  async ofGrantee(region: Region, keyId: string, grantee: string): Promise<GrantsOfGrantee> {
    const id = `${region}/${keyId}/${grantee}`;
    return this.#grantees.peek(id) ?? (await this.#grantees.get(id)) ?? { superseded: false, grants: [] };
  }

  /** The grant that a token names. @throws KmsError InvalidGrantTokenException when it is forged or the grant ended. */
  async byToken(region: Region, token: string): Promise<Grant> {
    const grantId = grantIdOfToken(token);
    const grant = grantId === undefined ? undefined : await this.#grants.get(`${region}/${grantId}`);
    if (grant === undefined || !isTokenOf(token, grant.row)) {
      throw new KmsError('InvalidGrantTokenException', 'The grant token is not known.');
    }
    return grant;
  }

  /** Follows one change of the feed. */
  invalidate(entity: string): void {
    if (entity.startsWith('grants:')) this.#grantees.invalidate(entity.slice('grants:'.length));
    else if (entity.startsWith('grant:')) this.#grants.invalidate(entity.slice('grant:'.length));
  }
}

async function allGrants(store: Store, region: string, keyId: string, grantee: string): Promise<Grant[]> {
  const grants: Grant[] = [];
  for (let after = ''; ;) {
    const { rows, more } = await store.reads.listGrantsOfGrantee(region, keyId, grantee, after, PAGE_MAX_ROWS);
    grants.push(...rows.map(compileGrant));
    const last = rows.at(-1);
    if (!more || last === undefined) return grants;
    after = last.grant_id;
  }
}
