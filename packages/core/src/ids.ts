/**
 * Branded identifiers: parsed once at the edge, then trusted. A parser returns undefined for text that is not such an
 * identifier.
 */

declare const brand: unique symbol;
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** An AWS account id: 12 digits. A tenant is an account. */
export type AccountId = Branded<string, 'AccountId'>;
/** The owner of a slot: an account, or the reserved tenant `system`. */
export type TenantId = Branded<string, 'TenantId'>;
/** An AWS Region name such as `eu-central-1`. A Region is one domain with its own pool of HSMs. */
export type Region = Branded<string, 'Region'>;
/** The id part of a KMS key: a lower-case UUID, or `mrk-` and 32 hex digits. */
export type KmsKeyId = Branded<string, 'KmsKeyId'>;
/** 64 lower-case hex digits that name one version of key material. */
export type KeyMaterialId = Branded<string, 'KeyMaterialId'>;
/** `AKIA…` (long-term) or `ASIA…` (session). */
export type AccessKeyId = Branded<string, 'AccessKeyId'>;
/** The name of one HSM node, unique in its fleet. */
export type NodeId = Branded<string, 'NodeId'>;

/** The tenant that owns the system's own secrets (DESIGN: access-key secrets). No account id can collide with it. */
export const SYSTEM_TENANT = 'system' as TenantId;

const ACCOUNT_ID = /^\d{12}$/;
const REGION = /^([a-z]+-){2,3}\d+$/;
/** Whether an id is one that the keys of several Regions share. */
export function isMultiRegionId(keyId: string): boolean {
  return keyId.startsWith('mrk-');
}

const KEY_ID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const MATERIAL_ID = /^[0-9a-f]{64}$/;
const ACCESS_KEY_ID = /^[A-Z0-9]{16,128}$/;
const NODE_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function parseAccountId(text: string): AccountId | undefined {
  return ACCOUNT_ID.test(text) ? (text as AccountId) : undefined;
}

export function parseTenantId(text: string): TenantId | undefined {
  return text === SYSTEM_TENANT || ACCOUNT_ID.test(text) ? (text as TenantId) : undefined;
}

/** Every account is a tenant; the reverse does not hold. */
export function tenantOf(account: AccountId): TenantId {
  return account as string as TenantId;
}

export function parseRegion(text: string): Region | undefined {
  return text.length <= 32 && REGION.test(text) ? (text as Region) : undefined;
}

export function parseKmsKeyId(text: string): KmsKeyId | undefined {
  return KEY_ID.test(text) ? (text as KmsKeyId) : undefined;
}

export function parseKeyMaterialId(text: string): KeyMaterialId | undefined {
  return MATERIAL_ID.test(text) ? (text as KeyMaterialId) : undefined;
}

export function parseAccessKeyId(text: string): AccessKeyId | undefined {
  return ACCESS_KEY_ID.test(text) ? (text as AccessKeyId) : undefined;
}

export function parseNodeId(text: string): NodeId | undefined {
  return NODE_ID.test(text) ? (text as NodeId) : undefined;
}
