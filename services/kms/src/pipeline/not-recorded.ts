/** What the user hears when an event could not be stored: busy, or nothing at all. */
import { AssertionFailure } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { StoreBusyError } from '@strongroom/storage/store.js';

/** @param error a rejection of Store.commit. Returns what to throw; a bug is thrown as it is. */
export function notRecorded(error: unknown): KmsError {
  if (error instanceof AssertionFailure) throw error;
  return error instanceof StoreBusyError
    ? new KmsError('ThrottlingException')
    : new KmsError('KMSInternalException', undefined, { cause: error });
}
