/**
 * Stands for a key of another account that is not there: it takes the way through authorization that any key takes, and
 * nobody may use it. So the answer, and what it costs, do not tell whether a key exists.
 */
import { hash } from 'node:crypto';
import { compileKey, type KmsKey } from './key-record.js';
import { CUSTOMER_MANAGED, NO_KEY_STORE, NO_ROTATION, SINGLE_REGION } from './new-rows.js';

/** No stored key has it: a policy is JSON. */
const NO_POLICY = '';

export function nobodysKey(region: string, accountId: string, keyId: string): KmsKey {
  const row = {
    region,
    key_id: keyId,
    account_id: accountId,
    key_state: 'Enabled',
    description: '',
    key_spec: 'SYMMETRIC_DEFAULT',
    key_usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    current_material_id: null,
    policy: NO_POLICY,
    created_at: 0,
    deletion_at: null,
    version: 0,
    ...SINGLE_REGION,
    ...CUSTOMER_MANAGED,
    ...NO_ROTATION,
    ...NO_KEY_STORE,
  };
  return compileKey(row, []);
}

export function isNobodysKey({ policy }: KmsKey): boolean {
  return policy === NO_POLICY;
}

/** The id of the key that an alias which is not there leads to. No key has it: version 0 of a UUID is not made. */
export function nobodysKeyId(aliasEntity: string): string {
  const hex = hash('sha256', aliasEntity, 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `0${hex.slice(13, 16)}`, hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
