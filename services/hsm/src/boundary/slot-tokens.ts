/**
 * Slot tokens: a tenant's slot key, wrapped under a domain key. A rotation of the domain key replaces the slot key in
 * two steps (ADR 9). The transitional token between them holds the new slot key and the outgoing one; it is wrapped
 * under the outgoing domain key, so that it dies with that: a copy of it is worth nothing when the rotation is over.
 */
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import { activeDomainKey } from '@strongroom/crypto/domain-state.js';
import { AES_256_KEY_BYTES, type CryptoEngine } from '@strongroom/crypto/engine.js';
import { openToken, readTokenHeader, sealToken } from '@strongroom/crypto/sealed-token.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import { WRAPPING_KEY_ID_BYTES, type SlotTokenAttributes } from '@strongroom/crypto/token-attributes.js';
import type { HeldDomain, HeldDomainKey } from './held-domain.js';

export interface SlotKey {
  /** 16 bytes: the wrapping key id of its EKTs. */
  readonly id: Uint8Array;
  /** 32 bytes; the caller disposes it. */
  readonly keyBytes: SecretBytes;
}

export interface UnwrappedSlotKeys {
  readonly domainId: Uint8Array;
  /** Seals and opens. */
  readonly active: SlotKey;
  /** Only opens. Of a transitional token. */
  readonly outgoing: SlotKey | undefined;
}

export interface SlotTokenMaker {
  readonly engine: CryptoEngine;
  readonly rng: Pick<Rng, 'bytes'>;
  readonly held: HeldDomain;
}

/** Makes a new slot key for this tenant and wraps it under the active domain key. */
export function createSlotToken(maker: SlotTokenMaker, tenant: TenantId): Uint8Array {
  const secret = maker.rng.bytes(AES_256_KEY_BYTES);
  const slotKeyId = maker.rng.bytes(WRAPPING_KEY_ID_BYTES);
  const token = seal(maker, activeKeyOf(maker.held), { tenant, slotKeyId }, secret);
  secret.fill(0);
  return token;
}

/**
 * Makes a new slot key for this tenant, which takes over from the one in `token`: the transitional slot token.
 * @throws HsmError TOKEN_INVALID; KEY_FUNCTION_NOT_PERMITTED where nothing is to be rotated: the token is under the
 * active domain key, or transitional itself
 */
export function rotateSlotKey(maker: SlotTokenMaker, tenant: TenantId, token: Uint8Array): Uint8Array {
  const wrapping = wrappingKeyOf(maker.held, token);
  const { active: present, outgoing } = openSlotToken(maker.engine, maker.held, tenant, token);
  const secret = new Uint8Array(2 * AES_256_KEY_BYTES);
  try {
    if (outgoing !== undefined) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'the slot token is transitional');
    if (wrapping === activeKeyOf(maker.held)) {
      throw new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'the slot token is under the active domain key');
    }
    const fresh = maker.rng.bytes(AES_256_KEY_BYTES);
    secret.set(fresh);
    fresh.fill(0);
    secret.set(present.keyBytes.expose(SECRET_ACCESS), AES_256_KEY_BYTES);
    const slotKeyId = maker.rng.bytes(WRAPPING_KEY_ID_BYTES);
    return seal(maker, wrapping, { tenant, slotKeyId, outgoingSlotKeyId: present.id }, secret);
  } finally {
    secret.fill(0);
    disposeSlotKeys({ active: present, outgoing });
  }
}

/**
 * Makes of a transitional slot token that of the new slot key alone, under the active domain key.
 * @throws HsmError TOKEN_INVALID; KEY_FUNCTION_NOT_PERMITTED where the token is not transitional
 */
export function retireSlotKey(maker: SlotTokenMaker, tenant: TenantId, token: Uint8Array): Uint8Array {
  const { active, outgoing } = openSlotToken(maker.engine, maker.held, tenant, token);
  try {
    if (outgoing === undefined) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'the slot token is not transitional');
    const secret = active.keyBytes.expose(SECRET_ACCESS);
    return seal(maker, activeKeyOf(maker.held), { tenant, slotKeyId: active.id }, secret);
  } finally {
    disposeSlotKeys({ active, outgoing });
  }
}

/** @throws HsmError TOKEN_INVALID: not of this domain, not this tenant's, or not authentic */
export function openSlotToken(
  engine: CryptoEngine,
  held: HeldDomain,
  tenant: TenantId,
  token: Uint8Array,
): UnwrappedSlotKeys {
  const wrapping = wrappingKeyOf(held, token);
  const { attributes, secret } = openToken({
    engine,
    wrappingKey: wrapping.keyBytes.expose(SECRET_ACCESS),
    wrappingKeyId: wrapping.id,
    kind: 'SLOT_TOKEN',
    token,
  });
  try {
    const { domainId, slotKeyId, outgoingSlotKeyId } = attributes;
    const keys = outgoingSlotKeyId === undefined ? 1 : 2;
    const fits =
      attributes.tenant === tenant &&
      equalBytes(domainId, held.state.domainId) &&
      secret.length === keys * AES_256_KEY_BYTES;
    if (!fits) throw new HsmError('TOKEN_INVALID');
    const bytes = secret.expose(SECRET_ACCESS);
    const keyAt = (index: number): SecretBytes =>
      SecretBytes.copyOf(bytes.subarray(index * AES_256_KEY_BYTES, (index + 1) * AES_256_KEY_BYTES));
    return {
      domainId,
      active: { id: slotKeyId, keyBytes: keyAt(0) },
      outgoing: outgoingSlotKeyId === undefined ? undefined : { id: outgoingSlotKeyId, keyBytes: keyAt(1) },
    };
  } finally {
    secret.dispose();
  }
}

export function disposeSlotKeys({ active, outgoing }: Pick<UnwrappedSlotKeys, 'active' | 'outgoing'>): void {
  active.keyBytes.dispose();
  outgoing?.keyBytes.dispose();
}

function activeKeyOf({ state, keys }: HeldDomain): HeldDomainKey {
  const active = activeDomainKey(state);
  return must(
    keys.find((key) => equalBytes(key.id, active.id)),
    'the active domain key is at hand',
  );
}

function wrappingKeyOf({ keys }: HeldDomain, token: Uint8Array): HeldDomainKey {
  const { wrappingKeyId } = readTokenHeader(token);
  const wrapping = keys.find((key) => equalBytes(key.id, wrappingKeyId));
  if (wrapping === undefined) throw new HsmError('TOKEN_INVALID');
  return wrapping;
}

function seal(
  { engine, rng, held }: SlotTokenMaker,
  wrapping: HeldDomainKey,
  attributes: Omit<SlotTokenAttributes, 'domainId'>,
  secret: Uint8Array,
): Uint8Array {
  return sealToken({
    engine,
    rng,
    wrappingKey: wrapping.keyBytes.expose(SECRET_ACCESS),
    wrappingKeyId: wrapping.id,
    kind: 'SLOT_TOKEN',
    attributes: { domainId: held.state.domainId, ...attributes },
    secret,
  });
}
