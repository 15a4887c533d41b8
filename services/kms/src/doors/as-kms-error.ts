/** What is left to translate at a door after the pipeline: failures of authentication and decoding, and bugs. */
import { errorEntry, KmsError } from '@strongroom/core/errors.js';
import type { Services } from '../services.js';

/** Logs what the user is not told. */
export function asKmsError(services: Services, error: unknown, requestId: string): KmsError {
  if (error instanceof KmsError) {
    if (errorEntry(error.exception).fault === 'server' && error.cause !== undefined) {
      services.log.warn({ err: error.cause, exception: error.exception, requestId }, 'request failed');
    }
    return error;
  }
  services.log.error({ err: error, requestId }, 'bug: unexpected failure at a door');
  return new KmsError('KMSInternalException', undefined, { cause: error });
}
