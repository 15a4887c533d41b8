/** A rotation of the slot key has replaced what a command was sent with, while it was under way. */
import { KmsError } from '@strongroom/core/errors.js';

/** Whoever can, decides again from fresh records; a user who hears of it is told to try again. */
export class TokensSuperseded extends KmsError {
  constructor(cause: unknown) {
    super('KMSInternalException', 'The resource changes too often just now. Try again.', { cause });
  }
}
