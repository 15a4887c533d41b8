/** Retiring and revoking: the grant's row goes, and with it whatever its tokens are worth. */
import { KmsError } from '@strongroom/core/errors.js';
import type { GrantRow } from '@strongroom/storage/schema.js';
import type { KeyChange } from '../keys/key-writes.js';
import { entitiesOfGrant } from './grant-entities.js';

/** Of two that end one grant at once, the later one conflicts, decides again and finds none. */
export function endGrant(row: GrantRow): KeyChange {
  const match = { region: row.region, grant_id: row.grant_id };
  return { writes: [{ kind: 'delete', table: 'grants', match, rows: 1 }], entities: entitiesOfGrant(row) };
}

export function grantNotFound(grantId: string): KmsError {
  return new KmsError('NotFoundException', `Grant ID ${grantId} not found`);
}
