/** What the three replication commands share: which keys may leave a domain, and how they travel. */
import { concatBytes, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { parseKmsKeyId, SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { PackedFormatError, PackedWriter } from '@strongroom/core/packed.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import { kbkdf } from '@strongroom/crypto/kbkdf.js';
import { algorithmsOf } from '@strongroom/crypto/key-usages.js';
import { decodeReplicationStatement, type ReplicationStatement } from '@strongroom/crypto/replication-statement.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import type { AuthenticStatement } from '@strongroom/proto/slot-protocol.js';
import type { SlotContext } from '../slot-context.js';

const WRAPPING_LABEL = utf8('strongroom replica wrapping key v1');
const AAD_LABEL = utf8('strongroom replica material v1\0');
const MULTI_REGION_PREFIX = 'mrk-';

/** What a key is, wherever it is: the same in each Region. */
export interface ReplicatedKey {
  readonly kmsKeyId: string;
  readonly keySpec: string;
  readonly keyUsage: string;
}

/** @throws HsmError NEED_SLOW_LANE: P-384 is slow work; KEY_FUNCTION_NOT_PERMITTED for the system's own secrets */
export function requireReplicationLane(slot: SlotContext): void {
  if (slot.lane === 'fast') throw new HsmError('NEED_SLOW_LANE');
  if (slot.tenant === SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
}

/** @throws HsmError ARGUMENTS_BAD; KEY_FUNCTION_NOT_PERMITTED for a key of one Region */
export function requireMultiRegion({ kmsKeyId, keySpec, keyUsage }: ReplicatedKey): void {
  if (parseKmsKeyId(kmsKeyId) === undefined) throw new HsmError('ARGUMENTS_BAD', 'not a KMS key id');
  if (algorithmsOf(keySpec, keyUsage).length === 0) throw new HsmError('ARGUMENTS_BAD', 'key usage does not fit');
  if (!kmsKeyId.startsWith(MULTI_REGION_PREFIX)) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
}

/**
 * A statement that the root vouches for, for this slot, still in force.
 * @throws HsmError TOKEN_INVALID; REPLICATION_EXPIRED
 */
export function vouchedStatement(
  slot: SlotContext,
  { statement: encoded, mac }: AuthenticStatement,
  nowMs: number,
): ReplicationStatement {
  const expected = slot.replicationMac('FROM_ROOT', encoded);
  if (!timingSafeEqual(mac, expected)) throw new HsmError('TOKEN_INVALID');
  const statement = readStatement(encoded);
  if (statement.tenant !== slot.tenant || !equalBytes(statement.toDomainId, slot.domainId)) {
    throw new HsmError('TOKEN_INVALID');
  }
  if (nowMs > statement.notAfterMs) throw new HsmError('REPLICATION_EXPIRED');
  return statement;
}

function readStatement(encoded: Uint8Array): ReplicationStatement {
  try {
    return decodeReplicationStatement(encoded);
  } catch (error) {
    if (error instanceof PackedFormatError) throw new HsmError('TOKEN_INVALID');
    throw error;
  }
}

/**
 * The replica wrapping key (RWK): one-pass per side, both ephemeral, C(2e, 0s) of SP 800-56A §6.1.2.2. The caller
 * wipes it. Undefined when the peer's point is not on the curve.
 * @param requestDigest SHA-256 of the request, which names both domains, the tenant, the key and the replica's point
 */
export function replicaWrappingKey(
  engine: CryptoEngine,
  privateScalar: Uint8Array,
  peerPoint: Uint8Array,
  transcript: { readonly requestDigest: Uint8Array; readonly sourcePoint: Uint8Array },
): Uint8Array | undefined {
  const sharedX = engine.ecdhSharedX('P-384', privateScalar, peerPoint);
  if (sharedX === undefined) return undefined;
  const context = concatBytes(transcript.requestDigest, transcript.sourcePoint);
  const derived = kbkdf(engine, sharedX, WRAPPING_LABEL, context);
  sharedX.fill(0);
  return derived;
}

/** What one wrapped material is bound to. */
export function replicaAad(
  transcript: { readonly requestDigest: Uint8Array; readonly sourcePoint: Uint8Array },
  key: ReplicatedKey,
  materialId: Uint8Array,
): Uint8Array {
  return new PackedWriter(512)
    .raw(AAD_LABEL)
    .raw(transcript.requestDigest)
    .raw(transcript.sourcePoint)
    .text(key.kmsKeyId)
    .text(key.keySpec)
    .text(key.keyUsage)
    .raw(materialId)
    .finish();
}
