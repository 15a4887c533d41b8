/** Things that suites make: keys, names, bytes. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { CreateKeyRequest } from '@strongroom/proto/gen/kms-types.js';
import type { Door } from './doors/door.js';
import type { ReadyTenant } from './ready-file.js';

export interface TestKey {
  readonly keyId: string;
  readonly arn: string;
}

export async function createKey(door: Door, as: ReadyTenant, input: Partial<CreateKeyRequest> = {}): Promise<TestKey> {
  const { keyMetadata } = await door.call('CreateKey', input, as);
  return { keyId: keyMetadata.keyId, arn: keyMetadata.arn };
}

export async function createAlias(door: Door, as: ReadyTenant, key: TestKey): Promise<string> {
  const aliasName = newAliasName();
  await door.call('CreateAlias', { aliasName, targetKeyId: key.keyId }, as);
  return aliasName;
}

export function newAliasName(): string {
  return `alias/test/${randomUUID()}`;
}

/** The ARN of something beside a key: an alias of its account and Region. */
export function aliasArn(key: TestKey, aliasName: string): string {
  return key.arn.replace(/key\/.*$/, aliasName);
}

/** A well-formed key id that no key has. */
export function unknownKeyId(): string {
  return randomUUID();
}

export function unknownKeyArn(key: TestKey): string {
  return key.arn.replace(/key\/.*$/, `key/${unknownKeyId()}`);
}

export function bytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}

export function flipBit(blob: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(blob);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

export function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}
