/** What the operations on custom key stores share: which parameters go with which kind, and what must be unique. */
import { KmsError } from '@strongroom/core/errors.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { XksConfiguration, CustomKeyStore } from '../key-stores/key-store-record.js';
import type { Call } from '../pipeline/call.js';
import type { Services } from '../services.js';
import { setupError, XksFailure } from '../xks/xks-failure.js';

interface Parameters {
  readonly cloudHsmClusterId?: string;
  readonly keyStorePassword?: string;
  readonly trustAnchorCertificate?: string;
  readonly xksProxyUriEndpoint?: string;
  readonly xksProxyUriPath?: string;
  readonly xksProxyVpcEndpointServiceName?: string;
  readonly xksProxyVpcEndpointServiceOwner?: string;
  readonly xksProxyAuthenticationCredential?: object;
  readonly xksProxyConnectivity?: string;
}

export const CLOUDHSM_PARAMETERS = ['cloudHsmClusterId', 'keyStorePassword', 'trustAnchorCertificate'] as const;
export const XKS_PARAMETERS = [
  'xksProxyUriEndpoint',
  'xksProxyUriPath',
  'xksProxyAuthenticationCredential',
  'xksProxyConnectivity',
] as const;
export const XKS_VPC_PARAMETERS = ['xksProxyVpcEndpointServiceName', 'xksProxyVpcEndpointServiceOwner'] as const;

const awsName = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** @throws KmsError ValidationException for the first that is not there. */
export function requireParameters(input: Parameters, names: readonly (keyof Parameters)[], type: string): void {
  const missing = names.find((name) => input[name] === undefined);
  if (missing === undefined) return;
  throw new KmsError('ValidationException', `${awsName(missing)} is required for a custom key store of type ${type}.`);
}

/** @throws KmsError ValidationException for the first that is there. */
export function refuseParameters(input: Parameters, names: readonly (keyof Parameters)[], type: string): void {
  const given = names.find((name) => input[name] !== undefined);
  if (given === undefined) return;
  throw new KmsError('ValidationException', `${awsName(given)} is not valid for a custom key store of type ${type}.`);
}

/**
 * There are no VPC endpoint services here, so that whichever is named does not exist.
 * @throws KmsError ValidationException, XksProxyVpcEndpointServiceNotFoundException.
 */
export function checkConnectivity(input: Parameters, connectivity: string): void {
  if (connectivity === 'PUBLIC_ENDPOINT') {
    refuseParameters(input, XKS_VPC_PARAMETERS, 'EXTERNAL_KEY_STORE with XksProxyConnectivity PUBLIC_ENDPOINT');
    return;
  }
  requireParameters(
    input,
    ['xksProxyVpcEndpointServiceName'],
    'EXTERNAL_KEY_STORE with XksProxyConnectivity VPC_ENDPOINT_SERVICE',
  );
  throw new KmsError(
    'XksProxyVpcEndpointServiceNotFoundException',
    `The VPC endpoint service ${input.xksProxyVpcEndpointServiceName ?? ''} does not exist. Strongroom reaches proxies by PUBLIC_ENDPOINT only.`,
  );
}

/** The API has one version. @throws KmsError XksProxyInvalidConfigurationException. */
export function checkUriPath(uriPath: string | undefined): void {
  if (uriPath === undefined || uriPath.endsWith('/v1')) return;
  throw new KmsError(
    'XksProxyInvalidConfigurationException',
    'KMS supports version v1 of the external key store proxy API. XksProxyUriPath must end with /kms/xks/v1.',
  );
}

/** @throws KmsError CustomKeyStoreNameInUseException. */
export function checkNameFree(others: readonly CustomKeyStore[], storeName: string): void {
  if (!others.some((store) => store.storeName === storeName)) return;
  throw new KmsError(
    'CustomKeyStoreNameInUseException',
    `The custom key store name ${storeName} is already in use in this account and Region.`,
  );
}

/** @throws KmsError XksProxyUriInUseException. */
export function checkUriFree(
  others: readonly CustomKeyStore[],
  { uriEndpoint, uriPath }: Pick<XksConfiguration, 'uriEndpoint' | 'uriPath'>,
): void {
  // Host names know no case; paths do.
  const host = uriEndpoint.toLowerCase();
  if (!others.some(({ xks }) => xks?.uriEndpoint.toLowerCase() === host && xks.uriPath === uriPath)) return;
  throw new KmsError(
    'XksProxyUriInUseException',
    'The combination of XksProxyUriEndpoint and XksProxyUriPath is already in use by another external key store in this account and Region.',
  );
}

/** Asks the proxy how it is. @throws KmsError one of XksProxy…Exception. */
export async function checkProxy(
  services: Services,
  call: Call,
  xks: XksConfiguration,
  kmsOperation: OperationName,
): Promise<void> {
  const { external } = services.keyStores;
  const proxy = external.proxy(call.region.region, xks);
  const metadata = { kmsRequestId: call.requestId, kmsOperation };
  try {
    await external.client.health({ proxy, metadata, deadlineAt: call.deadlineAt });
  } catch (error) {
    throw error instanceof XksFailure ? setupError(error) : error;
  }
}
