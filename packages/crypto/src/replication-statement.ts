/**
 * What two domains tell each other to replicate a multi-Region key (reference: the KMS cryptographic details,
 * "Cross-region replication"). The slot of the replica asks with the public half of an ephemeral key; the slot of the
 * source answers with its own. A statement crosses between domains under the replication signing key of its sender,
 * which only root workers hold; between a slot and its own root it is authenticated by a key that both derive from the
 * slot key, one for each direction, so that no host can make one up or turn one round.
 *
 *   magic 'SRR', version 1 · kind · sender · receiver · tenant · KMS key id, spec, usage · ephemeral point 97 ·
 *   not after · of an answer: SHA-256 of the request and of the wrapped materials
 */
import { concatBytes, utf8 } from '@strongroom/core/bytes.js';
import { parseTenantId } from '@strongroom/core/ids.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import { EC_CURVES, hasPointForm } from './ec-curve.js';
import type { HashEngine } from './engine.js';
import { kbkdf } from './kbkdf.js';
import { DOMAIN_ID_BYTES } from './token-attributes.js';

/** 'SRR' and version 1. */
const MAGIC = 0x53525201;
export const REPLICATION_STATEMENT_MAX_BYTES = 1024;
const NAME_MAX_BYTES = 64;
const DIGEST_BYTES = 32;
const SIGNATURE_LABEL = utf8('strongroom replication statement v1\0');
const MAC_LABEL = utf8('strongroom replication statement mac v1');

export interface ReplicationStatement {
  /** 16 bytes each: the domain that speaks, and the one that is spoken to. */
  readonly fromDomainId: Uint8Array;
  readonly toDomainId: Uint8Array;
  readonly tenant: TenantId;
  readonly kmsKeyId: string;
  readonly keySpec: string;
  readonly keyUsage: string;
  /** P-384 point of the sender's ephemeral key, 97 bytes. */
  readonly ephemeralPublic: Uint8Array;
  /** Civil epoch milliseconds. */
  readonly notAfterMs: number;
  /** Absent in a request. */
  readonly answers?: { readonly requestDigest: Uint8Array; readonly materialsDigest: Uint8Array } | undefined;
}

/** The canonical bytes. */
export function encodeReplicationStatement(statement: ReplicationStatement): Uint8Array {
  const { answers } = statement;
  const writer = new PackedWriter(512)
    .u32(MAGIC)
    .u8(answers === undefined ? 1 : 2)
    .raw(statement.fromDomainId)
    .raw(statement.toDomainId)
    .text(statement.tenant)
    .text(statement.kmsKeyId)
    .text(statement.keySpec)
    .text(statement.keyUsage)
    .raw(statement.ephemeralPublic)
    .u53(statement.notAfterMs);
  if (answers !== undefined) writer.raw(answers.requestDigest).raw(answers.materialsDigest);
  return writer.finish();
}

/** @throws PackedFormatError for anything but the canonical bytes of a statement */
export function decodeReplicationStatement(bytes: Uint8Array): ReplicationStatement {
  if (bytes.length > REPLICATION_STATEMENT_MAX_BYTES) throw new PackedFormatError('replication statement too long');
  const reader = new PackedReader(bytes);
  if (reader.u32() !== MAGIC) throw new PackedFormatError('not a replication statement');
  const kind = reader.u8();
  if (kind !== 1 && kind !== 2) throw new PackedFormatError('unknown kind of statement');
  const copyOf = (length: number): Uint8Array => new Uint8Array(reader.raw(length));
  const [fromDomainId, toDomainId] = [copyOf(DOMAIN_ID_BYTES), copyOf(DOMAIN_ID_BYTES)];
  const tenant = parseTenantId(reader.text(NAME_MAX_BYTES));
  if (tenant === undefined) throw new PackedFormatError('not a tenant');
  const [kmsKeyId, keySpec, keyUsage] = [0, 1, 2].map(() => reader.text(NAME_MAX_BYTES)) as [string, string, string];
  const ephemeralPublic = copyOf(EC_CURVES['P-384'].pointBytes);
  if (!hasPointForm('P-384', ephemeralPublic)) throw new PackedFormatError('not a P-384 point');
  const notAfterMs = reader.u53();
  const answers =
    kind === 1 ? {} : { answers: { requestDigest: copyOf(DIGEST_BYTES), materialsDigest: copyOf(DIGEST_BYTES) } };
  reader.end();
  return { fromDomainId, toDomainId, tenant, kmsKeyId, keySpec, keyUsage, ephemeralPublic, notAfterMs, ...answers };
}

/** What the replication signing key signs: ECDSA P-384 with SHA-384, DER. */
export function replicationSigningInput(statement: Uint8Array): Uint8Array {
  return concatBytes(SIGNATURE_LABEL, statement);
}

/** `TO_ROOT`: made by the slot itself. `FROM_ROOT`: verified by the root to be a peer's, for this domain and tenant. */
export type StatementDirection = 'TO_ROOT' | 'FROM_ROOT';

/** 32 bytes by which slot and root believe each other's statements. @param slotKey 32 bytes */
export function replicationMac(
  engine: HashEngine,
  slotKey: Uint8Array,
  direction: StatementDirection,
  statement: Uint8Array,
): Uint8Array {
  const macKey = kbkdf(engine, slotKey, MAC_LABEL, utf8(direction));
  const mac = engine.hmacSha256(macKey, statement);
  macKey.fill(0);
  return mac;
}
