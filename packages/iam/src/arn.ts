/**
 * Amazon Resource Names: `arn:partition:service:region:account:resource` (AWS General Reference). Parsed once at the
 * edge, bounded, branded.
 */
import {
  type AccountId,
  type Branded,
  type KmsKeyId,
  parseAccountId,
  parseKmsKeyId,
  parseRegion,
  type Region,
} from '@strongroom/core/ids.js';

/** Text of the form `arn:…`, at most 2048 characters. */
export type Arn = Branded<string, 'Arn'>;
/** `arn:aws:kms:REGION:ACCOUNT:key/KEY-ID`. */
export type KmsKeyArn = Branded<string, 'KmsKeyArn'>;
/** `arn:aws:kms:REGION:ACCOUNT:alias/NAME`. */
export type AliasArn = Branded<string, 'AliasArn'>;
/** `alias/NAME`, 1 to 256 characters in all (API model, AliasNameType). */
export type AliasName = Branded<string, 'AliasName'>;

export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  /** Empty in global services such as IAM. */
  readonly region: string;
  /** Empty where the resource's name is global. */
  readonly accountId: string;
  readonly resource: string;
}

const ARN_MAX_CHARS = 2048;
const ALIAS_NAME_MAX_CHARS = 256;
const ARN = /^arn:(aws(?:-[a-z]{2,4}){0,3}):([a-z0-9-]{1,64}):([a-z0-9-]{0,32}):(\d{12}|):([\x21-\x7e][\x20-\x7e]*)$/;
const ALIAS_NAME = /^alias\/[a-zA-Z0-9/_-]+$/;

/** Undefined for text that is not an ARN. The resource is not looked into. */
export function parseArn(text: string): ArnParts | undefined {
  const match = text.length <= ARN_MAX_CHARS ? ARN.exec(text) : null;
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = match;
  return { partition, service, region, accountId, resource };
}

export function formatArn(parts: ArnParts): Arn {
  return `arn:${parts.partition}:${parts.service}:${parts.region}:${parts.accountId}:${parts.resource}` as Arn;
}

/** The partition that a Region lies in: `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: Region): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export interface KmsKeyArnParts {
  readonly region: Region;
  readonly accountId: AccountId;
  readonly keyId: KmsKeyId;
}

/** Undefined for anything but a well-formed key ARN in its Region's partition. */
export function parseKmsKeyArn(text: string): KmsKeyArnParts | undefined {
  const parsed = parseKmsArn(text);
  if (!parsed?.resource.startsWith('key/')) return undefined;
  const keyId = parseKmsKeyId(parsed.resource.slice('key/'.length));
  return keyId === undefined ? undefined : { region: parsed.region, accountId: parsed.accountId, keyId };
}

export function formatKmsKeyArn(region: Region, accountId: AccountId, keyId: KmsKeyId): KmsKeyArn {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${keyId}` as KmsKeyArn;
}

export interface AliasArnParts {
  readonly region: Region;
  readonly accountId: AccountId;
  readonly aliasName: AliasName;
}

/** Undefined for anything but a well-formed alias ARN in its Region's partition. */
export function parseAliasArn(text: string): AliasArnParts | undefined {
  const parsed = parseKmsArn(text);
  if (parsed === undefined) return undefined;
  const aliasName = parseAliasName(parsed.resource);
  return aliasName === undefined ? undefined : { region: parsed.region, accountId: parsed.accountId, aliasName };
}

export function formatAliasArn(region: Region, accountId: AccountId, aliasName: AliasName): AliasArn {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${aliasName}` as AliasArn;
}

export function parseAliasName(text: string): AliasName | undefined {
  return text.length <= ALIAS_NAME_MAX_CHARS && ALIAS_NAME.test(text) ? (text as AliasName) : undefined;
}

function parseKmsArn(text: string): { region: Region; accountId: AccountId; resource: string } | undefined {
  const parts = parseArn(text);
  if (parts?.service !== 'kms') return undefined;
  const region = parseRegion(parts.region);
  const accountId = parseAccountId(parts.accountId);
  if (region === undefined || accountId === undefined || parts.partition !== partitionOf(region)) return undefined;
  return { region, accountId, resource: parts.resource };
}
