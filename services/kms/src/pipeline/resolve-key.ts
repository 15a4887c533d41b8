/**
 * From what a request names to a KMS key: key id, key ARN, alias name, alias ARN, or the material that a ciphertext was
 * made under. Whether the caller may use it is decided afterwards: another account's key that is not there is resolved
 * too, to one that nobody may use.
 */
import { toHex } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { parseKmsKeyId } from '@strongroom/core/ids.js';
import { parseBlobHeader } from '@strongroom/crypto/ciphertext-blob.js';
import { parseExternalBlob } from '@strongroom/crypto/external-blob.js';
import { CIPHERTEXT_REFERS_TO_NOTHING, otherAccountsResource } from '../authorization/denials.js';
import type { AliasTarget, KeyDirectory } from '../keys/key-directory.js';
import { keyArn, type KmsKey } from '../keys/key-record.js';
import type { Call } from './call.js';
import type { KeyReference } from './operation.js';

/** The partition is always `aws`, as in every ARN that is made here: one key has one ARN. */
const ARN = /^arn:aws:kms:([a-z0-9-]{1,32}):(\d{12}):(key|alias)\/(.{1,256})$/;

/** What a reference led to. */
export interface ResolvedKey {
  readonly kmsKey: KmsKey;
  /** The alias by which it was found, if it was: when that moves, the reference leads elsewhere. */
  readonly alias: AliasTarget | undefined;
}

/**
 * @param crossAccount whether the operation takes keys of other accounts
 * @throws KmsError NotFoundException, InvalidArnException, AccessDeniedException, InvalidCiphertextException.
 */
export async function resolveKey(
  directory: KeyDirectory,
  call: Call,
  reference: KeyReference,
  crossAccount: boolean,
): Promise<ResolvedKey> {
  if (reference.identifier === undefined) {
    return { kmsKey: await keyOfCiphertext(directory, call, reference), alias: undefined };
  }
  return keyOfIdentifier(directory, call, reference.identifier, reference, crossAccount);
}

/**
 * Only ciphertexts of symmetric keys name their material; what another key makes of this one is its algorithm's matter.
 * @throws KmsError InvalidCiphertextException, IncorrectKeyException.
 */
export function checkNamesKey({ identifier, ciphertextBlob }: KeyReference, kmsKey: KmsKey): void {
  if (identifier === undefined || ciphertextBlob === undefined || kmsKey.keySpec !== 'SYMMETRIC_DEFAULT') return;
  if (!kmsKey.materials.has(materialIdOf(ciphertextBlob))) throw new KmsError('IncorrectKeyException');
}

/** The hex material id in a blob's header. @throws KmsError InvalidCiphertextException. */
export function materialIdOf(ciphertextBlob: Uint8Array): string {
  const header = parseBlobHeader(ciphertextBlob) ?? parseExternalBlob(ciphertextBlob);
  if (header === undefined) throw new KmsError('InvalidCiphertextException');
  return toHex(header.materialId);
}

async function keyOfCiphertext(directory: KeyDirectory, call: Call, reference: KeyReference): Promise<KmsKey> {
  if (reference.ciphertextBlob === undefined) throw new KmsError('ValidationException', 'A KeyId is required.');
  const materialId = materialIdOf(reference.ciphertextBlob);
  const keyId = await directory.keyIdOfMaterial(call.region.region, materialId);
  const kmsKey = keyId === undefined ? undefined : await directory.byId(call.region.region, keyId);
  if (kmsKey === undefined) throw new KmsError('AccessDeniedException', CIPHERTEXT_REFERS_TO_NOTHING);
  return kmsKey;
}

async function keyOfIdentifier(
  directory: KeyDirectory,
  call: Call,
  identifier: string,
  reference: KeyReference,
  crossAccount: boolean,
): Promise<ResolvedKey> {
  const { region } = call.region;
  const own = call.caller.principal.accountId;
  if (!identifier.startsWith('arn:')) {
    if (identifier.startsWith('alias/')) return keyOfAlias(directory, call, own, identifier, reference);
    return keyOfId(directory, call, own, identifier);
  }
  const match = ARN.exec(identifier);
  if (match === null) throw new KmsError('InvalidArnException', `Invalid arn ${identifier}`);
  const [, arnRegion, accountId = '', kind, name = ''] = match as unknown as readonly string[];
  if (arnRegion !== region) throw new KmsError('NotFoundException', `Invalid arn ${arnRegion ?? ''}`);
  if (accountId !== own) {
    if (!crossAccount || (kind === 'alias' && reference.forms === 'key-id-or-arn')) {
      throw otherAccountsResource(call, reference.action);
    }
    return foreignKey(directory, call, accountId, kind === 'alias' ? `alias/${name}` : name);
  }
  if (kind === 'alias') return keyOfAlias(directory, call, own, `alias/${name}`, reference);
  return keyOfId(directory, call, own, name);
}

async function foreignKey(directory: KeyDirectory, call: Call, accountId: string, name: string): Promise<ResolvedKey> {
  const { region } = call.region;
  const alias = name.startsWith('alias/') ? await directory.foreignAlias(region, accountId, name) : undefined;
  return { kmsKey: await directory.foreignKey(region, accountId, alias?.targetKeyId ?? name), alias };
}

async function keyOfId(
  directory: KeyDirectory,
  call: Call,
  accountId: string,
  keyId: string,
  alias?: AliasTarget,
): Promise<ResolvedKey> {
  if (parseKmsKeyId(keyId) === undefined) throw new KmsError('NotFoundException', `Invalid keyId '${keyId}'`);
  const found = directory.byId(call.region.region, keyId);
  const kmsKey = found instanceof Promise ? await found : found;
  if (kmsKey?.accountId !== accountId) {
    throw new KmsError('NotFoundException', `Key '${keyArn(call.region.region, accountId, keyId)}' does not exist`);
  }
  return { kmsKey, alias };
}

async function keyOfAlias(
  directory: KeyDirectory,
  call: Call,
  accountId: string,
  aliasName: string,
  reference: KeyReference,
): Promise<ResolvedKey> {
  if (reference.forms === 'key-id-or-arn') throw new KmsError('NotFoundException', `Invalid keyId '${aliasName}'`);
  const target = await directory.alias(call.region.region, accountId, aliasName);
  if (target === undefined) {
    const arn = `arn:aws:kms:${call.region.region}:${accountId}:${aliasName}`;
    throw new KmsError('NotFoundException', `Alias ${arn} is not found.`);
  }
  return keyOfId(directory, call, accountId, target.targetKeyId, target);
}

/** AWS's wording when no policy allows the action. */
export function accessDenied(call: Call, action: string, resource: string): KmsError {
  return new KmsError(
    'AccessDeniedException',
    `User: ${call.caller.principal.arn} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`,
  );
}
