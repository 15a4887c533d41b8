/** Names and tags of IAM and STS (API references of both), checked at the edge. */
import { KmsError } from '@strongroom/core/errors.js';

/** IAM user and role names: they are the same (IAM API reference, CreateUser, CreateRole). */
export const PRINCIPAL_NAME = /^[\w+=,.@-]{1,64}$/;
export const POLICY_NAME = /^[\w+=,.@-]{1,128}$/;
/** RoleSessionName and SourceIdentity (STS API reference, AssumeRole). */
export const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
/** `s3.amazonaws.com`, `logs.eu-central-1.amazonaws.com`. */
export const SERVICE_NAME = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})?\.amazonaws\.com$/;
export const TAGS_MAX_COUNT = 50;

const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** @throws KmsError ValidationException naming `member`. */
export function checkName(member: string, pattern: RegExp, value: string): string {
  if (pattern.test(value)) return value;
  throw new KmsError('ValidationException', `${member} must match ${pattern.source}.`);
}

/**
 * Tags as IAM and STS take them; keys compare without regard to case.
 * @throws KmsError ValidationException.
 */
export function checkTags(tags: readonly (readonly [key: string, value: string])[]): void {
  if (tags.length > TAGS_MAX_COUNT) {
    throw new KmsError('ValidationException', `There can be at most ${String(TAGS_MAX_COUNT)} tags.`);
  }
  const seen = new Set<string>();
  for (const [name, value] of tags) {
    if (!TAG_KEY.test(name) || !TAG_VALUE.test(value)) {
      throw new KmsError(
        'ValidationException',
        'A tag key has 1 to 128 and a tag value up to 256 letters, digits, spaces and _.:/=+-@.',
      );
    }
    if (/^aws:/i.test(name)) throw new KmsError('ValidationException', 'Tag keys that begin with aws: are reserved.');
    if (seen.has(name.toLowerCase())) {
      throw new KmsError(
        'ValidationException',
        'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      );
    }
    seen.add(name.toLowerCase());
  }
}
