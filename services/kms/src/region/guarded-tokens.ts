/**
 * No EKT is committed unguarded. One that was sealed under the outgoing slot key, and is committed after a rotation has
 * looked for the last of them, could never be opened again: the key would be lost. So each such unit conflicts when the
 * tenant's slot token has changed since before it was used (ADR 9). Forgetting the guard is a bug that shows at once.
 */
import { AssertionFailure } from '@strongroom/core/assert.js';
import type { CommitUnit, Guard, Store, Write } from '@strongroom/storage/store.js';
import type { Region } from '@strongroom/core/ids.js';
import { slotTokenEntity } from './slot-tokens.js';

/**
 * @param afterSeq the store's change sequence before the slot was asked to seal.
 * @param more what else the unit was decided on.
 */
export function slotTokenGuard(region: Region, tenant: string, afterSeq: number, more: readonly string[] = []): Guard {
  return { entities: [slotTokenEntity(region, tenant), ...more], afterSeq };
}

/** The same store, which refuses a unit with an EKT and without the guard: AssertionFailure, as a rejection. */
export function withGuardedTokens(store: Store): Store {
  return {
    reads: store.reads,
    get changeSeq() {
      return store.changeSeq;
    },
    commit: (unit) =>
      isGuarded(unit)
        ? store.commit(unit)
        : Promise.reject(new AssertionFailure('an EKT is committed without a guard on its slot token')),
    writeAuditIndex: (rows, progress) => store.writeAuditIndex(rows, progress),
    onChanges: (listener) => {
      store.onChanges(listener);
    },
    close: () => store.close(),
  };
}

function isGuarded({ writes, guard }: CommitUnit): boolean {
  return !writes.some(holdsToken) || guard?.entities.some((entity) => entity.startsWith('slot-token:')) === true;
}

/** By the names of the columns: `ekt`, `…_ekt`. */
function holdsToken(write: Write): boolean {
  if (write.kind === 'delete') return false;
  const values: object = write.kind === 'update' ? write.set : write.row;
  return Object.entries(values).some(
    ([column, value]) => /(^|_)ekt$/.test(column) && value instanceof Uint8Array && value.length > 0,
  );
}
