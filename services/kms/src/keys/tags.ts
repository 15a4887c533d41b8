/** Rules of tags (API reference: TagResource). */
import { KmsError } from '@strongroom/core/errors.js';
import { checkStoredText } from './stored-text.js';
import type { Tag } from '@strongroom/proto/gen/kms-types.js';

/** Tags per KMS key. */
export const TAGS_MAX = 50;

/** @throws KmsError TagException, ValidationException. */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > TAGS_MAX) throw tooManyTags();
  const seen = new Set<string>();
  for (const { tagKey, tagValue } of tags) {
    checkStoredText('TagKey', tagKey);
    checkStoredText('TagValue', tagValue);
    if (tagKey.startsWith('aws:')) throw new KmsError('TagException', 'Tags beginning with aws: are reserved');
    if (seen.has(tagKey)) throw new KmsError('TagException', 'Duplicate tag keys');
    seen.add(tagKey);
  }
}

export function tooManyTags(): KmsError {
  return new KmsError('TagException', 'Too many tags');
}
