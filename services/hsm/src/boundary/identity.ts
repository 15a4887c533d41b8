/**
 * What an appliance keeps when its power goes: its two P-384 key pairs and what it remembers of its domain, sealed
 * under a key that stands for hardware fuses. Everything else is volatile and comes back from tokens.
 *
 *   magic 'SRI', version 1 · 12-byte IV · AES-256-GCM(identity) ‖ tag; AAD = everything before it
 */
import { concatBytes } from '@strongroom/core/bytes.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import type { Rng } from '@strongroom/core/rng.js';
import { parseNodeId, type NodeId } from '@strongroom/core/ids.js';
import { readMembers, writeMembers } from '@strongroom/crypto/domain-codec.js';
import type { DomainMember } from '@strongroom/crypto/domain-state.js';
import { EC_CURVES, isPrivateScalar } from '@strongroom/crypto/ec-curve.js';
import { GCM_IV_BYTES, type CryptoEngine } from '@strongroom/crypto/engine.js';
import { generateP384KeyPair, type EcKeyPair } from '@strongroom/crypto/p384-key-pair.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import { DOMAIN_ID_BYTES } from '@strongroom/crypto/token-attributes.js';

const MAGIC = 0x53524901;
const HEADER_BYTES = 4 + GCM_IV_BYTES;
const DIGEST_BYTES = 32;
const { scalarBytes: SCALAR_BYTES } = EC_CURVES['P-384'];

/** What the node holds against a store that was rolled back or forged. */
export interface DomainMemory {
  readonly domainId: Uint8Array;
  /** The newest token ever accepted. A second token of the same version has another digest and is refused. */
  readonly tokenVersion: number;
  readonly tokenDigest: Uint8Array;
  /** The members in that token: one of them must have signed the next. */
  readonly members: readonly DomainMember[];
}

export interface Identity {
  readonly nodeId: NodeId;
  readonly sign: EcKeyPair;
  readonly agree: EcKeyPair;
  readonly domain: DomainMemory | undefined;
}

/** @throws HsmError DEVICE_ERROR when a pairwise consistency test fails */
export function generateIdentity(engine: CryptoEngine, rng: Pick<Rng, 'bytes'>, nodeId: NodeId): Identity {
  return {
    nodeId,
    sign: generateP384KeyPair(engine, rng, 'sign'),
    agree: generateP384KeyPair(engine, rng, 'agree'),
    domain: undefined,
  };
}

function keyPairOf(engine: CryptoEngine, scalar: Uint8Array): EcKeyPair {
  return { privateScalar: SecretBytes.own(scalar), publicPoint: engine.ecPublicPoint('P-384', scalar) };
}

export function disposeIdentity(identity: Identity): void {
  identity.sign.privateScalar.dispose();
  identity.agree.privateScalar.dispose();
}

export function sealIdentity(
  engine: CryptoEngine,
  rng: Pick<Rng, 'bytes'>,
  sealKey: SecretBytes,
  identity: Identity,
): Uint8Array {
  const header = new PackedWriter(HEADER_BYTES).u32(MAGIC).raw(rng.bytes(GCM_IV_BYTES)).finish();
  const secrets = new Uint8Array(2 * SCALAR_BYTES);
  secrets.set(identity.sign.privateScalar.expose(SECRET_ACCESS));
  secrets.set(identity.agree.privateScalar.expose(SECRET_ACCESS), SCALAR_BYTES);
  const plaintext = concatBytes(secrets, publicPart(identity));
  secrets.fill(0);
  const sealed = engine.aes256GcmSeal(sealKey.expose(SECRET_ACCESS), header.subarray(4), header, plaintext);
  plaintext.fill(0);
  return concatBytes(header, sealed);
}

/** Undefined when the file is not authentic under this key, or not this node's. */
export function openIdentity(
  engine: CryptoEngine,
  sealKey: SecretBytes,
  sealed: Uint8Array,
  nodeId: NodeId,
): Identity | undefined {
  if (sealed.length <= HEADER_BYTES) return undefined;
  const header = sealed.subarray(0, HEADER_BYTES);
  if (new PackedReader(header).u32() !== MAGIC) return undefined;
  const key = sealKey.expose(SECRET_ACCESS);
  const plaintext = engine.aes256GcmOpen(key, header.subarray(4), header, sealed.subarray(HEADER_BYTES));
  if (plaintext === undefined) return undefined;
  try {
    const identity = readIdentity(engine, plaintext);
    if (identity.nodeId === nodeId) return identity;
    disposeIdentity(identity);
    return undefined;
  } catch (error) {
    if (error instanceof PackedFormatError) return undefined;
    throw error;
  } finally {
    plaintext.fill(0);
  }
}

/** After the two scalars, which stand first so that they are never copied by a growing writer. */
function publicPart(identity: Identity): Uint8Array {
  const writer = new PackedWriter(512).text(identity.nodeId);
  const { domain } = identity;
  if (domain === undefined) return writer.u8(0).finish();
  writer.u8(1).raw(domain.domainId).u53(domain.tokenVersion).raw(domain.tokenDigest);
  writeMembers(writer, domain.members);
  return writer.finish();
}

function readIdentity(engine: CryptoEngine, plaintext: Uint8Array): Identity {
  const reader = new PackedReader(plaintext);
  const sign = readScalar(reader);
  const agree = readScalar(reader);
  const nodeId = parseNodeId(reader.text(64));
  if (nodeId === undefined) throw new PackedFormatError('not a node id');
  const domain = reader.u8() === 0 ? undefined : readDomainMemory(reader);
  reader.end();
  return { nodeId, sign: keyPairOf(engine, sign), agree: keyPairOf(engine, agree), domain };
}

function readScalar(reader: PackedReader): Uint8Array {
  const scalar = new Uint8Array(reader.raw(SCALAR_BYTES));
  if (!isPrivateScalar('P-384', scalar)) throw new PackedFormatError('not a private scalar');
  return scalar;
}

function readDomainMemory(reader: PackedReader): DomainMemory {
  const domainId = new Uint8Array(reader.raw(DOMAIN_ID_BYTES));
  const tokenVersion = reader.u53();
  const tokenDigest = new Uint8Array(reader.raw(DIGEST_BYTES));
  return { domainId, tokenVersion, tokenDigest, members: readMembers(reader) };
}
