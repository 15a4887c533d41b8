/**
 * INSTALL_REPLICA: material of a peer's key, unwrapped and sealed under this slot's key. What it may become was decided
 * when the exchange began and is in the agreement key's authenticated attributes; nobody can change it since.
 */
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { encodeReplicationStatement, type ReplicationStatement } from '@strongroom/crypto/replication-statement.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import {
  installReplicaArguments,
  installReplicaResult,
  wrappedMaterials,
  type InstallReplicaArguments,
  type MaterialReference,
  type WrappedMaterial,
} from '@strongroom/proto/slot-protocol.js';
import type { OpenedMaterial, SlotCommandHandler, SlotContext } from '../slot-context.js';
import { ORIGIN_KMS } from './permissions.js';
import {
  replicaAad,
  replicaWrappingKey,
  requireReplicationLane,
  vouchedStatement,
  type ReplicatedKey,
} from './replica-wrapping.js';

export const installReplica: SlotCommandHandler = (slot, payload) => {
  requireReplicationLane(slot);
  const request = installReplicaArguments.read(payload);
  const answer = vouchedStatement(slot, request.answer, request.nowMs);
  const agreement = slot.openApart(request.agreementKey);
  try {
    const { requestDigest } = checkAnswer(slot, agreement, answer, request);
    const transcript = { requestDigest, sourcePoint: answer.ephemeralPublic };
    const scalar = agreement.secret.expose(SECRET_ACCESS);
    const wrappingKey = replicaWrappingKey(slot.engine, scalar, answer.ephemeralPublic, transcript);
    if (wrappingKey === undefined) throw new HsmError('TOKEN_INVALID');
    try {
      const materials = request.wrapped.wrapped.map((each) =>
        install(slot, agreement.attributes, transcript, wrappingKey, each),
      );
      return installReplicaResult.write({ materials });
    } finally {
      wrappingKey.fill(0);
    }
  } finally {
    agreement.secret.dispose();
  }
};

/**
 * The answer is to the request that this agreement key made, and names exactly these materials.
 * @throws HsmError TOKEN_INVALID; REPLICATION_EXPIRED
 */
function checkAnswer(
  slot: SlotContext,
  { attributes, secret }: OpenedMaterial,
  answer: ReplicationStatement,
  { nowMs, wrapped }: InstallReplicaArguments,
): { readonly requestDigest: Uint8Array } {
  const { replicates, kmsKeyId, keySpec, keyUsage } = attributes;
  if (replicates === undefined || answer.answers === undefined) throw new HsmError('TOKEN_INVALID');
  if (nowMs > replicates.notAfterMs) throw new HsmError('REPLICATION_EXPIRED');
  const asked = encodeReplicationStatement({
    fromDomainId: slot.domainId,
    toDomainId: replicates.domainId,
    tenant: slot.tenant,
    kmsKeyId,
    keySpec,
    keyUsage,
    ephemeralPublic: slot.engine.ecPublicPoint('P-384', secret.expose(SECRET_ACCESS)),
    notAfterMs: replicates.notAfterMs,
  });
  const { requestDigest, materialsDigest } = answer.answers;
  const fits =
    equalBytes(answer.fromDomainId, replicates.domainId) &&
    answer.kmsKeyId === kmsKeyId &&
    answer.keySpec === keySpec &&
    answer.keyUsage === keyUsage &&
    equalBytes(requestDigest, slot.engine.sha256(asked)) &&
    equalBytes(materialsDigest, slot.engine.sha256(wrappedMaterials.write(wrapped)));
  if (!fits) throw new HsmError('TOKEN_INVALID');
  return { requestDigest };
}

/** @throws HsmError TOKEN_INVALID */
function install(
  slot: SlotContext,
  { kmsKeyId, keySpec, keyUsage }: ReplicatedKey,
  transcript: Parameters<typeof replicaAad>[0],
  wrappingKey: Uint8Array,
  { materialId, iv, body }: WrappedMaterial,
): MaterialReference {
  const key = { kmsKeyId, keySpec, keyUsage };
  const secret = slot.engine.aes256GcmOpen(wrappingKey, iv, replicaAad(transcript, key, materialId), body);
  if (secret === undefined) throw new HsmError('TOKEN_INVALID');
  try {
    const material = slot.sealApart({ ...key, origin: ORIGIN_KMS, materialKind: 'BACKING_KEY' }, secret);
    // Ids follow from the material: ciphertexts of both Regions name it alike.
    if (!equalBytes(material.materialId, materialId)) throw new HsmError('TOKEN_INVALID');
    return material;
  } finally {
    secret.fill(0);
  }
}
