/**
 * The exported domain token: the only form in which a domain travels between HSMs.
 *
 *   magic 'SRD', version 1    4 bytes
 *   state                     u32 length, canonical (domain-codec.ts)
 *   envelopes                 one per member, in the order of the state: ephemeral point 97, IV 12, u32 length and body
 *   signer                    the node id of the member that made the token
 *   signature                 u32 length, ECDSA P-384 over label ‖ everything before it
 *
 * A receiver verifies the signature against the members of its *own* current state (or, when it joins, those it was
 * told to trust), never against those in the token, and refuses versions older than the newest it has accepted.
 */
import { assert, must } from '@strongroom/core/assert.js';
import { concatBytes, equalBytes, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { parseNodeId } from '@strongroom/core/ids.js';
import type { NodeId } from '@strongroom/core/ids.js';
import { DOMAIN_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import type { Rng } from '@strongroom/core/rng.js';
import { decodeDomainState, encodeDomainState } from './domain-codec.js';
import { sealEnvelope, unsealEnvelope } from './domain-envelope.js';
import type { DomainEnvelope } from './domain-envelope.js';
import { DOMAIN_KEYS_MAX, domainKeyName, memberName, sortedBy } from './domain-state.js';
import type { DomainMember, DomainState } from './domain-state.js';
import { EC_CURVES, isPrivateScalar } from './ec-curve.js';
import { AES_256_KEY_BYTES, GCM_IV_BYTES, GCM_TAG_BYTES } from './engine.js';
import type { CryptoEngine } from './engine.js';
import { requireLength } from './guard.js';
import { SECRET_ACCESS } from './secret-access.js';
import { SecretBytes } from './secret-bytes.js';

/** 'SRD' and version 1. */
const MAGIC = 0x53524401;
const SIGNATURE_LABEL = utf8('strongroom domain token v1\0');
const NODE_ID_MAX_BYTES = 64;
/** DER of two 48-byte integers is at most 104 bytes. */
const SIGNATURE_MAX_BYTES = 104;
const { scalarBytes: RSK_BYTES } = EC_CURVES['P-384'];
const ENVELOPE_BODY_MAX_BYTES = DOMAIN_KEYS_MAX * AES_256_KEY_BYTES + RSK_BYTES + GCM_TAG_BYTES;

export interface DomainKey {
  /** 16 bytes. */
  readonly id: Uint8Array;
  /** 32 bytes. */
  readonly keyBytes: Uint8Array;
}

export interface ExportDomainTokenInput {
  readonly engine: CryptoEngine;
  readonly rng: Pick<Rng, 'bytes'>;
  readonly state: DomainState;
  /** One per entry of `state.domainKeys`, in any order. The caller keeps and wipes them. */
  readonly domainKeys: readonly DomainKey[];
  /** P-384 scalar, 48 bytes, where `state.rskPublic` is present. The caller keeps and wipes it. */
  readonly replicationPrivate?: Uint8Array | undefined;
  readonly signerNodeId: NodeId;
  /** P-384 scalar, 48 bytes. */
  readonly signPrivate: Uint8Array;
}

function concatenateKeys({ state, domainKeys, replicationPrivate }: ExportDomainTokenInput): Uint8Array {
  assert(domainKeys.length === state.domainKeys.length, 'one key per entry of the state');
  const ordered = sortedBy(state.domainKeys, domainKeyName).map((entry) => {
    const { keyBytes } = must(
      domainKeys.find((candidate) => equalBytes(candidate.id, entry.id)),
      'a domain key of the state is missing',
    );
    requireLength(keyBytes, AES_256_KEY_BYTES, 'keyBytes');
    return keyBytes;
  });
  assert((replicationPrivate === undefined) === (state.rskPublic === undefined), 'a replication key has both halves');
  if (replicationPrivate === undefined) return concatBytes(...ordered);
  requireLength(replicationPrivate, RSK_BYTES, 'replicationPrivate');
  return concatBytes(...ordered, replicationPrivate);
}

/**
 * @throws HsmError ARGUMENTS_BAD when a member's agreement key is not on the curve; AssertionFailure for an invalid
 * state
 */
export function exportDomainToken(input: ExportDomainTokenInput): Uint8Array {
  const { engine, rng, state } = input;
  const stateBytes = encodeDomainState(state);
  const writer = new PackedWriter(stateBytes.length + 512 * state.members.length).u32(MAGIC).bytes(stateBytes);
  const plaintext = concatenateKeys(input);
  try {
    for (const member of sortedBy(state.members, memberName)) {
      const envelope = sealEnvelope(engine, rng, state, stateBytes, member, plaintext);
      if (envelope === undefined) throw new HsmError('ARGUMENTS_BAD', 'a member has an invalid agreement key');
      writer.raw(envelope.ephemeralPublic).raw(envelope.iv).bytes(envelope.body);
    }
  } finally {
    plaintext.fill(0);
  }
  const signed = writer.text(input.signerNodeId).finish();
  const signature = engine.ecdsaSign('P-384', input.signPrivate, concatBytes(SIGNATURE_LABEL, signed));
  const token = new PackedWriter(signed.length + 128).raw(signed).bytes(signature).finish();
  assert(token.length <= DOMAIN_TOKEN_MAX_BYTES, 'a domain token exceeds DOMAIN_TOKEN_MAX_BYTES');
  return token;
}

/** A token as it claims to be. Nothing in it is verified. */
export interface DomainTokenView {
  readonly state: DomainState;
  readonly signerNodeId: NodeId;
}

declare const verified: unique symbol;

/** A token whose signature was verified: only `verifyDomainToken` makes one. */
export interface VerifiedDomainToken extends DomainTokenView {
  readonly [verified]: true;
}

interface ParsedToken extends DomainTokenView {
  readonly stateBytes: Uint8Array;
  /** As many as members, in the same order. */
  readonly envelopes: readonly DomainEnvelope[];
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

function parse(token: Uint8Array): ParsedToken {
  const reader = new PackedReader(token);
  if (reader.u32() !== MAGIC) throw new PackedFormatError('not a domain token');
  const stateBytes = new Uint8Array(reader.bytes(DOMAIN_TOKEN_MAX_BYTES));
  const state = decodeDomainState(stateBytes);
  const envelopes = state.members.map(() => ({
    ephemeralPublic: new Uint8Array(reader.raw(EC_CURVES['P-384'].pointBytes)),
    iv: new Uint8Array(reader.raw(GCM_IV_BYTES)),
    body: new Uint8Array(reader.bytes(ENVELOPE_BODY_MAX_BYTES)),
  }));
  const signerNodeId = parseNodeId(reader.text(NODE_ID_MAX_BYTES));
  if (signerNodeId === undefined) throw new PackedFormatError('not a node id');
  const signed = token.subarray(0, token.length - reader.remaining);
  const signature = reader.bytes(SIGNATURE_MAX_BYTES);
  reader.end();
  return { state, signerNodeId, stateBytes, envelopes, signed, signature };
}

function parseBounded(token: Uint8Array): ParsedToken {
  if (token.length > DOMAIN_TOKEN_MAX_BYTES) throw new HsmError('TOKEN_INVALID');
  try {
    return parse(token);
  } catch (error) {
    if (error instanceof PackedFormatError) throw new HsmError('TOKEN_INVALID');
    throw error;
  }
}

/** The unverified view: to see the version, or which members it names. @throws HsmError TOKEN_INVALID when malformed */
export function readDomainToken(token: Uint8Array): DomainTokenView {
  const { state, signerNodeId } = parseBounded(token);
  return { state, signerNodeId };
}

export interface VerifyDomainTokenInput {
  readonly engine: CryptoEngine;
  readonly token: Uint8Array;
  /** Members of the receiver's current state; for a node that joins, those that its operator vouches for. */
  readonly trustedMembers: readonly DomainMember[];
  /** The domain that the receiver belongs to; a token of another one is invalid. */
  readonly domainId?: Uint8Array;
  /** Tokens of a lower version are rolled back and invalid. */
  readonly minVersion?: number;
}

/** What openEnvelope needs of a verified token, kept where no caller can forge it. */
const PARSED = new WeakMap<VerifiedDomainToken, ParsedToken>();

/**
 * @throws HsmError TOKEN_INVALID: malformed, altered, rolled back, of another domain, or not signed by a trusted member
 */
export function verifyDomainToken(input: VerifyDomainTokenInput): VerifiedDomainToken {
  const parsed = parseBounded(input.token);
  const { state, signerNodeId, signed, signature } = parsed;
  const signer = input.trustedMembers.find((member) => member.nodeId === signerNodeId);
  if (
    signer === undefined ||
    (input.domainId !== undefined && !equalBytes(input.domainId, state.domainId)) ||
    (input.minVersion !== undefined && state.version < input.minVersion) ||
    !input.engine.ecdsaVerify('P-384', signer.signPublic, concatBytes(SIGNATURE_LABEL, signed), signature)
  ) {
    throw new HsmError('TOKEN_INVALID');
  }
  const token = { state, signerNodeId } as VerifiedDomainToken;
  PARSED.set(token, parsed);
  return token;
}

export interface OpenedDomainKey {
  readonly id: Uint8Array;
  readonly active: boolean;
  /** 32 bytes; the caller disposes it. */
  readonly keyBytes: SecretBytes;
}

/** Everything in a member's envelope; the caller wipes it. */
function openSecrets(
  engine: CryptoEngine,
  token: VerifiedDomainToken,
  nodeId: NodeId,
  agreePrivate: Uint8Array,
): Uint8Array {
  const { state, stateBytes, envelopes } = must(PARSED.get(token), 'the token was verified');
  const index = state.members.findIndex((member) => member.nodeId === nodeId);
  const [member, envelope] = [state.members[index], envelopes[index]];
  if (member === undefined || envelope === undefined) throw new HsmError('TOKEN_INVALID');
  const secrets = unsealEnvelope(engine, state, stateBytes, member, agreePrivate, envelope);
  if (secrets === undefined) throw new HsmError('TOKEN_INVALID');
  const rskBytes = state.rskPublic === undefined ? 0 : RSK_BYTES;
  if (secrets.length === state.domainKeys.length * AES_256_KEY_BYTES + rskBytes) return secrets;
  secrets.fill(0);
  throw new HsmError('TOKEN_INVALID');
}

/**
 * The domain keys, for a member of the token's state.
 * @throws HsmError TOKEN_INVALID when this node is not a member, or its envelope does not open with its agreement key
 */
export function openEnvelope(
  engine: CryptoEngine,
  token: VerifiedDomainToken,
  nodeId: NodeId,
  agreePrivate: Uint8Array,
): OpenedDomainKey[] {
  const secrets = openSecrets(engine, token, nodeId, agreePrivate);
  const keys = token.state.domainKeys.map(({ id, active }, position) => {
    const start = position * AES_256_KEY_BYTES;
    return { id, active, keyBytes: SecretBytes.copyOf(secrets.subarray(start, start + AES_256_KEY_BYTES)) };
  });
  secrets.fill(0);
  return keys;
}

/**
 * The private replication signing key, which the caller disposes; undefined where the domain has none.
 * @throws HsmError TOKEN_INVALID likewise, or when it is not the private half of the state's public one
 */
export function openReplicationKey(
  engine: CryptoEngine,
  token: VerifiedDomainToken,
  nodeId: NodeId,
  agreePrivate: Uint8Array,
): SecretBytes | undefined {
  const { rskPublic } = token.state;
  if (rskPublic === undefined) return undefined;
  const secrets = openSecrets(engine, token, nodeId, agreePrivate);
  const scalar = SecretBytes.copyOf(secrets.subarray(secrets.length - RSK_BYTES));
  secrets.fill(0);
  const bytes = scalar.expose(SECRET_ACCESS);
  if (isPrivateScalar('P-384', bytes) && equalBytes(engine.ecPublicPoint('P-384', bytes), rskPublic)) return scalar;
  scalar.dispose();
  throw new HsmError('TOKEN_INVALID');
}
