/** What CreateKey does for a key in a custom key store. */
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { CreateKeyRequest } from '@strongroom/proto/gen/kms-types.js';
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import { keysInStoreEntity, keyStoreEntity, type CustomKeyStore } from '../key-stores/key-store-record.js';
import { refuseState } from '../key-stores/key-stores.js';
import { NO_KEY_STORE } from '../keys/new-rows.js';
import type { Call } from '../pipeline/call.js';
import type { Services } from '../services.js';
import { keyCreationError, XksFailure } from '../xks/xks-failure.js';
import type { XksKeyMetadata } from '../xks/xks-messages.js';

/** Where a new key goes. */
export interface Placement {
  readonly store: CustomKeyStore | undefined;
  readonly columns: Pick<KmsKeyRow, 'custom_key_store_id' | 'xks_key_id'>;
  /** Of the result. */
  readonly entities: readonly string[];
  readonly restsOn: readonly string[];
}

/**
 * Which fields go with which origin (API reference, CreateKey: CustomKeyStoreId, XksKeyId, Origin).
 * @throws KmsError ValidationException, UnsupportedOperationException.
 */
export function checkStoreFields(input: CreateKeyRequest): void {
  const { origin = 'AWS_KMS', customKeyStoreId, xksKeyId, keySpec, customerMasterKeySpec, multiRegion } = input;
  const inStore = origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE';
  requirePresence('CustomKeyStoreId', customKeyStoreId, inStore, origin);
  requirePresence('XksKeyId', xksKeyId, origin === 'EXTERNAL_KEY_STORE', origin);
  if (!inStore) return;
  const spec = keySpec ?? customerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  if (spec !== 'SYMMETRIC_DEFAULT') unsupported(`KeySpec ${spec} is not supported in a custom key store.`);
  if (multiRegion === true) unsupported('Multi-Region keys are not supported in a custom key store.');
}

function requirePresence(member: string, value: string | undefined, wanted: boolean, origin: string): void {
  if ((value !== undefined) === wanted) return;
  const verdict = wanted ? 'is required' : 'is not valid';
  throw new KmsError('ValidationException', `${member} ${verdict} for a KMS key of origin ${origin}.`);
}

function unsupported(message: string): never {
  throw new KmsError('UnsupportedOperationException', message);
}

/**
 * The store, connected, and an external key that it can use and that no other KMS key of it has.
 * @throws KmsError CustomKeyStoreNotFoundException, CustomKeyStoreInvalidStateException, XksKeyAlreadyInUseException,
 * XksKeyNotFoundException, XksKeyInvalidConfigurationException.
 */
export async function placeKey(services: Services, call: Call, input: CreateKeyRequest): Promise<Placement> {
  const { customKeyStoreId, origin } = input;
  if (customKeyStoreId === undefined) return { store: undefined, columns: NO_KEY_STORE, entities: [], restsOn: [] };
  const { region } = call.region;
  const store = await services.keyStores.require(region, call.caller.principal.accountId, customKeyStoreId);
  const { storeId, type } = store;
  if (type !== origin) {
    const message = `A custom key store of type ${type} has no KMS keys of origin ${origin ?? ''}.`;
    throw new KmsError('ValidationException', message);
  }
  if (store.state !== 'CONNECTED') refuseState(store, 'create a KMS key in');
  const xksKeyId = must(input.xksKeyId, 'checked before');
  if ((await services.store.reads.keyIdInStore(region, storeId, xksKeyId)) !== undefined) {
    throw new KmsError(
      'XksKeyAlreadyInUseException',
      `The external key ${xksKeyId} is already associated with another KMS key in this external key store.`,
    );
  }
  checkUsable(xksKeyId, await metadataOf(services, call, store, xksKeyId));
  const held = keysInStoreEntity(region, storeId);
  return {
    store,
    columns: { custom_key_store_id: storeId, xks_key_id: xksKeyId },
    entities: [held],
    restsOn: [held, keyStoreEntity(region, storeId)],
  };
}

async function metadataOf(
  services: Services,
  call: Call,
  store: CustomKeyStore,
  xksKeyId: string,
): Promise<XksKeyMetadata> {
  const { external } = services.keyStores;
  const proxy = external.proxy(store.region, must(store.xks, 'an external key store has a proxy'));
  const awsPrincipalArn = call.caller.principal.arn;
  const metadata = { awsPrincipalArn, kmsOperation: 'CreateKey', kmsRequestId: call.requestId };
  try {
    return await external.client.keyMetadata({ proxy, metadata, deadlineAt: call.deadlineAt }, xksKeyId);
  } catch (error) {
    throw error instanceof XksFailure ? keyCreationError(error) : error;
  }
}

function checkUsable(xksKeyId: string, { keySpec, keyUsage, keyStatus }: XksKeyMetadata): void {
  const usable = keySpec === 'AES_256' && keyUsage.includes('ENCRYPT') && keyUsage.includes('DECRYPT');
  if (usable && keyStatus === 'ENABLED') return;
  throw new KmsError(
    'XksKeyInvalidConfigurationException',
    `The external key ${xksKeyId} must be an enabled 256-bit AES symmetric key with a key usage of ENCRYPT and DECRYPT.`,
  );
}
