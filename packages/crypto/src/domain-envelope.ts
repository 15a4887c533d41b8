/**
 * The secrets of a domain, enveloped for one member: one-pass ECDH C(1e, 1s) (SP 800-56A §6.2.2.2) with a fresh
 * ephemeral P-384
 * key, KBKDF over the shared X with both public keys, the domain and its version as context, then AES-256-GCM with the
 * member and the whole state as AAD.
 */
import { concatBytes, utf8 } from '@strongroom/core/bytes.js';
import { PackedWriter } from '@strongroom/core/packed.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { DomainMember, DomainState } from './domain-state.js';
import { GCM_IV_BYTES } from './engine.js';
import type { CryptoEngine } from './engine.js';
import { kbkdf } from './kbkdf.js';
import { generateP384KeyPair } from './p384-key-pair.js';
import { SECRET_ACCESS } from './secret-access.js';

const LABEL = utf8('strongroom domain key envelope v1');

export interface DomainEnvelope {
  /** 97 bytes. */
  readonly ephemeralPublic: Uint8Array;
  readonly iv: Uint8Array;
  /**
   * Ciphertext ‖ tag of the domain keys, 32 bytes each, in the order of the canonical state, and of the private
   * replication signing key, 48 bytes, where the state has one.
   */
  readonly body: Uint8Array;
}

function deriveEnvelopeKey(
  engine: CryptoEngine,
  state: DomainState,
  member: DomainMember,
  ephemeralPublic: Uint8Array,
  sharedX: Uint8Array,
): Uint8Array {
  const context = new PackedWriter(256)
    .raw(ephemeralPublic)
    .raw(member.agreePublic)
    .raw(state.domainId)
    .u53(state.version)
    .finish();
  const derived = kbkdf(engine, sharedX, LABEL, context);
  sharedX.fill(0);
  return derived;
}

function aadOf(engine: CryptoEngine, stateBytes: Uint8Array, member: DomainMember): Uint8Array {
  return concatBytes(LABEL, engine.sha256(stateBytes), utf8(member.nodeId));
}

/** @returns undefined when the member's agreement key is not a point of the curve */
export function sealEnvelope(
  engine: CryptoEngine,
  rng: Pick<Rng, 'bytes'>,
  state: DomainState,
  stateBytes: Uint8Array,
  member: DomainMember,
  domainKeys: Uint8Array,
): DomainEnvelope | undefined {
  const ephemeral = generateP384KeyPair(engine, rng, 'agree');
  const sharedX = engine.ecdhSharedX('P-384', ephemeral.privateScalar.expose(SECRET_ACCESS), member.agreePublic);
  ephemeral.privateScalar.dispose();
  if (sharedX === undefined) return undefined;
  const derived = deriveEnvelopeKey(engine, state, member, ephemeral.publicPoint, sharedX);
  const iv = rng.bytes(GCM_IV_BYTES);
  const body = engine.aes256GcmSeal(derived, iv, aadOf(engine, stateBytes, member), domainKeys);
  derived.fill(0);
  return { ephemeralPublic: ephemeral.publicPoint, iv, body };
}

/**
 * The concatenated domain keys, which the caller wipes, or undefined when the envelope is not for this member, or
 * altered.
 */
export function unsealEnvelope(
  engine: CryptoEngine,
  state: DomainState,
  stateBytes: Uint8Array,
  member: DomainMember,
  agreePrivate: Uint8Array,
  envelope: DomainEnvelope,
): Uint8Array | undefined {
  const sharedX = engine.ecdhSharedX('P-384', agreePrivate, envelope.ephemeralPublic);
  if (sharedX === undefined) return undefined;
  const derived = deriveEnvelopeKey(engine, state, member, envelope.ephemeralPublic, sharedX);
  const domainKeys = engine.aes256GcmOpen(derived, envelope.iv, aadOf(engine, stateBytes, member), envelope.body);
  derived.fill(0);
  return domainKeys;
}
