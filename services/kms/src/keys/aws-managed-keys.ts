/**
 * AWS managed keys (developer guide, "AWS managed keys"): one for each account, Region and AWS service, under the alias
 * `alias/aws/<service>`. The first use makes it. AWS rotates it every year; its policy lets the account look at it, and
 * only the service use it.
 */
import { uuid } from '@strongroom/core/rng.js';
import { awsManagedKeyPolicy } from '@strongroom/iam/policy/aws-managed-key-policy.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import { policiesAllow } from '../authorization/authorize-request.js';
import type { Facts } from '../authorization/facts.js';
import { serviceLabel } from '../identity/via-service.js';
import { serviceEvent } from '../jobs/timed-job.js';
import type { Call } from '../pipeline/call.js';
import type { KeyReference } from '../pipeline/operation.js';
import { slotTokenGuard } from '../region/guarded-tokens.js';
import type { Services } from '../services.js';
import { aliasArn } from './alias.js';
import { generateMaterial } from './generate-material.js';
import { aliasEntity } from './key-directory.js';
import { compileKey, keyEntity } from './key-record.js';
import { FIRST_MATERIAL, NO_KEY_STORE, SINGLE_REGION } from './new-rows.js';
import { DAY_MS, ROTATION_PERIOD_DEFAULT_DAYS } from './rotation.js';

export const AWS_MANAGED_PREFIX = 'alias/aws/';

/** A conflict is another request's key, which is then there, or a rotation of the domain key, which is rare. */
const CREATE_ATTEMPTS_MAX = 3;

/** The services that have one, and what of theirs it protects. */
const PROTECTED: ReadonlyMap<string, string> = new Map([
  ['acm', 'ACM private keys'],
  ['backup', 'Backup data'],
  ['codecommit', 'CodeCommit repositories'],
  ['dms', 'Database Migration Service data'],
  ['dynamodb', 'DynamoDB tables'],
  ['ebs', 'EBS volumes'],
  ['elasticfilesystem', 'EFS filesystems'],
  ['es', 'Elasticsearch data'],
  ['fsx', 'FSx resources'],
  ['glue', 'Glue data'],
  ['kinesis', 'Kinesis streams'],
  ['kinesisvideo', 'Kinesis Video Streams data'],
  ['lambda', 'Lambda functions'],
  ['lightsail', 'Lightsail data'],
  ['rds', 'RDS database volumes'],
  ['redshift', 'Redshift clusters'],
  ['s3', 'S3 objects'],
  ['secretsmanager', 'Secrets Manager data'],
  ['sns', 'SNS data'],
  ['sqs', 'SQS messages'],
  ['ssm', 'Systems Manager parameters'],
  ['workspaces', 'WorkSpaces'],
  ['xray', 'X-Ray data'],
]);

/** The service of a predefined alias; undefined for any other name. */
function predefinedService(aliasName: string): string | undefined {
  if (!aliasName.startsWith(AWS_MANAGED_PREFIX)) return undefined;
  const service = aliasName.slice(AWS_MANAGED_PREFIX.length);
  return PROTECTED.has(service) ? service : undefined;
}

/**
 * Makes the AWS managed key that a request names where this is its first use: by the service itself, or by somebody in
 * the account who looks at it (API reference, DescribeKey) and whom policies allow that. For all other requests nothing
 * happens.
 * @param input of the request, for the conditions of policies.
 * @throws KmsError when no HSM can make the material.
 */
export async function ensureAwsManagedKey(
  services: Services,
  call: Call,
  operation: OperationName,
  reference: KeyReference,
  input: Facts['input'],
): Promise<void> {
  const service = requestedService(call, reference.identifier);
  if (service === undefined) return;
  const { kind, name, accountId } = call.caller.principal;
  const isItsOwn = kind === 'service' && serviceLabel(name) === service;
  if (operation !== 'DescribeKey' && !isItsOwn) return;
  for (let attempt = 1; attempt <= CREATE_ATTEMPTS_MAX; attempt += 1) {
    const alias = await services.keys.alias(call.region.region, accountId, `${AWS_MANAGED_PREFIX}${service}`);
    if (alias !== undefined) return;
    const row = newRow(services, call, service);
    if (!isItsOwn && !mayLookAt(call, operation, reference, input, row, service)) return;
    await createAwsManagedKey(services, call, service, row);
  }
}

/** Whether policies let the caller look at the key once it is there. Grants on it do not exist yet. */
function mayLookAt(
  call: Call,
  operation: OperationName,
  reference: KeyReference,
  input: Facts['input'],
  row: KmsKeyRow,
  service: string,
): boolean {
  const labels = { tags: new Map<string, string[]>(), aliases: [`${AWS_MANAGED_PREFIX}${service}`] };
  const kmsKey = { ...compileKey(row, []), labels };
  const { action } = reference;
  const key = { reference, kmsKey };
  return policiesAllow({ call, now: row.created_at, operation, action, input, key, keys: [kmsKey] }, kmsKey);
}

/** By alias name, or by the ARN of an alias of the caller's own account and Region. */
function requestedService(call: Call, identifier: string | undefined): string | undefined {
  if (identifier?.includes(AWS_MANAGED_PREFIX) !== true) return undefined;
  if (identifier.startsWith(AWS_MANAGED_PREFIX)) return predefinedService(identifier);
  const own = aliasArn(call.region.region, call.caller.principal.accountId, '');
  return identifier.startsWith(own) ? predefinedService(identifier.slice(own.length)) : undefined;
}

/**
 * Makes the caller's AWS managed key for a service, with its alias, in one commit. Where another request was faster its
 * key stands, and this one leaves nothing.
 * @throws KmsError when no HSM can make the material; StoreUnavailableError, StoreBusyError.
 */
async function createAwsManagedKey(services: Services, call: Call, service: string, row: KmsKeyRow): Promise<void> {
  const { accountId } = call.caller.principal;
  const { region } = call.region;
  const afterSeq = services.store.changeSeq;
  const [keyId, createdAt, aliasName] = [row.key_id, row.created_at, `${AWS_MANAGED_PREFIX}${service}`];
  const owner = { region, accountId, keyId, keySpec: row.key_spec, keyUsage: row.key_usage, origin: row.origin };
  const material = {
    ...(await generateMaterial(call.region, owner, call)),
    ...FIRST_MATERIAL,
    created_at: createdAt,
  };
  const alias = {
    region,
    account_id: accountId,
    alias_name: aliasName,
    target_key_id: keyId,
    created_at: createdAt,
    updated_at: createdAt,
  };
  await services.store.commit({
    guard: slotTokenGuard(region, accountId, afterSeq),
    event: serviceEvent('CreateKey', region, { at: createdAt, id: keyId, keyId, accountId }, { aliasName }),
    writes: [
      { kind: 'insert', table: 'kms_keys', row: { ...row, current_material_id: material.material_id } },
      { kind: 'insert', table: 'key_materials', row: material },
      { kind: 'insert', table: 'aliases', row: alias },
    ],
    entities: [keyEntity(region, keyId), aliasEntity(region, accountId, aliasName)],
  });
}

function newRow(services: Services, call: Call, service: string): KmsKeyRow {
  const { accountId } = call.caller.principal;
  const { region } = call.region;
  const createdAt = services.clock.now();
  return {
    region,
    key_id: uuid(services.rng),
    account_id: accountId,
    key_state: 'Enabled',
    description: `Default key that protects my ${PROTECTED.get(service) ?? service} when no other key is defined`,
    key_spec: 'SYMMETRIC_DEFAULT',
    key_usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    ...SINGLE_REGION,
    current_material_id: null,
    policy: awsManagedKeyPolicy({ accountId, region, service }),
    created_at: createdAt,
    deletion_at: null,
    version: 1,
    key_manager: 'AWS',
    rotation_period_days: ROTATION_PERIOD_DEFAULT_DAYS,
    next_rotation_at: createdAt + ROTATION_PERIOD_DEFAULT_DAYS * DAY_MS,
    on_demand_rotations: 0,
    ...NO_KEY_STORE,
  };
}
