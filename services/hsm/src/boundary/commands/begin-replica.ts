/**
 * BEGIN_REPLICA: an ephemeral key whose private half leaves only as a token, and a request that carries its public one.
 */
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { generateP384KeyPair } from '@strongroom/crypto/p384-key-pair.js';
import { encodeReplicationStatement } from '@strongroom/crypto/replication-statement.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { beginReplicaArguments, beginReplicaResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { ORIGIN_KMS } from './permissions.js';
import { requireMultiRegion, requireReplicationLane } from './replica-wrapping.js';

export const beginReplica: SlotCommandHandler = (slot, payload) => {
  requireReplicationLane(slot);
  const { fromDomainId, kmsKeyId, keySpec, keyUsage, notAfterMs } = beginReplicaArguments.read(payload);
  const key = { kmsKeyId, keySpec, keyUsage };
  requireMultiRegion(key);
  if (equalBytes(fromDomainId, slot.domainId)) throw new HsmError('ARGUMENTS_BAD', 'a domain is no peer of itself');
  const { privateScalar, publicPoint } = generateP384KeyPair(slot.engine, slot.rng, 'agree');
  try {
    const agreementKey = slot.sealApart(
      {
        ...key,
        origin: ORIGIN_KMS,
        materialKind: 'REPLICA_AGREEMENT_KEY',
        replicates: { domainId: fromDomainId, notAfterMs },
      },
      privateScalar.expose(SECRET_ACCESS),
    );
    const statement = encodeReplicationStatement({
      fromDomainId: slot.domainId,
      toDomainId: fromDomainId,
      tenant: slot.tenant,
      ...key,
      ephemeralPublic: publicPoint,
      notAfterMs,
    });
    const request = { statement, mac: slot.replicationMac('TO_ROOT', statement) };
    return beginReplicaResult.write({ agreementKey, request });
  } finally {
    privateScalar.dispose();
  }
};
