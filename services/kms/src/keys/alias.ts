/** Alias names and their rules (API reference: CreateAlias). */
import { KmsError } from '@strongroom/core/errors.js';
import type { AliasRow } from '@strongroom/storage/schema.js';

/** Aliases per KMS key (resource quota). */
export const ALIASES_PER_KEY_MAX = 50;

export function aliasArn(region: string, accountId: string, aliasName: string): string {
  return `arn:aws:kms:${region}:${accountId}:${aliasName}`;
}

/**
 * @throws KmsError for a name that no alias can have. The characters and the length are checked by the model's
 * constraints.
 */
export function checkAliasName(aliasName: string): void {
  if (!aliasName.startsWith('alias/') || aliasName === 'alias/') {
    throw new KmsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (aliasName.startsWith('alias/aws/')) {
    throw new KmsError('InvalidAliasNameException', 'The prefix "alias/aws/" is reserved for AWS managed keys.');
  }
  if (aliasName.slice('alias/'.length).includes(':')) {
    throw new KmsError('InvalidAliasNameException', `${aliasName} contains invalid characters for an alias`);
  }
}

export function aliasNotFound(region: string, accountId: string, aliasName: string): KmsError {
  return new KmsError('NotFoundException', `Alias ${aliasArn(region, accountId, aliasName)} is not found.`);
}

/** AliasListEntry of the API reference. */
export function aliasListEntry(row: AliasRow): {
  aliasName: string;
  aliasArn: string;
  targetKeyId: string;
  creationDate: number;
  lastUpdatedDate: number;
} {
  return {
    aliasName: row.alias_name,
    aliasArn: aliasArn(row.region, row.account_id, row.alias_name),
    targetKeyId: row.target_key_id,
    creationDate: row.created_at,
    lastUpdatedDate: row.updated_at,
  };
}
