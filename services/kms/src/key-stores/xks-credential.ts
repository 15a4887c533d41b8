/** The credential of an external key store proxy: what its owner typed goes into an HSM, and only the EKT is kept. */
import { toHex, utf8 } from '@strongroom/core/bytes.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import type { XksProxyAuthenticationCredentialType } from '@strongroom/proto/gen/kms-types.js';
import { sealXksSecretArguments, sealXksSecretResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { Call } from '../pipeline/call.js';
import type { XksConfiguration } from './key-store-record.js';

/** @throws KmsError when no HSM can. */
export async function sealCredential(
  call: Call,
  { accessKeyId, rawSecretAccessKey }: XksProxyAuthenticationCredentialType,
): Promise<Pick<XksConfiguration, 'accessKeyId' | 'secret'>> {
  const secret = utf8(rawSecretAccessKey);
  try {
    const answer = await call.region.run({
      tenant: SYSTEM_TENANT,
      command: SLOT_COMMAND.SEAL_XKS_SECRET,
      materials: [],
      encode: () => sealXksSecretArguments.write({ accessKeyId, secret }),
      deadlineAt: call.deadlineAt,
      signal: call.signal,
    });
    const { materialId, ekt } = sealXksSecretResult.read(answer);
    return { accessKeyId, secret: { materialId: new Uint8Array(materialId), ekt: new Uint8Array(ekt) } };
  } finally {
    secret.fill(0);
  }
}

/** The columns of a configuration. */
export function xksColumns(xks: XksConfiguration) {
  return { ...addressColumns(xks), ...credentialColumns(xks) };
}

/** Those that say where the proxy is. */
export function addressColumns({ connectivity, uriEndpoint, uriPath }: XksConfiguration) {
  return { xks_connectivity: connectivity, xks_uri_endpoint: uriEndpoint, xks_uri_path: uriPath };
}

function credentialColumns({ accessKeyId, secret }: XksConfiguration) {
  return {
    xks_access_key_id: accessKeyId,
    xks_secret_material_id: toHex(secret.materialId),
    xks_secret_ekt: secret.ekt,
  };
}

/** Wipes a sealed secret that is of no more use from the slot that holds it. */
export async function forgetCredential(call: Call, { secret }: XksConfiguration): Promise<void> {
  await call.region.pool.forget(SYSTEM_TENANT, [secret.materialId], call.deadlineAt);
}
