import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { Rng } from '@strongroom/core/rng.js';
import { toHex } from '@strongroom/core/bytes.js';
import type { CreateCustomKeyStoreRequest } from '@strongroom/proto/gen/kms-types.js';
import { keyStoreEntity, keyStoresEntity, type XksConfiguration } from '../key-stores/key-store-record.js';
import { sealCredential, xksColumns } from '../key-stores/xks-credential.js';
import { checkStoredText } from '../keys/stored-text.js';
import type { Call } from '../pipeline/call.js';
import { operation } from '../pipeline/operation.js';
import {
  checkConnectivity,
  checkNameFree,
  checkProxy,
  checkUriFree,
  checkUriPath,
  CLOUDHSM_PARAMETERS,
  refuseParameters,
  requireParameters,
  XKS_PARAMETERS,
  XKS_VPC_PARAMETERS,
} from './custom-key-store.js';

/** Resource quota: custom key stores of both types in an account and Region. */
const STORES_MAX = 10;
const ID_BYTES = 9;

/**
 * API reference: CreateCustomKeyStore. An external key store is made when its proxy has answered; there are no CloudHSM
 * clusters, so that whichever is named does not exist.
 */
export const createCustomKeyStore = operation({
  name: 'CreateCustomKeyStore',
  quota: 'manage',
  readOnly: false,
  action: 'kms:CreateCustomKeyStore',
  crossAccount: false,
  check(input) {
    checkStoredText('CustomKeyStoreName', input.customKeyStoreName);
    if (input.customKeyStoreType !== 'EXTERNAL_KEY_STORE') {
      refuseParameters(input, [...XKS_PARAMETERS, ...XKS_VPC_PARAMETERS], 'AWS_CLOUDHSM');
      requireParameters(input, CLOUDHSM_PARAMETERS, 'AWS_CLOUDHSM');
      return;
    }
    refuseParameters(input, CLOUDHSM_PARAMETERS, 'EXTERNAL_KEY_STORE');
    requireParameters(input, XKS_PARAMETERS, 'EXTERNAL_KEY_STORE');
    checkConnectivity(input, input.xksProxyConnectivity ?? '');
    checkUriPath(input.xksProxyUriPath);
  },
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const { region } = call.region;
    const others = await services.keyStores.ofAccount(region, accountId);
    checkNameFree(others, input.customKeyStoreName);
    if (others.length >= STORES_MAX) {
      throw new KmsError(
        'LimitExceededException',
        `The limit of ${String(STORES_MAX)} custom key stores in this account and Region has been reached.`,
      );
    }
    if (input.customKeyStoreType !== 'EXTERNAL_KEY_STORE') {
      throw new KmsError(
        'CloudHsmClusterNotFoundException',
        `The cluster ${input.cloudHsmClusterId ?? ''} does not exist in this account and Region.`,
      );
    }
    checkUriFree(others, uriOf(input));
    const xks = await configuration(call, input);
    await checkProxy(services, call, xks, 'CreateCustomKeyStore');
    const storeId = newStoreId(services.rng);
    const row = {
      region,
      store_id: storeId,
      account_id: accountId,
      store_name: input.customKeyStoreName,
      store_type: 'EXTERNAL_KEY_STORE',
      connection_state: 'DISCONNECTED',
      connection_error_code: null,
      created_at: services.clock.now(),
      version: 1,
      ...xksColumns(xks),
    };
    return {
      output: { customKeyStoreId: storeId },
      writes: [{ kind: 'insert', table: 'custom_key_stores', row }],
      entities: [keyStoreEntity(region, storeId), keyStoresEntity(region, accountId)],
      restsOn: [keyStoresEntity(region, accountId)],
    };
  },
});

function uriOf(input: CreateCustomKeyStoreRequest): Pick<XksConfiguration, 'uriEndpoint' | 'uriPath'> {
  return {
    uriEndpoint: must(input.xksProxyUriEndpoint, 'checked before'),
    uriPath: must(input.xksProxyUriPath, 'checked before'),
  };
}

async function configuration(call: Call, input: CreateCustomKeyStoreRequest): Promise<XksConfiguration> {
  const credential = must(input.xksProxyAuthenticationCredential, 'checked before');
  const connectivity = must(input.xksProxyConnectivity, 'checked before');
  return { connectivity, ...uriOf(input), ...(await sealCredential(call, credential)) };
}

/** As the service's look: `cks-` and 17 hex digits. */
function newStoreId(rng: Rng): string {
  return `cks-${toHex(rng.bytes(ID_BYTES)).slice(1)}`;
}
