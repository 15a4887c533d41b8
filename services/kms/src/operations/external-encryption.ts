/**
 * The second half of every encryption under a KMS key in an external key store (developer guide, "Double encryption"):
 * what the HSM made goes through the external key manager, and comes back through it. Other keys have no such half.
 */
import { createHash } from 'node:crypto';
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { encodeExternalBlob, parseExternalBlob } from '@strongroom/crypto/external-blob.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { ExternalKey, KeyMaterial, KmsKey } from '../keys/key-record.js';
import type { Call } from '../pipeline/call.js';
import type { Services } from '../services.js';
import type { XksCall } from '../xks/xks-client.js';
import { useError, XksFailure } from '../xks/xks-failure.js';

/** One use of a key: what the proxy is told of it, and the canonical encryption context. */
export interface ExternalUse {
  readonly services: Services;
  readonly call: Call;
  readonly kmsKey: KmsKey;
  readonly operation: OperationName;
  readonly context: Uint8Array;
}

/**
 * The CiphertextBlob for users.
 * @param blob what the HSM made under `material`
 * @throws KmsError KMSInvalidStateException.
 */
export async function enclose(use: ExternalUse, material: KeyMaterial, blob: Uint8Array): Promise<Uint8Array> {
  const { external } = use.kmsKey;
  if (external === undefined) return blob;
  const { client } = use.services.keyStores.external;
  const made = await client.encrypt(xksCall(use, external), external.xksKeyId, blob, use.context).catch(refuse);
  return encodeExternalBlob({ materialId: material.materialId, digest: digestOf(blob), ...made });
}

/**
 * What the HSM made, for it to open. A blob without the external half is none of an external key: who has seen the
 * inside of one (the external key manager has) does not get around it. Nor does the external key manager choose what
 * the HSM opens: only the digest tells apart what has one material and one context.
 * @throws KmsError InvalidCiphertextException, KMSInvalidStateException.
 */
export async function disclose(use: ExternalUse, ciphertextBlob: Uint8Array): Promise<Uint8Array> {
  const { external } = use.kmsKey;
  const parsed = parseExternalBlob(ciphertextBlob);
  if ((external === undefined) !== (parsed === undefined)) throw new KmsError('InvalidCiphertextException');
  if (external === undefined || parsed === undefined) return ciphertextBlob;
  const { client } = use.services.keyStores.external;
  const opened = await client.decrypt(xksCall(use, external), external.xksKeyId, parsed, use.context).catch(refuse);
  if (timingSafeEqual(digestOf(opened), parsed.digest)) return opened;
  return refuse(new XksFailure('INVALID_RESPONSE', 'the plaintext is not what was encrypted'));
}

function digestOf(blob: Uint8Array): Uint8Array {
  return createHash('sha256').update(blob).digest();
}

function xksCall({ services, call, kmsKey, operation }: ExternalUse, { store }: ExternalKey): XksCall {
  const xks = must(store.xks, 'a store of external keys has a proxy');
  return {
    proxy: services.keyStores.external.proxy(kmsKey.region, xks),
    metadata: {
      awsPrincipalArn: call.caller.principal.arn,
      kmsOperation: operation,
      kmsRequestId: call.requestId,
      kmsKeyArn: kmsKey.arn,
    },
    deadlineAt: call.deadlineAt,
  };
}

function refuse(error: unknown): never {
  throw error instanceof XksFailure ? useError(error) : error;
}
