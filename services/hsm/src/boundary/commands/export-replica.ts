/**
 * EXPORT_REPLICA: the one way in which key material leaves its domain. Only material that this domain's HSMs made, of a
 * multi-Region key, for a request that the root vouches for, and for that same key.
 */
import { HsmError } from '@strongroom/core/errors.js';
import { generateP384KeyPair } from '@strongroom/crypto/p384-key-pair.js';
import { encodeReplicationStatement, type ReplicationStatement } from '@strongroom/crypto/replication-statement.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { GCM_IV_BYTES } from '@strongroom/crypto/engine.js';
import {
  exportReplicaArguments,
  exportReplicaResult,
  wrappedMaterials,
  type MaterialReference,
  type WrappedMaterial,
} from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { ORIGIN_KMS } from './permissions.js';
import {
  replicaAad,
  replicaWrappingKey,
  requireMultiRegion,
  requireReplicationLane,
  vouchedStatement,
} from './replica-wrapping.js';

export const exportReplica: SlotCommandHandler = (slot, payload) => {
  requireReplicationLane(slot);
  const { request, nowMs, materials } = exportReplicaArguments.read(payload);
  const asked = vouchedStatement(slot, request, nowMs);
  if (asked.answers !== undefined) throw new HsmError('TOKEN_INVALID');
  requireMultiRegion(asked);
  const { engine } = slot;
  const requestDigest = engine.sha256(request.statement);
  const ephemeral = generateP384KeyPair(engine, slot.rng, 'agree');
  const transcript = { requestDigest, sourcePoint: ephemeral.publicPoint };
  const scalar = ephemeral.privateScalar.expose(SECRET_ACCESS);
  const wrappingKey = replicaWrappingKey(engine, scalar, asked.ephemeralPublic, transcript);
  ephemeral.privateScalar.dispose();
  if (wrappingKey === undefined) throw new HsmError('TOKEN_INVALID');
  try {
    const wrapped = { wrapped: materials.map((each) => wrap(slot, asked, transcript, wrappingKey, each)) };
    const statement = encodeReplicationStatement({
      ...asked,
      fromDomainId: slot.domainId,
      toDomainId: asked.fromDomainId,
      ephemeralPublic: ephemeral.publicPoint,
      answers: { requestDigest, materialsDigest: engine.sha256(wrappedMaterials.write(wrapped)) },
    });
    const answer = { statement, mac: slot.replicationMac('TO_ROOT', statement) };
    return exportReplicaResult.write({ answer, wrapped });
  } finally {
    wrappingKey.fill(0);
  }
};

/** @throws HsmError TOKEN_INVALID; KEY_FUNCTION_NOT_PERMITTED for material that may not leave */
function wrap(
  slot: SlotContext,
  asked: ReplicationStatement,
  transcript: Parameters<typeof replicaAad>[0],
  wrappingKey: Uint8Array,
  material: MaterialReference,
): WrappedMaterial {
  const { attributes, secret } = slot.openApart(material);
  try {
    const { kmsKeyId, keySpec, keyUsage, materialKind, origin } = attributes;
    const mayLeave =
      materialKind === 'BACKING_KEY' &&
      origin === ORIGIN_KMS &&
      kmsKeyId === asked.kmsKeyId &&
      keySpec === asked.keySpec &&
      keyUsage === asked.keyUsage;
    if (!mayLeave) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
    const iv = slot.rng.bytes(GCM_IV_BYTES);
    const aad = replicaAad(transcript, asked, attributes.materialId);
    const body = slot.engine.aes256GcmSeal(wrappingKey, iv, aad, secret.expose(SECRET_ACCESS));
    return { materialId: attributes.materialId, iv, body };
  } finally {
    secret.dispose();
  }
}
