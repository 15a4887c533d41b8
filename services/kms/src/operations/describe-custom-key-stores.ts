import { KmsError } from '@strongroom/core/errors.js';
import type { CustomKeyStoresListEntry, DescribeCustomKeyStoresRequest } from '@strongroom/proto/gen/kms-types.js';
import type { CustomKeyStore } from '../key-stores/key-store-record.js';
import { operation } from '../pipeline/operation.js';
import { decodeMarker, page } from './support.js';

const LIMIT_DEFAULT = 100;

/** API reference: DescribeCustomKeyStores. */
export const describeCustomKeyStores = operation({
  name: 'DescribeCustomKeyStores',
  quota: 'manage',
  readOnly: true,
  action: 'kms:DescribeCustomKeyStores',
  crossAccount: false,
  check({ customKeyStoreId, customKeyStoreName }) {
    if (customKeyStoreId === undefined || customKeyStoreName === undefined) return;
    throw new KmsError(
      'ValidationException',
      'You can specify either the CustomKeyStoreId or CustomKeyStoreName parameter, but not both.',
    );
  },
  async handle({ services, call, input }) {
    const all = await services.keyStores.ofAccount(call.region.region, call.caller.principal.accountId);
    const named = all.filter((store) => isNamed(store, input));
    if (named.length === 0 && (input.customKeyStoreId ?? input.customKeyStoreName) !== undefined) {
      const name = input.customKeyStoreId ?? input.customKeyStoreName ?? '';
      throw new KmsError('CustomKeyStoreNotFoundException', `The custom key store ${name} does not exist.`);
    }
    const after = decodeMarker('DescribeCustomKeyStores', input.marker);
    const rest = named.filter(({ storeId }) => storeId > after);
    const shown = rest.slice(0, input.limit ?? LIMIT_DEFAULT);
    return {
      output: {
        customKeyStores: shown.map(entryOf),
        ...page('DescribeCustomKeyStores', rest.length > shown.length, shown.at(-1)?.storeId),
      },
    };
  },
});

function isNamed(store: CustomKeyStore, { customKeyStoreId, customKeyStoreName }: DescribeCustomKeyStoresRequest) {
  return (
    (customKeyStoreId === undefined || store.storeId === customKeyStoreId) &&
    (customKeyStoreName === undefined || store.storeName === customKeyStoreName)
  );
}

/** Never the password or the secret. */
function entryOf(store: CustomKeyStore): CustomKeyStoresListEntry {
  const { xks } = store;
  return {
    customKeyStoreId: store.storeId,
    customKeyStoreName: store.storeName,
    connectionState: store.state,
    ...(store.errorCode === undefined ? {} : { connectionErrorCode: store.errorCode }),
    creationDate: store.createdAt,
    customKeyStoreType: store.type,
    ...(xks === undefined
      ? {}
      : {
          xksProxyConfiguration: {
            connectivity: xks.connectivity,
            accessKeyId: xks.accessKeyId,
            uriEndpoint: xks.uriEndpoint,
            uriPath: xks.uriPath,
          },
        }),
  };
}
