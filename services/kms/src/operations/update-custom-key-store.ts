import { KmsError } from '@strongroom/core/errors.js';
import type { UpdateCustomKeyStoreRequest } from '@strongroom/proto/gen/kms-types.js';
import {
  keyStoreEntity,
  keyStoresEntity,
  updateKeyStore,
  type CustomKeyStore,
  type XksConfiguration,
} from '../key-stores/key-store-record.js';
import { refuseState } from '../key-stores/key-stores.js';
import { addressColumns, forgetCredential, sealCredential, xksColumns } from '../key-stores/xks-credential.js';
import { checkStoredText } from '../keys/stored-text.js';
import type { Call } from '../pipeline/call.js';
import { operation } from '../pipeline/operation.js';
import {
  checkConnectivity,
  checkNameFree,
  checkProxy,
  checkUriFree,
  checkUriPath,
  refuseParameters,
  XKS_PARAMETERS,
  XKS_VPC_PARAMETERS,
} from './custom-key-store.js';

/** A store of one type keeps it; so do its parameters. */
const CLOUDHSM_CHANGES = ['cloudHsmClusterId', 'keyStorePassword'] as const;

/**
 * API reference: UpdateCustomKeyStore. Name, URI path and credential of an external key store can be changed while it
 * is connected, everything else while it is disconnected. What is changed of the proxy is tried out first.
 */
export const updateCustomKeyStore = operation({
  name: 'UpdateCustomKeyStore',
  quota: 'manage',
  readOnly: false,
  action: 'kms:UpdateCustomKeyStore',
  crossAccount: false,
  check(input) {
    checkStoredText('NewCustomKeyStoreName', input.newCustomKeyStoreName);
    if (Object.keys(input).length < 2) {
      throw new KmsError('ValidationException', 'You must specify at least one property to update.');
    }
    if (input.xksProxyConnectivity !== undefined) checkConnectivity(input, input.xksProxyConnectivity);
    checkUriPath(input.xksProxyUriPath);
  },
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const { region } = call.region;
    const store = await services.keyStores.require(region, accountId, input.customKeyStoreId);
    checkFits(store, input);
    checkState(store, input);
    const others = (await services.keyStores.ofAccount(region, accountId)).filter(
      ({ storeId }) => storeId !== store.storeId,
    );
    const { newCustomKeyStoreName: newName } = input;
    if (newName !== undefined) checkNameFree(others, newName);
    const before = store.xks;
    const xks = before === undefined ? undefined : await changedProxy(call, before, input);
    if (xks !== undefined) {
      checkUriFree(others, xks);
      await checkProxy(services, call, xks, 'UpdateCustomKeyStore');
    }
    // The token of a secret that stays is not written: a rotation of the domain key may have replaced it meanwhile.
    const replaced = input.xksProxyAuthenticationCredential === undefined ? undefined : before;
    const columnsOf = replaced === undefined ? addressColumns : xksColumns;
    const { writes, entities } = updateKeyStore(store, {
      ...(newName === undefined ? {} : { store_name: newName }),
      ...(xks === undefined ? {} : columnsOf(xks)),
    });
    return {
      output: {},
      writes,
      entities: [...entities, keyStoresEntity(region, accountId)],
      restsOn: [keyStoreEntity(region, store.storeId), keyStoresEntity(region, accountId)],
      ...(replaced === undefined ? {} : { afterCommit: () => forgetCredential(call, replaced) }),
    };
  },
});

function checkFits({ type }: CustomKeyStore, input: UpdateCustomKeyStoreRequest): void {
  if (type === 'EXTERNAL_KEY_STORE') {
    refuseParameters(input, [...CLOUDHSM_CHANGES, ...XKS_VPC_PARAMETERS], type);
  } else refuseParameters(input, [...XKS_PARAMETERS, ...XKS_VPC_PARAMETERS], type);
}

function checkState(store: CustomKeyStore, input: UpdateCustomKeyStoreRequest): void {
  if (store.state === 'DISCONNECTED') return;
  const onlyWhenDisconnected = input.xksProxyUriEndpoint !== undefined || input.xksProxyConnectivity !== undefined;
  if (store.state !== 'CONNECTED' || onlyWhenDisconnected) refuseState(store, 'update these properties of');
}

/** The configuration as it will be; undefined where the proxy stays what it is. */
async function changedProxy(
  call: Call,
  before: XksConfiguration,
  input: UpdateCustomKeyStoreRequest,
): Promise<XksConfiguration | undefined> {
  const { xksProxyUriEndpoint, xksProxyUriPath, xksProxyAuthenticationCredential: credential } = input;
  if ((xksProxyUriEndpoint ?? xksProxyUriPath ?? credential) === undefined) return undefined;
  return {
    ...before,
    uriEndpoint: xksProxyUriEndpoint ?? before.uriEndpoint,
    uriPath: xksProxyUriPath ?? before.uriPath,
    ...(credential === undefined ? {} : await sealCredential(call, credential)),
  };
}
