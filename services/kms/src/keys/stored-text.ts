/** Free text of a user on its way into the store. */
import { KmsError } from '@strongroom/core/errors.js';

/**
 * The store reads a text up to its first NUL: two texts that differ after one would come back as the same.
 * @param member names the field in the message.
 * @throws KmsError ValidationException.
 */
export function checkStoredText(member: string, text: string | undefined): void {
  if (text?.includes('\0') === true) throw new KmsError('ValidationException', `${member} must not contain U+0000.`);
}
